package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.apppasswords.keycloak.benchmark.floor.FloorJar;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.keycloak.representations.idm.RealmRepresentation;

/** The servers under test: a Keycloak in production mode, and its PostgreSQL. */
final class Stand implements AutoCloseable {

    private static final int PORT = 8081;
    private static final String DATABASE = "benchmark";

    private final Postgres postgres;
    private final Installation installation;
    private final Node node;

    private Stand(Postgres postgres, Installation installation, Node node) {
        this.postgres = postgres;
        this.installation = installation;
        this.node = node;
    }

    static Stand start() {
        Installation installation = Installation.unpacked().providing(FloorJar.pack(temporaryFolder()));
        // PostgreSQL can log the plans of queries.
        Postgres postgres =
                Postgres.start(Map.of("shared_preload_libraries", "auto_explain", "logging_collector", "on"));
        try {
            postgres.create(DATABASE);
            return new Stand(postgres, installation, start(installation, "benchmark", postgres));
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** Starts this installation in place of the closed {@link #node()}, with the same database. */
    Node start(Installation other, String name) {
        return start(other, name, postgres);
    }

    /** Starts a second node, which forms a cluster with the first one. */
    Node startSecond() {
        return startAnother(installation, 2);
    }

    /** Starts another node, whose number differs from that of every other one in the cluster. */
    Node startAnother(Installation of, int number) {
        return start(of, "benchmark-" + number, PORT + number - 1, postgres);
    }

    private static Node start(Installation installation, String name, Postgres postgres) {
        return start(installation, name, PORT, postgres);
    }

    private static Node start(Installation installation, String name, int port, Postgres postgres) {
        return Node.start(installation, name, port, Node.quiet(postgres.options(DATABASE)))
                .awaitReady();
    }

    Node node() {
        return node;
    }

    Installation installation() {
        return installation;
    }

    String url() {
        return "http://127.0.0.1:" + PORT;
    }

    String realmUrl(String realm) {
        return url() + "/realms/" + realm;
    }

    /** Returns the realm's public URL, which redirects lead to. */
    String frontendUrl(String realm) {
        return "http://localhost:" + PORT + "/realms/" + realm;
    }

    TokenEndpoint tokens(String realm) {
        return new TokenEndpoint(realmUrl(realm));
    }

    void create(RealmRepresentation realm) {
        node.admin().realms().create(realm);
    }

    /** Adds copies of the model to the realm. */
    void create(People people, String realm, String model, Long lastUsedAt) {
        try (Connection connection = postgres.connect(DATABASE)) {
            people.create(connection, realm, model, lastUsedAt);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Limits all app passwords of these users to networks, the last of which is this machine's. */
    void limit(People people, String realm) {
        try (Connection connection = postgres.connect(DATABASE)) {
            people.limit(connection, realm);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Replaces the hashes of all app passwords of these users by this one of another system. */
    void replaceHashes(People people, String realm, String algorithm, String hash) {
        try (Connection connection = postgres.connect(DATABASE)) {
            people.replaceHashes(connection, realm, algorithm, hash);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long number(String query) {
        return postgres.number(DATABASE, query);
    }

    Connection connect() throws SQLException {
        return postgres.connect(DATABASE);
    }

    void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PostgreSQL's folder. */
    Path databaseFolder() {
        return Path.of(text("show data_directory"));
    }

    String text(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the process id of PostgreSQL. */
    long databasePid() {
        try {
            return Long.parseLong(Files.readAllLines(databaseFolder().resolve("postmaster.pid"))
                    .get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        node.close();
        postgres.close();
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("benchmark");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
