package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.cluster.NodeRealm;
import org.apppasswords.keycloak.it.support.cluster.PreparedPostgres;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.RealmResource;

/**
 * A server with Keycloak's preview feature {@code stateless}, which keeps login failures and authentication sessions in
 * the database. Later versions of Keycloak do so by default.
 */
class StatelessServerIT {

    private static final String DATABASE = "stateless";
    private static final String RIGHT = "rightrightrightrightrigh";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    /** Signs in with the realm's own flow, which accepts account passwords only. */
    private static final String PASSWORD_CLIENT = "account-password";

    private static Postgres postgres;
    private static Node node;
    private static RealmResource realm;
    private static TokenEndpoint tokens;
    private static TestUsers users;

    @BeforeAll
    static void startNode() {
        Assumptions.assumeFalse(TestedKeycloak.isBefore(26, 7, 0), "does not have the feature");
        postgres = PreparedPostgres.start();
        postgres.create(DATABASE);
        node = Node.start(
                        Installation.unpacked().builtWith("--features=stateless"),
                        "stateless",
                        8081,
                        Node.quiet(postgres.options(DATABASE)))
                .awaitReady();
        NodeRealm.create(node, demo -> {
            demo.setFailureFactor(2);
            // Tests are faster than people.
            demo.setQuickLoginCheckMilliSeconds(0L);
        });
        realm = node.admin().realm(NodeRealm.NAME);
        tokens = new TokenEndpoint(node.realmUrl(NodeRealm.NAME));
        users = new TestUsers(realm);
        new BridgeClients(realm)
                .create(PASSWORD_CLIENT, client -> client.setAuthenticationFlowBindingOverrides(Map.of()));
    }

    @AfterAll
    static void stopNode() {
        if (node != null) {
            node.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void wrongAppPasswordsAreNotStoredAsFailures() {
        String userId = users.create("never-wrong", SeededAppPassword.of(RIGHT));

        for (int i = 0; i < 20; i++) {
            assertThat(tokens.directGrant("dovecot", "never-wrong", WRONG).error())
                    .isEqualTo("invalid_grant");
        }

        String other = users.create("sometimes-wrong");
        tokens.directGrant(PASSWORD_CLIENT, "sometimes-wrong", "wrong account password");
        Waiting.until("the other user's failure is stored", () -> storedFailures(other) == 1);
        assertThat(storedFailures(userId)).isZero();
    }

    @Test
    void aLockoutDoesNotBlockTheAppPasswordWhichDoesNotEndIt() {
        String userId = users.create("locked-out", SeededAppPassword.of(RIGHT));
        tokens.directGrant(PASSWORD_CLIENT, "locked-out", "first guess");
        Waiting.until("the first guess is stored", () -> storedFailures(userId) == 1);
        assertThat(tokens.directGrant("dovecot", "locked-out", RIGHT).status()).isEqualTo(200);
        tokens.directGrant(PASSWORD_CLIENT, "locked-out", "second guess");
        Waiting.until("the user is locked out", () -> storedFailures(userId) == 2);

        assertThat(tokens.directGrant(PASSWORD_CLIENT, "locked-out", TestUsers.PASSWORD)
                        .error())
                .isEqualTo("invalid_grant");
        assertThat(tokens.directGrant("dovecot", "locked-out", RIGHT).status()).isEqualTo(200);
        assertThat(storedFailures(userId)).isEqualTo(2);
        assertThat(realm.attackDetection().bruteForceUserStatus(userId)).containsEntry("disabled", true);
    }

    @Test
    void anAppPasswordIsCreatedUsedAndRevoked() {
        Person person = users.createWithoutSecondFactor("creating");
        AppPasswordsApi api = AppPasswordsApi.with(node.realmUrl(NodeRealm.NAME), NodeRealm.accessToken(node, person));

        var created = api.create("{\"name\":\"Phone\"}").expect(201).json();

        String letters = created.path("password").asText();
        assertThat(tokens.directGrant("dovecot", "creating", letters).status()).isEqualTo(200);
        api.revoke(created.path("id").asText()).expect(204);
        assertThat(tokens.directGrant("dovecot", "creating", letters).error()).isEqualTo("invalid_grant");
        assertThat(realm.getEvents(List.of("LOGIN"), "dovecot", users.idOf(person), null, null, null, null, null))
                .hasSize(1);
    }

    /** Returns what the database has; zero if there is no row. */
    private static long storedFailures(String userId) {
        return postgres.number(
                DATABASE, "select coalesce(sum(num_failures), 0) from login_failure where user_id = '" + userId + "'");
    }
}
