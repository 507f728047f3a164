package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.util.FileUtils;

/** A running LDAP bridge. */
final class LdapBridge implements AutoCloseable {

    /** The size of its heap. */
    static final int HEAP_MEBIBYTES = 128;

    private static final Path JAR = ProjectFiles.ROOT.resolve("ldap-bridge/target/keycloak-ldap-bridge.jar");
    private static final String SEARCHER = "cn=search," + LdapConnections.SUFFIX;
    private static final String SEARCHER_PASSWORD = "search-password";
    private static final Duration START = Duration.ofSeconds(30);

    // Without the limit for one address, because all clients of the benchmark have the same.
    private static final String CONFIG = """
            keycloak.url=%s
            ldap.listen=127.0.0.1:%d
            http.listen=
            realm=%s
            client-id=%s
            client-secret=%4$s-secret
            base-dn=%s
            search-dn=%s
            search-password=%s
            limits.connections-per-address=2000
            """;

    private final Path folder;
    private final Process process;
    private final LdapConnections connections;
    private final double startSeconds;

    private LdapBridge(Path folder, Process process, LdapConnections connections, double startSeconds) {
        this.folder = folder;
        this.process = process;
        this.connections = connections;
        this.startSeconds = startSeconds;
    }

    /** Lets the demo's client for the bridge read the realm's users. */
    static RealmRepresentation withDirectory(RealmRepresentation realm) {
        ClientRepresentation client = BenchmarkRealm.client(realm, BenchmarkRealm.LDAP);
        Map<String, String> attributes = new HashMap<>(client.getAttributes());
        attributes.put("app-passwords.directory", "list");
        client.setAttributes(attributes);
        return realm;
    }

    /** Starts one for this realm, and waits for its first answer. */
    static LdapBridge start(Stand stand, String realm) {
        try {
            Path folder = Files.createTempDirectory("ldap-bridge");
            int port = Ports.free();
            Path config = Files.writeString(
                    folder.resolve("ldap-bridge.properties"),
                    CONFIG.formatted(
                            stand.url(),
                            port,
                            realm,
                            BenchmarkRealm.LDAP,
                            LdapConnections.SUFFIX,
                            SEARCHER,
                            SEARCHER_PASSWORD));
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    // As in the container image.
                    "-XX:+UseSerialGC",
                    "-Xmx" + HEAP_MEBIBYTES + "m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-jar",
                    JAR.toString(),
                    "--config",
                    config.toString());
            long start = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            LdapConnections connections = new LdapConnections(port, SEARCHER, SEARCHER_PASSWORD);
            while (!connections.answers()) {
                if (!process.isAlive() || System.nanoTime() - start > START.toNanos()) {
                    process.destroyForcibly();
                    throw new IllegalStateException(Files.readString(folder.resolve("log")));
                }
                Thread.sleep(10);
            }
            return new LdapBridge(folder, process, connections, (System.nanoTime() - start) / 1e9);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static double jarMegabytes() {
        return JAR.toFile().length() / 1e6;
    }

    LdapConnections connections() {
        return connections;
    }

    long pid() {
        return process.pid();
    }

    /** Returns the time from the start of its process to its first answer. */
    double startSeconds() {
        return startSeconds;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        FileUtils.delete(folder.toFile());
    }
}
