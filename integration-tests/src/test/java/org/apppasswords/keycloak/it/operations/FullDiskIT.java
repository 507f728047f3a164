package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.cluster.NodeRealm;
import org.apppasswords.keycloak.it.support.cluster.PreparedPostgres;
import org.apppasswords.keycloak.it.support.cluster.SmallDisk;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.Measured;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A full disk: the one with the server's log, or the one with the database's tables. */
class FullDiskIT {

    private static final String REALM = NodeRealm.NAME;
    private static final String DATABASE = "small";
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";

    private static SmallDisk logs;
    private static SmallDisk tables;
    private static Postgres postgres;
    private static Node node;

    @BeforeAll
    static void startNode() {
        logs = SmallDisk.create("logs", 2);
        tables = SmallDisk.create("tables", 64);
        postgres = PreparedPostgres.start();
        postgres.create(DATABASE, tables.folder());
        node = Node.start(
                        Installation.built(),
                        "full",
                        8081,
                        Node.quiet(with(
                                postgres.options(DATABASE),
                                "--log=console,file",
                                "--log-file=" + logs.folder().resolve("keycloak.log"))))
                .awaitReady();
        NodeRealm.create(node, realm -> realm.setEventsEnabled(false));
    }

    @AfterAll
    static void stopEverything() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {node, postgres, tables, logs}) {
            if (part != null) {
                part.close();
            }
        }
    }

    @Test
    void aFullLogDiskStopsNothing() {
        users().create("logs", SeededAppPassword.of(SECRET));

        logs.fill();

        // Each of these sign-ins would record a usage.
        for (int time = 0; time < 50; time++) {
            assertThat(signIn("logs", "wrongwrongwrongwrongwron")).isEqualTo(400);
            assertThat(signIn("logs", SECRET)).isEqualTo(200);
        }
        assertThat(logs.isFull()).isTrue();

        logs.empty();
    }

    @Test
    void aFullDatabaseRejectsWritesAndLosesNothing() {
        Person person = users().createWithoutSecondFactor("fills");
        String userId = users().idOf(person);
        users().create("reads", SeededAppPassword.of(SECRET));
        AppPasswordsApi api = AppPasswordsApi.with(node.realmUrl(REALM), accessToken(person));
        Set<String> acknowledged = new HashSet<>();
        create(api, acknowledged);

        tables.fill();
        // Free space within the tables' pages is used up first.
        Answer rejected = null;
        for (int attempt = 0; attempt < 500 && rejected == null; attempt++) {
            Answer answer = create(api, acknowledged);
            rejected = answer.status() == 201 ? null : answer;
        }

        assertThat(rejected).as("a creation fails because the disk is full").isNotNull();
        Measured.write("full database", rejected.status() + " " + rejected.body());
        assertThat(rejected.status()).isGreaterThanOrEqualTo(500);
        assertThat(rejected.json().has("password")).isFalse();
        for (int time = 0; time < 3; time++) {
            assertThat(signIn("reads", SECRET)).isEqualTo(200);
        }
        api.list().expect(200);

        tables.empty();

        create(api, acknowledged);
        assertThat(postgres.texts(
                        DATABASE,
                        "select id from credential where type = 'app-password' and user_id = '" + userId + "'"))
                .isEqualTo(acknowledged);
    }

    private static Answer create(AppPasswordsApi api, Set<String> acknowledged) {
        Answer answer = api.create("{\"name\":\"Number " + acknowledged.size() + "\"}");
        if (answer.status() == 201) {
            acknowledged.add(answer.json().path("id").asText());
        }
        return answer;
    }

    private static String[] with(String[] options, String... more) {
        String[] all = java.util.Arrays.copyOf(options, options.length + more.length);
        System.arraycopy(more, 0, all, options.length, more.length);
        return all;
    }

    private static int signIn(String username, String password) {
        return new TokenEndpoint(node.realmUrl(REALM))
                .directGrant("dovecot", username, password)
                .status();
    }

    private static TestUsers users() {
        return new TestUsers(node.admin().realm(REALM));
    }

    private static String accessToken(Person person) {
        return NodeRealm.accessToken(node, person);
    }
}
