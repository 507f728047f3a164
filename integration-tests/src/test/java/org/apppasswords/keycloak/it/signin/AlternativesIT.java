package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * The settings of the execution that decide which requests it handles: {@code other-input}, {@code
 * allow-public-clients}.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class AlternativesIT {

    private static final String RIGHT = "rightrightrightrightrigh";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    private static final String OTHER_INPUT = "other-input";

    /** Passes other input on to the check of user name and account password. */
    private static final String NEXT = "next";
    /** The same alternatives without the setting. */
    private static final String UNSET = "unset";
    /** The setting {@code next} without a next alternative. */
    private static final String REQUIRED_NEXT = "required-next";

    /** Keycloak's own user look-up comes first. */
    private static final String AFTER_USERNAME = "after-username";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TokenEndpoint tokens;
    private TestUsers users;

    @TestSetup
    public void createClients() {
        Flows flows = new Flows(realm);
        BridgeClients clients = new BridgeClients(realm);
        clients.create(NEXT, BridgeClients.flow(flows.appPasswordOrAccountPassword(NEXT, Map.of(OTHER_INPUT, "next"))));
        clients.create(UNSET, BridgeClients.flow(flows.appPasswordOrAccountPassword(UNSET, Map.of())));
        clients.create(
                REQUIRED_NEXT, BridgeClients.flow(flows.appPassword(REQUIRED_NEXT, Map.of(OTHER_INPUT, "next"))));

        clients.create(AFTER_USERNAME, BridgeClients.flow(flows.appPasswordAfterUsername(AFTER_USERNAME)));

        Consumer<ClientRepresentation> isPublic = client -> client.setPublicClient(true);
        clients.create("public", isPublic);
        clients.create(
                "public-allowed",
                isPublic.andThen(BridgeClients.flow(
                        flows.appPassword("public clients", Map.of("allow-public-clients", "true")))));
        clients.create(
                "public-disallowed",
                isPublic.andThen(BridgeClients.flow(
                        flows.appPassword("no public clients", Map.of("allow-public-clients", "false")))));
    }

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
    }

    @Test
    void appPasswordAndAccountPasswordWorkAsAlternatives() {
        users.create("both", SeededAppPassword.of(RIGHT));

        assertThat(tokens.directGrant(NEXT, "both", RIGHT).status()).isEqualTo(200);
        assertThat(tokens.directGrant(NEXT, "both", TestUsers.PASSWORD).status())
                .isEqualTo(200);
    }

    @Test
    void usesTheUserOfAnEarlierStep() {
        users.create("found-before", SeededAppPassword.of(RIGHT));
        users.create("somebody-else", SeededAppPassword.of(WRONG));

        assertThat(tokens.directGrant(AFTER_USERNAME, "found-before", RIGHT)
                        .claims()
                        .path("preferred_username")
                        .asText())
                .isEqualTo("found-before");
        assertThat(tokens.directGrant(AFTER_USERNAME, "found-before", WRONG).error())
                .isEqualTo("invalid_grant");
        assertThat(tokens.directGrant(AFTER_USERNAME, "nobody", RIGHT).error()).isEqualTo("invalid_grant");
    }

    @Test
    void aWrongAccountPasswordIsRejectedByTheNextAlternative() {
        String userId = users.create("mistyped", SeededAppPassword.of(RIGHT));

        Answer answer = tokens.directGrant(NEXT, "mistyped", "not the account password");

        assertThat(answer.error()).isEqualTo("invalid_grant");
        assertThat(loginError(NEXT, userId).getError()).isEqualTo("invalid_user_credentials");
        assertThat(loginError(NEXT, userId).getDetails()).doesNotContainKey("reason");
    }

    @Test
    void aWrongAppPasswordNeverReachesTheNextAlternative() {
        // The account password is the same, so it would be accepted if it were tried.
        String userId = users.create("twenty-four-letters", SeededAppPassword.of(RIGHT));
        setAccountPassword(userId, WRONG);

        Answer answer = tokens.directGrant(NEXT, "twenty-four-letters", WRONG);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("invalid_grant");
        assertThat(answer.description()).isEqualTo("Invalid user credentials");
        EventRepresentation event = loginError(NEXT, userId);
        assertThat(event.getError()).isEqualTo("invalid_user_credentials");
        assertThat(event.getDetails())
                .containsEntry("reason", "no_match")
                .containsEntry("credential_type", "app-password");
    }

    @Test
    void anUnknownUsersAppPasswordNeverReachesTheNextAlternative() {
        Answer answer = tokens.directGrant(NEXT, "nobody-at-all", WRONG);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.description()).isEqualTo("Invalid user credentials");
        EventRepresentation event = realm.admin()
                .getEvents(List.of("LOGIN_ERROR"), NEXT, null, null, null, null, null, null)
                .get(0);
        assertThat(event.getDetails())
                .containsEntry("username", "nobody-at-all")
                .containsEntry("reason", "user_not_found");
    }

    @Test
    void otherInputIsRejectedUnlessTheSettingIsNext() {
        users.create("default", SeededAppPassword.of(RIGHT));

        rejectedForItsFormat(UNSET, "default", TestUsers.PASSWORD);
    }

    @Test
    void otherInputIsRejectedWithoutANextAlternative() {
        users.create("no-next", SeededAppPassword.of(RIGHT));

        rejectedForItsFormat(REQUIRED_NEXT, "no-next", TestUsers.PASSWORD);
        assertThat(tokens.directGrant(REQUIRED_NEXT, "no-next", RIGHT).status()).isEqualTo(200);
    }

    @Test
    void publicClientsAreRejectedUnlessTheSettingAllowsThem() {
        String userId = users.create("public-user", SeededAppPassword.of(RIGHT));

        for (String clientId : List.of("public", "public-disallowed")) {
            Answer answer = tokens.directGrant(clientId, "public-user", RIGHT);
            assertThat(answer.status()).as(clientId).isEqualTo(400);
            assertThat(answer.error()).as(clientId).isEqualTo("unauthorized_client");
            EventRepresentation event = realm.admin()
                    .getEvents(List.of("LOGIN_ERROR"), clientId, null, null, null, null, null, null)
                    .get(0);
            assertThat(event.getError()).as(clientId).isEqualTo("not_allowed");
            assertThat(event.getDetails()).as(clientId).containsEntry("reason", "client_not_eligible");
        }
        assertThat(tokens.directGrant("public-allowed", "public-user", RIGHT).status())
                .isEqualTo(200);
        assertThat(realm.admin().users().get(userId).getUserSessions()).isEmpty();
    }

    private void rejectedForItsFormat(String clientId, String username, String password) {
        Answer answer = tokens.directGrant(clientId, username, password);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("invalid_grant");
        assertThat(answer.description()).isEqualTo("App password required");
        EventRepresentation event = realm.admin()
                .getEvents(List.of("LOGIN_ERROR"), clientId, null, null, null, null, null, null)
                .get(0);
        assertThat(event.getError()).isEqualTo("invalid_user_credentials");
        assertThat(event.getDetails()).containsEntry("username", username).containsEntry("reason", "not_app_password");
    }

    private EventRepresentation loginError(String clientId, String userId) {
        return realm.admin()
                .getEvents(List.of("LOGIN_ERROR"), clientId, userId, null, null, null, null, null)
                .get(0);
    }

    private void setAccountPassword(String userId, String password) {
        CredentialRepresentation credential = new CredentialRepresentation();
        credential.setType(CredentialRepresentation.PASSWORD);
        credential.setValue(password);
        realm.admin().users().get(userId).resetPassword(credential);
    }
}
