package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.InternalServerErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apppasswords.keycloak.it.support.browser.Application;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.StoringBridge;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserSessionRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/** Sessions that direct grants leave behind, and what ends them. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class SessionsIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String LAPTOP = "laptoplaptoplaptoplaptop";

    /** A bridge whose flow stores sessions. */
    private static final String BRIDGE = "stored";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TokenEndpoint tokens;
    private TestUsers users;
    private BridgeClients clients;
    private StoringBridge stored;

    @TestSetup
    public void createClients() {
        String flow = StoringBridge.create(realm, BRIDGE, client -> {});
        new BridgeClients(realm)
                .create("harmful", BridgeClients.flow(flow).andThen(client -> client.setFullScopeAllowed(true)));
        realm.admin().clients().create(Application.client()).close();
    }

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
        clients = new BridgeClients(realm);
        stored = new StoringBridge(realm, BRIDGE);
    }

    @Test
    void noSessionRemainsAfterAHundredDirectGrants() {
        String userId = users.create("poller", SeededAppPassword.of(PHONE));

        for (int i = 0; i < 100; i++) {
            assertThat(tokens.directGrant("dovecot", "poller", PHONE).status()).isEqualTo(200);
        }

        assertThat(sessions(userId)).isEmpty();
        assertThat(clients.get("dovecot").getUserSessions(0, 1)).isEmpty();
        assertThat(clients.get("dovecot").getOfflineUserSessions(0, 1)).isEmpty();
        assertThat(realm.admin().getClientSessionStats())
                .extracting(client -> client.get("clientId"))
                .doesNotContain("dovecot");
    }

    @ParameterizedTest
    @EnumSource
    void revocationEndsOnlyTheSessionsOfThatAppPassword(Revocation revocation) {
        String username = "owner-" + revocation;
        String userId = users.create(
                username,
                SeededAppPassword.of(PHONE).named("Phone"),
                SeededAppPassword.of(LAPTOP).named("Laptop"));
        Application application = new Application(realm.getBaseUrl()).signIn(username, TestUsers.PASSWORD);
        String accountToken = application.tokens().accessToken();
        Answer phone = stored.signIn(username, PHONE);
        Answer phoneAgain = stored.signIn(username, PHONE);
        Answer laptop = stored.signIn(username, LAPTOP);
        assertThat(sessionIds(userId))
                .containsExactlyInAnyOrder(
                        sessionId(phone), sessionId(phoneAgain), sessionId(laptop), sid(accountToken));

        String credentialId = users.appPasswords(userId).stream()
                .filter(credential -> "Phone".equals(credential.getUserLabel()))
                .map(CredentialRepresentation::getId)
                .findFirst()
                .orElseThrow();
        revocation.revoke(realm, application, accountToken, userId, credentialId);

        assertThat(users.appPasswords(userId))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactly("Laptop");
        assertThat(sessionIds(userId)).containsExactlyInAnyOrder(sessionId(laptop), sid(accountToken));
        assertThat(stored.isActive(phone)).isFalse();
        assertThat(stored.refresh(phone).error()).isEqualTo("invalid_grant");
        assertThat(stored.isActive(laptop)).isTrue();
        assertThat(stored.refresh(laptop).status()).isEqualTo(200);
    }

    /** A session is stored after the app password was checked, and the revocation ends the sessions that it finds. */
    @Test
    void aSignInDuringARevocationLeavesNoSession() {
        for (int round = 0; round < 10; round++) {
            String username = "races-" + round;
            String userId = users.create(username, SeededAppPassword.of(PHONE));
            String credentialId = users.appPasswords(userId).get(0).getId();
            List<Callable<Integer>> requests = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                requests.add(() -> stored.signIn(username, PHONE).status());
            }
            requests.add(4, () -> {
                removeCredential(userId, credentialId);
                return 204;
            });

            assertThat(Parallel.all(requests)).contains(204).isSubsetOf(200, 204, 400);

            assertThat(sessions(userId)).as("round %d", round).isEmpty();
        }
    }

    @Test
    void sessionsOfPrivilegedClientsStayTransientAndTheLogHasTheReason() {
        String userId = users.create("user-of-harmful", SeededAppPassword.of(PHONE));

        Answer answer = tokens.directGrant("harmful", "user-of-harmful", PHONE);

        boolean rejected = TestedKeycloak.isBefore(26, 7, 1);
        assertThat(answer.status()).isEqualTo(rejected ? 400 : 200);
        assertThat(sessions(userId)).isEmpty();
        String words = "client harmful of realm %s: %s, because full scope is allowed"
                .formatted(
                        realm.getName(),
                        rejected
                                ? "before Keycloak 26.7.1, app passwords are not accepted"
                                : "the session stays transient");
        Waiting.until(
                "the log contains: " + words, () -> ServerLog.whole().text().contains(words));
    }

    /** Repeats it, as the documentation says: Keycloak's own deletion fails if the last use is written meanwhile. */
    private void removeCredential(String userId, String credentialId) {
        Waiting.until("the app password is deleted", () -> {
            try {
                realm.admin().users().get(userId).removeCredential(credentialId);
                return true;
            } catch (InternalServerErrorException e) {
                return false;
            }
        });
    }

    private List<UserSessionRepresentation> sessions(String userId) {
        return realm.admin().users().get(userId).getUserSessions();
    }

    private List<String> sessionIds(String userId) {
        return sessions(userId).stream().map(UserSessionRepresentation::getId).toList();
    }

    private static String sessionId(Answer granted) {
        return sid(granted.accessToken());
    }

    private static String sid(String accessToken) {
        return TokenEndpoint.claims(accessToken).path("sid").asText();
    }
}
