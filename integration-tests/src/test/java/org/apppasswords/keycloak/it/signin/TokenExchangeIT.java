package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.cluster.NodeRealm;
import org.apppasswords.keycloak.it.support.cluster.PreparedPostgres;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A server with Keycloak's preview feature {@code token-exchange}: any client can exchange its own tokens repeatedly
 * for ones that do not show their origin.
 */
class TokenExchangeIT {

    private static final String DATABASE = "exchange";
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";

    private static Postgres postgres;
    private static Node node;
    private static TokenEndpoint tokens;

    @BeforeAll
    static void startNode() {
        postgres = PreparedPostgres.start();
        postgres.create(DATABASE);
        node = Node.start(
                        Installation.unpacked().builtWith("--features=token-exchange"),
                        "exchange",
                        8081,
                        Node.quiet(postgres.options(DATABASE)))
                .awaitReady();
        NodeRealm.create(node, realm -> {});
        tokens = new TokenEndpoint(node.realmUrl(NodeRealm.NAME));
        new BridgeClients(node.admin().realm(NodeRealm.NAME))
                .create("account-password", client -> client.setAuthenticationFlowBindingOverrides(Map.of()));
        new TestUsers(node.admin().realm(NodeRealm.NAME)).create("owner", SeededAppPassword.of(SECRET));
    }

    @AfterAll
    static void stopNode() {
        if (node != null) {
            node.close();
        }
        postgres.close();
    }

    @Test
    void aTokenOfAnAppPasswordCannotBeExchanged() {
        Answer grant = tokens.directGrant("dovecot", "owner", SECRET, Map.of("scope", "openid"));
        assertThat(grant.status()).as(grant.body()).isEqualTo(200);
        assertThat(grant.claims().has("sid")).isTrue();

        Answer exchanged = exchange("dovecot", grant.accessToken());

        assertThat(exchanged.accessToken()).isNull();
        assertThat(exchanged.status()).as(exchanged.body()).isEqualTo(400);
        assertThat(node.log()).contains("because the feature token-exchange is on");
    }

    @Test
    void aTokenOfTheAccountPasswordCanBeExchanged() {
        Answer grant = tokens.directGrant("account-password", "owner", TestUsers.PASSWORD);

        Answer exchanged = exchange("account-password", grant.accessToken());

        assertThat(exchanged.status()).as(exchanged.body()).isEqualTo(200);
    }

    private static Answer exchange(String clientId, String token) {
        return tokens.post(
                "/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "client_id",
                        clientId,
                        "client_secret",
                        clientId + "-secret",
                        "subject_token",
                        token,
                        "subject_token_type",
                        "urn:ietf:params:oauth:token-type:access_token"),
                Map.of());
    }
}
