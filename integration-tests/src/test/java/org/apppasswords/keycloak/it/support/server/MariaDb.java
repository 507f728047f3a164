package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real MariaDB. */
public final class MariaDb implements AutoCloseable {

    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(30);

    /** The user of programs that connect to a port. */
    static final String USER = "keycloak";

    /** That user's password. */
    static final String PASSWORD = "keycloak";

    private final Path folder;
    private final Process server;
    private final int port;

    private MariaDb(Path folder, Process server, int port) {
        this.folder = folder;
        this.server = server;
        this.port = port;
    }

    /** Starts one that listens on a socket only, with its data in this empty folder. */
    public static MariaDb start(Path folder) {
        return start(folder, 0, "--skip-networking");
    }

    /** Starts one that also listens on a free port of this machine. */
    public static MariaDb startWithPort(Path folder) {
        int port = freePort();
        MariaDb mariaDb = start(folder, port, "--bind-address=127.0.0.1", "--port=" + port);
        mariaDb.query(
                "mysql",
                "CREATE USER %1$s@'127.0.0.1' IDENTIFIED BY '%2$s'; GRANT ALL ON *.* TO %1$s@'127.0.0.1';"
                        .formatted(USER, PASSWORD));
        return mariaDb;
    }

    private static MariaDb start(Path folder, int port, String... options) {
        String user = "--user=" + System.getProperty("user.name");
        // A server that starts removes all temporary tables there, also those of another one.
        String temporary = "--tmpdir=" + newFolder(folder.resolve("tmp"));
        check(new Program(
                        "mariadb-install-db",
                        "--no-defaults",
                        user,
                        "--datadir=" + folder.resolve("data"),
                        temporary,
                        "--auth-root-authentication-method=normal")
                .within(Duration.ofMinutes(1))
                .run());
        try {
            List<String> command = new ArrayList<>(List.of(
                    "mariadbd",
                    "--no-defaults",
                    user,
                    "--datadir=" + folder.resolve("data"),
                    temporary,
                    "--socket=" + folder.resolve("socket"),
                    "--pid-file=" + folder.resolve("pid"),
                    // Without waiting for the disk: no test needs the data after a crash.
                    "--innodb-flush-log-at-trx-commit=0",
                    "--innodb-flush-method=nosync"));
            command.addAll(List.of(options));
            Process server = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            Waiting.until("MariaDB answers", () -> Files.exists(folder.resolve("socket")));
            return new MariaDb(folder, server, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newFolder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates an empty database. */
    public void create(String database) {
        create(database, "utf8mb4");
    }

    /** Creates an empty database with another character set than the one that Keycloak requires. */
    public void create(String database, String characterSet) {
        query("mysql", "CREATE DATABASE " + database + " CHARACTER SET " + characterSet);
    }

    /** Returns the JDBC URL of this database. */
    String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
    }

    /** Returns the options that make Keycloak use this database. */
    public String[] options(String database) {
        return new String[] {"--db-url=" + url(database), "--db-username=" + USER, "--db-password=" + PASSWORD};
    }

    /** Runs statements with MariaDB's client, with the options that docs/import.md names; returns their output. */
    public String query(String database, String sql) {
        return query(database, sql, QUERY_TIMEOUT);
    }

    /** Runs statements that may take this long. */
    public String query(String database, String sql, Duration timeout) {
        return check(new Program(
                        "mariadb",
                        "--default-character-set=utf8mb4",
                        "-N",
                        "-r",
                        "-u",
                        "root",
                        "--socket=" + folder.resolve("socket"),
                        "--database=" + database)
                .within(timeout)
                .reading(sql)
                .run());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String check(Program.Result result) {
        if (result.status() != 0) {
            throw new IllegalStateException(result.output());
        }
        return result.output();
    }

    @Override
    public void close() {
        server.destroy();
        server.onExit().join();
    }
}
