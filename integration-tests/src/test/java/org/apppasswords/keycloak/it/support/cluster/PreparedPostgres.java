package org.apppasswords.keycloak.it.support.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.keycloak.testframework.util.FileUtils;

/**
 * A PostgreSQL whose databases contain what Keycloak's first start creates: the tables, the realm {@code master} and its
 * administrator. A node needs longer for it than for the rest of its start, so all test processes share one.
 */
public final class PreparedPostgres {

    private static final Path DATA =
            ProjectFiles.INTEGRATION_TESTS.resolve("target/postgres-" + System.getProperty("keycloak.server.version"));

    private static final String DATABASE = "prepared";

    private PreparedPostgres() {}

    /** Starts one with a copy of that data. */
    public static Postgres start() {
        return start(Map.of());
    }

    /** Starts one with these settings of {@code postgresql.conf}. */
    public static Postgres start(Map<String, String> settings) {
        prepareOnce();
        return Postgres.startWithCopyOf(DATA, DATABASE, settings);
    }

    // The first process prepares the data; the others wait for it.
    private static void prepareOnce() {
        try (FileChannel file =
                FileChannel.open(sibling("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Until the file is closed.
            file.lock();
            if (!Files.exists(DATA)) {
                Path unfinished = sibling("unfinished");
                FileUtils.delete(unfinished.toFile());
                prepare(unfinished);
                Files.move(unfinished, DATA);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void prepare(Path data) {
        try (Postgres postgres = Postgres.startIn(data)) {
            postgres.create(DATABASE);
            Node.start(Installation.built(), "preparing", 8081, Node.quiet(postgres.options(DATABASE)))
                    .awaitReady()
                    .close();
        }
    }

    private static Path sibling(String suffix) {
        return DATA.resolveSibling(DATA.getFileName() + "." + suffix);
    }
}
