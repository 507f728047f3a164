package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The database of the suite's server if {@code kc.test.database=remote}: a PostgreSQL, or a MariaDB with {@code
 * suite.database=mariadb}. The test framework treats it as an external database ({@code RemoteTestDatabase}); its own
 * databases would need containers.
 */
final class DatabaseForTheSuite {

    private static final String DATABASE = "keycloak";

    private DatabaseForTheSuite() {}

    /** Starts it if it is configured. It ends with the suite. */
    static void startIfWanted() {
        if (!"remote".equals(System.getProperty("kc.test.database"))
                || System.getProperty("kc.test.database.url") != null) {
            return;
        }
        String vendor = System.getProperty("suite.database", "postgres");
        switch (vendor) {
            case "postgres" -> usePostgres(vendor);
            case "mariadb" -> useMariaDb(vendor);
            default -> throw new IllegalStateException("suite.database: must be postgres or mariadb");
        }
    }

    private static void usePostgres(String vendor) {
        Postgres postgres = Postgres.start();
        postgres.create(DATABASE);
        use(vendor, postgres.url(DATABASE), Postgres.USER, Postgres.USER);
    }

    private static void useMariaDb(String vendor) {
        MariaDb mariaDb;
        try {
            Path folder = Files.createTempDirectory("mariadb");
            mariaDb = MariaDb.startWithPort(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(mariaDb::close));
        mariaDb.create(DATABASE);
        use(vendor, mariaDb.url(DATABASE), MariaDb.USER, MariaDb.PASSWORD);
    }

    private static void use(String vendor, String url, String user, String password) {
        Map.of(
                        "kc.test.database.vendor",
                        vendor,
                        "kc.test.database.url",
                        url,
                        "kc.test.database.user",
                        user,
                        "kc.test.database.password",
                        password)
                .forEach(System::setProperty);
    }
}
