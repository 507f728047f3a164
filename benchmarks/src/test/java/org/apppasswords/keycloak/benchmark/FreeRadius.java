package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;

/** The RADIUS server that the demo runs, which asks Keycloak about each password. */
final class FreeRadius implements AutoCloseable {

    /** The secret that it shares with its clients. */
    static final String SHARED_SECRET = "radius-secret";

    private static final String CLIENT = "freeradius";
    private static final String SCRIPT =
            ProjectFiles.ROOT.resolve("scripts/bridges/freeradius.sh").toString();

    private final int port = Ports.free();
    private final Path state;

    private FreeRadius(Path state) {
        this.state = state;
    }

    static FreeRadius start(Stand stand, String realm) {
        try {
            Path folder = Files.createTempDirectory("freeradius");
            Path clientSecret = Files.writeString(folder.resolve("client-secret"), CLIENT + "-secret");
            Path sharedSecret = Files.writeString(folder.resolve("shared-secret"), SHARED_SECRET);
            FreeRadius server = new FreeRadius(folder.resolve("state"));
            run(
                    "start",
                    "--state",
                    server.state.toString(),
                    "--port",
                    String.valueOf(server.port),
                    "--keycloak",
                    stand.url(),
                    "--realm",
                    realm,
                    "--client-id",
                    CLIENT,
                    "--client-secret-file",
                    clientSecret.toString(),
                    "--shared-secret-file",
                    sharedSecret.toString());
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    long pid() {
        try {
            return Long.parseLong(Files.readString(state.resolve("radiusd.pid")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        run("stop", "--state", state.toString());
    }

    private static void run(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = SCRIPT;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Program.Result result =
                new Program(command).within(Duration.ofMinutes(1)).run();
        if (result.status() != 0) {
            throw new IllegalStateException(result.output());
        }
    }
}
