package org.apppasswords.keycloak.it.support.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.testframework.util.FileUtils;

/** A real PostgreSQL on a free port. */
public final class Postgres implements AutoCloseable {

    /** The superuser, and the superuser's password. */
    static final String USER = "postgres";

    /** PostgreSQL's own template: it contains nothing. */
    private static final String EMPTY = "template1";

    private final EmbeddedPostgres server;

    /** Copied for each new database. */
    private final String template;

    private List<String> command = List.of();
    private Process restarted;

    private Postgres(EmbeddedPostgres server, String template) {
        this.server = server;
        this.template = template;
    }

    public static Postgres start() {
        return start(Map.of());
    }

    /** Starts one with these settings of {@code postgresql.conf}. */
    public static Postgres start(Map<String, String> settings) {
        return start(EmbeddedPostgres.builder(), settings, EMPTY);
    }

    /** Starts one with its data in this folder, which remains when it stops. */
    public static Postgres startIn(Path data) {
        return start(EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false), Map.of(), EMPTY);
    }

    /** Starts one with a copy of the data that another one has left. Each new database is a copy of the template. */
    public static Postgres startWithCopyOf(Path data, String template, Map<String, String> settings) {
        try {
            Path copy = Files.createTempDirectory("postgres").resolve("data");
            Program.Result copied = new Program("cp", "-a", data.toString(), copy.toString()).run();
            if (copied.status() != 0) {
                throw new IllegalStateException(copied.output());
            }
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> FileUtils.delete(copy.getParent().toFile())));
            return start(
                    EmbeddedPostgres.builder().setDataDirectory(copy).setCleanDataDirectory(false), settings, template);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Postgres start(EmbeddedPostgres.Builder builder, Map<String, String> settings, String template) {
        settings.forEach(builder::setServerConfig);
        try {
            return new Postgres(builder.start(), template);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates a database: an empty one, or a copy of the template. */
    public void create(String database) {
        execute("postgres", "create database " + database + " template " + template);
    }

    /** Creates an empty database with this encoding in place of UTF-8. */
    public void createWithEncoding(String database, String encoding) {
        execute(
                "postgres",
                "create database %s encoding '%s' template template0 lc_collate 'C' lc_ctype 'C'"
                        .formatted(database, encoding));
    }

    /** Creates such a database with its tables in this folder. */
    public void create(String database, Path folder) {
        execute("postgres", "create tablespace " + database + " location '" + folder + "'");
        execute("postgres", "create database " + database + " template " + template + " tablespace " + database);
    }

    /** Returns the options that make Keycloak use this database. */
    public String[] options(String database) {
        return new String[] {"--db-url=" + url(database), "--db-username=" + USER, "--db-password=" + USER};
    }

    /** Returns the JDBC URL of this database. */
    String url(String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
    }

    /** Returns everything in the database, as text. */
    public String dump(String database) {
        StringBuilder dump = new StringBuilder();
        try (Connection connection = connect(database)) {
            for (String table : tables(connection)) {
                dump.append("-- ").append(table).append('\n');
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("select t::text from \"" + table + "\" t")) {
                    while (rows.next()) {
                        dump.append(rows.getString(1)).append('\n');
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return dump.toString();
    }

    /** Returns the number that a query returns. */
    public long number(String database, String query) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the texts in the column that a query returns. */
    public Set<String> texts(String database, String query) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            Set<String> texts = new HashSet<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kills the server. */
    public void stop() {
        ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
        command = commandLine(postmaster.pid());
        postmaster.destroyForcibly();
        postmaster.onExit().join();
        // Its children end later, and a new server does not start while they run.
        Waiting.until("PostgreSQL has ended", () -> !answers());
    }

    /** Starts it again with the same port and data. */
    public void startAgain() {
        List<String> start = new ArrayList<>();
        if (ProcessHandle.current().info().user().filter("root"::equals).isPresent()) {
            // PostgreSQL refuses to run as root; EmbeddedPostgres does the same.
            start.addAll(List.of("unshare", "-U"));
        }
        start.addAll(command);
        Waiting.until("PostgreSQL answers again", Duration.ofMinutes(1), () -> {
            if (restarted == null || !restarted.isAlive()) {
                restarted = start(start);
            }
            return answers();
        });
    }

    /** Switches read-only mode on or off. */
    public void readOnly(boolean on) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute("alter system set default_transaction_read_only = " + on);
            statement.execute("select pg_reload_conf()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        String wanted = on ? "on" : "off";
        Waiting.until(
                "PostgreSQL has read its settings",
                () -> texts("postgres", "show default_transaction_read_only").contains(wanted));
    }

    private long pid() {
        try {
            String folder = texts("postgres", "show data_directory").iterator().next();
            return Long.parseLong(
                    Files.readAllLines(Path.of(folder, "postmaster.pid")).get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> commandLine(long pid) {
        try {
            return List.of(Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"))
                    .split("\0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (restarted != null) {
            restarted.destroy();
            restarted.onExit().join();
        }
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Executes SQL as the superuser. */
    public void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens a connection as the superuser. */
    public Connection connect(String database) throws SQLException {
        return server.getDatabase(USER, database).getConnection();
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select table_name from information_schema.tables where table_schema = 'public'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }
}
