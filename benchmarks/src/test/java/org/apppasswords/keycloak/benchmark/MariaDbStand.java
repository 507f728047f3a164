package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.server.MariaDb;

/** A Keycloak in production mode on a MariaDB, beside that of a {@link Stand}. */
final class MariaDbStand implements AutoCloseable {

    private static final int PORT = 8082;
    private static final String DATABASE = "benchmark";
    private static final Duration FILLING = Duration.ofMinutes(20);

    // Written in the order of their ids, because InnoDB's tables are sorted by them.
    private static final String PEOPLE = """
            set @realm = (select ID from REALM where NAME = '%1$s');
            insert into USER_ENTITY (ID, USERNAME, EMAIL, EMAIL_CONSTRAINT, EMAIL_VERIFIED, ENABLED, FIRST_NAME, LAST_NAME,
                REALM_ID, CREATED_TIMESTAMP, NOT_BEFORE)
            select %5$s, called, concat(called, '@example.org'), concat(called, '@example.org'), 1, 1, 'Test', 'User', @realm,
                1700000000000, 0
            from (select concat('%2$s-', seq) called, md5(concat('%1$s:%2$s-', seq)) hex from seq_0_to_%3$d) people order by hex;
            insert into CREDENTIAL (ID, TYPE, USER_ID, CREATED_DATE, USER_LABEL, SECRET_DATA, CREDENTIAL_DATA, PRIORITY, VERSION)
            select %5$s, if(i < %4$d, 'app-password', 'password'), owner, 1700000000000, if(i < %4$d, concat('App ', i), null),
                json_object('algorithm', 'sha256', 'salt', to_base64(unhex(hex)), 'hash', to_base64(unhex(sha2(hex, 256)))),
                if(i < %4$d,
                    '{"schemaVersion":1,"clients":["dovecot"],"expiresAt":null,"lastUsedAt":null,"lastUsedFrom":null,"lastUsedClient":null,"recentNetworks":[]}',
                    '{"hashIterations":5,"algorithm":"argon2","additionalParameters":{}}'), 10, 0
            from (select USER_ENTITY.ID owner, seq i, md5(concat('app', USER_ENTITY.ID, seq)) hex
                from USER_ENTITY, seq_0_to_%4$d where REALM_ID = @realm and USERNAME like '%2$s-%%') credentials order by hex;
            analyze table USER_ENTITY, CREDENTIAL;
            """;

    private static final String UUID =
            "insert(insert(insert(insert(hex, 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')";

    private final MariaDb mariaDb;
    private final Node node;

    private MariaDbStand(MariaDb mariaDb, Node node) {
        this.mariaDb = mariaDb;
        this.node = node;
    }

    static MariaDbStand start(Installation installation) {
        MariaDb mariaDb;
        try {
            mariaDb = MariaDb.startWithPort(Files.createTempDirectory("mariadb"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            mariaDb.create(DATABASE);
            Node node = Node.start(
                            installation.builtWith("--db=mariadb"),
                            "benchmark-mariadb",
                            PORT,
                            Node.quiet(mariaDb.options(DATABASE)))
                    .awaitReady();
            return new MariaDbStand(mariaDb, node);
        } catch (RuntimeException e) {
            mariaDb.close();
            throw e;
        }
    }

    Node node() {
        return node;
    }

    /** Creates users whose app passwords cannot be used, and who have an account password too. */
    void create(People people, String realm) {
        mariaDb.query(
                DATABASE,
                PEOPLE.formatted(realm, people.prefix(), people.count() - 1, people.appPasswords(), UUID),
                FILLING);
    }

    String version() {
        return query("select version()").strip();
    }

    /** Returns the first of the action's queries on this table, and MariaDB's plan for it with actual figures. */
    String plan(Runnable action, String table) {
        query("set global log_output = 'TABLE'; set global general_log = 1");
        action.run();
        query("set global general_log = 0");
        String text = List.of(query("select argument from mysql.general_log where command_type in ('Query', 'Execute')"
                                + " and argument like 'select%from " + table + " %'")
                        .split("\n", -1))
                .get(0);
        return text + "\n"
                + query("analyze format=json " + text).replace("\\n", "\n").strip();
    }

    private String query(String sql) {
        return mariaDb.query(DATABASE, sql);
    }

    @Override
    public void close() {
        node.close();
        mariaDb.close();
    }
}
