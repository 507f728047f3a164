package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;

/**
 * A bridge that one of the scripts in {@code scripts/bridges/} starts with the configuration in docker/. Its state and
 * its logs are in a folder of its own under bridges/ in the output; the logs are kept.
 */
final class BridgeScript {

    private static final Path BRIDGES = ProjectFiles.OUTPUT.resolve("bridges");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final int LOWEST_PORT = 20_000;

    /** Linux's {@code ip_local_port_range} begins here. */
    private static final int LOWEST_PORT_FOR_CLIENTS = 32_768;

    /** A bridge takes its ports later, so another call must not choose the same one. */
    private static final Set<Integer> CHOSEN_PORTS = ConcurrentHashMap.newKeySet();

    private final Debian release;
    private final String script;
    private final String name;
    private final Path logs;
    private UnaryOperator<List<String>> surroundings = command -> command;

    /** Runs {@code scripts/bridges/<script>.sh}, under a name of its own. */
    BridgeScript(String script, String name) {
        this(Debian.DEBIAN_12, script, name);
    }

    /** Runs it with the programs of this release. */
    BridgeScript(Debian release, String script, String name) {
        this.release = release;
        this.script =
                ProjectFiles.ROOT.resolve("scripts/bridges/" + script + ".sh").toString();
        this.name = name;
        this.logs = BRIDGES.resolve(name + "-logs");
    }

    /** Runs where the system trusts this authority only. */
    BridgeScript trusting(PrivateAuthority authority) {
        surroundings = authority::trustedBy;
        return this;
    }

    /**
     * Starts it with empty state. If a program is missing, the script fails with a message that says what to install.
     */
    void start(List<String> options) {
        forget(state());
        forget(logs);
        makeFolder(logs);
        List<String> arguments = new ArrayList<>(List.of("start", "--state", state().toString()));
        arguments.addAll(options);
        run(arguments);
    }

    /** Stops it, and keeps its logs. */
    void stop() {
        run(List.of("stop", "--state", state().toString()));
        try (Stream<Path> files = Files.list(state())) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                Files.copy(log, logs.resolve(log.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        forget(state());
    }

    /** Returns the folder with its state. The script may have moved the folder and left a link. */
    Path state() {
        return BRIDGES.resolve(name);
    }

    /** Returns the output and logs of the bridge and its script so far. */
    String output() {
        try (Stream<Path> ofState = Files.list(state());
                Stream<Path> ofScript = Files.list(logs)) {
            return Stream.concat(ofState.filter(file -> file.toString().endsWith(".log")), ofScript)
                    .map(BridgeScript::read)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes this secret to a file, without a line break. */
    static Path secretFile(String clientId, String secret) {
        try {
            makeFolder(BRIDGES);
            return Files.writeString(BRIDGES.resolve(clientId + "-secret"), secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns an unused port outside the range for outgoing connections, where it might be taken before the bridge
     * starts.
     */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, LOWEST_PORT_FOR_CLIENTS);
            if (!CHOSEN_PORTS.add(port)) {
                continue;
            }
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // Tries another port.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(script));
        command.addAll(arguments);
        Program.Result result = new Program(surroundings.apply(release.command(command)))
                .within(TIMEOUT)
                .outputTo(logs.resolve("script-" + arguments.get(0) + ".log"));
        if (result.status() != 0) {
            throw new IllegalStateException(result.output());
        }
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void forget(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.walk(folder.toRealPath())) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Joins two lists of options. */
    static List<String> plus(List<String> options, String... more) {
        return Stream.concat(options.stream(), Arrays.stream(more)).toList();
    }
}
