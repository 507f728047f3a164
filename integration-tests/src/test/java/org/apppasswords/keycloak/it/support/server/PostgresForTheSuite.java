package org.apppasswords.keycloak.it.support.server;

import java.util.Map;

/**
 * A PostgreSQL for the suite's server if {@code kc.test.database=remote}. The test framework treats it as an external
 * database ({@code RemoteTestDatabase}); its own PostgreSQL would need containers.
 */
final class PostgresForTheSuite {

    private static final String DATABASE = "keycloak";

    private PostgresForTheSuite() {}

    /** Starts it if it is configured. It ends with the suite. */
    static void startIfWanted() {
        if (!"remote".equals(System.getProperty("kc.test.database"))
                || System.getProperty("kc.test.database.url") != null) {
            return;
        }
        Postgres postgres = Postgres.start();
        postgres.create(DATABASE);
        Map.of(
                        "kc.test.database.vendor",
                        "postgres",
                        "kc.test.database.url",
                        postgres.url(DATABASE),
                        "kc.test.database.user",
                        Postgres.USER,
                        "kc.test.database.password",
                        Postgres.USER)
                .forEach(System::setProperty);
    }
}
