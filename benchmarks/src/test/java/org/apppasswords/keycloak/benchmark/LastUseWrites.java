package org.apppasswords.keycloak.benchmark;

import java.util.List;
import java.util.Locale;
import org.apppasswords.keycloak.it.support.Postgres;

/** How many sign-ins write: one for each app password and hour. */
final class LastUseWrites {

    private static final int SIGN_INS = 10_000;

    // Keycloak raises the version of a row with each write.
    private static final String WRITES = "select coalesce(sum(version), 0) from credential where type = 'app-password'";
    private static final String SESSIONS =
            "select (select count(*) from offline_user_session) + (select count(*) from offline_client_session)";

    private final BenchmarkRealm realm;
    private final Postgres postgres;
    private final String database;

    LastUseWrites(BenchmarkRealm realm, Postgres postgres, String database) {
        this.realm = realm;
        this.postgres = postgres;
        this.database = database;
    }

    List<String> measure() {
        // The sign-ins of the other benchmark were the first of the hour.
        long before = postgres.number(database, WRITES);
        long sessionsBefore = postgres.number(database, SESSIONS);
        Load.run(SIGN_INS, number -> realm.signInByAppPassword(number / 2 % BenchmarkRealm.USERS, number % 2));
        long writes = postgres.number(database, WRITES) - before;
        long sessions = postgres.number(database, SESSIONS) - sessionsBefore;
        int appPasswords = BenchmarkRealm.USERS * BenchmarkRealm.APP_PASSWORDS_PER_USER;
        return List.of(
                "## Sign-ins that write the last use",
                "",
                "`last-used-precision-minutes` is 60. Event storing is off: with it on, Keycloak writes each sign-in.",
                "",
                "| | first sign-in of the hour | further sign-ins |",
                "| --- | ---: | ---: |",
                String.format(Locale.ROOT, "| app passwords, sign-ins | %,d | %,d |", appPasswords, SIGN_INS),
                String.format(Locale.ROOT, "| rows written to the credential table | %,d | %,d |", before, writes),
                String.format(Locale.ROOT, "| session rows added | | %,d |", sessions),
                "");
    }
}
