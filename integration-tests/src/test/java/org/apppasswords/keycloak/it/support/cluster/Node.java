package org.apppasswords.keycloak.it.support.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.http.Http;
import org.keycloak.admin.client.Keycloak;

/**
 * A running node of an {@link Installation}, in production mode. Nodes on the same database find each other and form a
 * cluster.
 */
public final class Node implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(4);

    private final String name;
    private final int port;
    private final Installation installation;
    private final Process process;

    private Node(String name, int port, Installation installation, Process process) {
        this.name = name;
        this.port = port;
        this.installation = installation;
        this.process = process;
    }

    /** Starts a node; does not wait until it is ready. The options replace the default ones of the same name. */
    public static Node start(Installation installation, String name, int port, String... options) {
        return start(installation, name, port, Map.of(), options);
    }

    /** Starts a node with these further environment variables. */
    public static Node start(
            Installation installation, String name, int port, Map<String, String> environment, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "start",
                "--optimized",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--http-management-port=" + (port + 1000),
                // Fixed, as a cluster needs: a token's issuer is the same on each node.
                "--hostname=http://localhost:8081",
                "--hostname-backchannel-dynamic=true",
                "--cache-embedded-network-bind-address=127.0.0.1",
                "--cache-embedded-network-bind-port=" + (port + 2000),
                "--bootstrap-admin-username=admin",
                "--bootstrap-admin-password=admin"));
        Arrays.stream(options)
                .filter(option -> option.contains("="))
                .map(option -> option.substring(0, option.indexOf('=') + 1))
                .forEach(given -> arguments.removeIf(argument -> argument.startsWith(given)));
        arguments.addAll(Arrays.asList(options));
        if (Arrays.stream(options).noneMatch(option -> option.startsWith("--log-level"))) {
            arguments.add("--log-level=info,org.keycloak:debug,org.apppasswords:debug");
        }
        try {
            return new Node(
                    name, port, installation, installation.start(name, environment, arguments.toArray(String[]::new)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds an option for a log without DEBUG records. */
    public static String[] quiet(String... options) {
        return Stream.concat(Stream.of(options), Stream.of("--log-level=info")).toArray(String[]::new);
    }

    /** Waits until the node serves requests. */
    public Node awaitReady() {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " did not start:\n" + log());
            }
            pause();
        }
        return this;
    }

    /** Returns whether the node's process is running. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the server's address. */
    public String url() {
        return "http://localhost:" + port + installation.relativePath();
    }

    public String realmUrl(String realm) {
        return url() + "/realms/" + realm;
    }

    /** Returns the admin client of this node. */
    public Keycloak admin() {
        return Keycloak.getInstance(url(), "master", "admin", "admin", "admin-cli");
    }

    /** Returns the process id of its Java process. */
    public long pid() {
        // Keycloak is a child of the shell that starts it.
        return process.descendants().findFirst().orElse(process.toHandle()).pid();
    }

    /** Returns the node's log. */
    public String log() {
        try {
            return Files.readString(installation.log(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the node's process: {@code kill -9}. */
    public void kill() {
        ProcessHandle java = ProcessHandle.of(pid()).orElseThrow();
        java.destroyForcibly();
        java.onExit().join();
        process.onExit().join();
    }

    /** Shuts the node down. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private boolean isReady() {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(realmUrl("master")));
            return Http.send(request, Duration.ofSeconds(5)).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(250);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
