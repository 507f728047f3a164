package org.apppasswords.keycloak.it.support.server;

import java.util.Map;

/**
 * A PostgreSQL for the one server of the whole suite, where that is to have one: {@code kc.test.database=remote}. The test
 * framework takes it for one that was there before ({@code RemoteTestDatabase}); its own would need containers.
 */
final class PostgresForTheSuite {

    private static final String DATABASE = "keycloak";

    private PostgresForTheSuite() {}

    /** Starts it if it is wanted. It ends with the suite. */
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
