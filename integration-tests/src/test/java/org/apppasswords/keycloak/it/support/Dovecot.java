package org.apppasswords.keycloak.it.support;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real mail server for one test class: the Dovecot that is installed, with the configuration of docker/dovecot, asking
 * the tests' Keycloak about users of the demo realm.
 */
public final class Dovecot implements BeforeAllCallback, AfterAllCallback {

    private static final Path TARGET = ProjectFiles.INTEGRATION_TESTS.resolve("target");
    private static final Path STATE = TARGET.resolve("dovecot");
    private static final Path OUTPUT = TARGET.resolve("dovecot.out");
    private static final String SCRIPT =
            ProjectFiles.ROOT.resolve("scripts/dovecot.sh").toString();

    private int port;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        forgetState();
        Path secret = Files.writeString(TARGET.resolve("dovecot-secret"), "dovecot-secret");
        port = freePort();
        run(
                "start",
                "--state",
                STATE.toString(),
                "--port",
                String.valueOf(port),
                "--keycloak",
                "http://127.0.0.1:8080",
                "--realm",
                "demo",
                "--client-id",
                "dovecot",
                "--client-secret-file",
                secret.toString(),
                "--failure-delay",
                "0");
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        run("stop", "--state", STATE.toString());
        forgetState();
    }

    /** A mail program at the address 127.0.0.something of this machine. */
    public MailProgram mailProgram(int something) {
        return new MailProgram(MailProgram.loopback(something), port);
    }

    // The script may have put the folder elsewhere and a link into its place.
    private static void forgetState() throws IOException {
        if (Files.exists(STATE)) {
            try (Stream<Path> files = Files.walk(STATE.toRealPath())) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.deleteIfExists(STATE);
    }

    private static void run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(SCRIPT));
        command.addAll(List.of(arguments));
        File output = OUTPUT.toFile();
        Process script = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            if (!script.waitFor(60, TimeUnit.SECONDS)) {
                script.destroyForcibly();
                throw new IllegalStateException(SCRIPT + " takes too long: " + Files.readString(OUTPUT));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (script.exitValue() != 0) {
            // Says what to install where Dovecot is missing.
            throw new IllegalStateException(Files.readString(OUTPUT));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
