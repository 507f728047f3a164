package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.browser.Application;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.RequiredActionConfigRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;

/**
 * App passwords and the account password are independent: neither counts for the other in brute-force protection, and
 * neither is accepted as the other.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class BruteForceIT {

    private static final String RIGHT = "rightrightrightrightrigh";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    /** Signs in with the realm's own flow, which accepts account passwords only. */
    private static final String PASSWORD_CLIENT = "account-password";

    @InjectRealm(config = PatientRealm.class)
    ManagedRealm realm;

    private TokenEndpoint tokens;
    private TestUsers users;

    @TestSetup
    public void createClients() {
        new BridgeClients(realm)
                .create(PASSWORD_CLIENT, client -> client.setAuthenticationFlowBindingOverrides(Map.of()));
        realm.admin().clients().create(Application.client()).close();
    }

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
    }

    @Test
    void wrongAppPasswordsDoNotLockTheUserOut() {
        String userId = users.create("lost-phone", SeededAppPassword.of(RIGHT));

        for (int i = 0; i < 50; i++) {
            assertThat(tokens.directGrant("dovecot", "lost-phone", WRONG).error())
                    .isEqualTo("invalid_grant");
        }

        // Keycloak counts failures after the answer, in order: when this one is counted, earlier ones would be too.
        tokens.directGrant(PASSWORD_CLIENT, "lost-phone", "wrong account password");
        Waiting.until("the failure is counted", () -> failures(userId) > 0);
        assertThat(failures(userId)).isEqualTo(1);
        assertThat(application().signIn("lost-phone", TestUsers.PASSWORD).isBack())
                .isTrue();
    }

    @Test
    void wrongAppPasswordsAreNotCounted() {
        String userId = users.create("never-wrong", SeededAppPassword.of(RIGHT));

        for (int i = 0; i < 50; i++) {
            tokens.directGrant("dovecot", "never-wrong", WRONG);
        }

        String other = users.create("sometimes-wrong");
        tokens.directGrant(PASSWORD_CLIENT, "sometimes-wrong", "wrong account password");
        Waiting.until("the other user's failure is counted", () -> failures(other) == 1);
        assertThat(failures(userId)).isZero();
    }

    @Test
    void appPasswordsDoNotResetTheAccountPasswordsCounter() {
        String userId = users.create("guessed-at", SeededAppPassword.of(RIGHT));
        tokens.directGrant(PASSWORD_CLIENT, "guessed-at", "first guess");
        Waiting.until("the first guess is counted", () -> failures(userId) == 1);

        for (int i = 0; i < 50; i++) {
            assertThat(tokens.directGrant("dovecot", "guessed-at", RIGHT).status())
                    .isEqualTo(200);
        }

        tokens.directGrant(PASSWORD_CLIENT, "guessed-at", "second guess");
        Waiting.until("the second guess is counted as well", () -> failures(userId) == 2);
    }

    @Test
    void aTemporaryLockoutDoesNotBlockTheAppPassword() {
        realm.updateWithCleanup(settings -> settings.failureFactor(2));
        String userId = users.create("locked-out", SeededAppPassword.of(RIGHT));
        tokens.directGrant(PASSWORD_CLIENT, "locked-out", "first guess");
        Waiting.until("the first guess is counted", () -> failures(userId) == 1);
        tokens.directGrant(PASSWORD_CLIENT, "locked-out", "second guess");
        Waiting.until("the user is locked out", () -> isLockedOut(userId));

        assertThat(tokens.directGrant(PASSWORD_CLIENT, "locked-out", TestUsers.PASSWORD)
                        .error())
                .isEqualTo("invalid_grant");
        assertThat(tokens.directGrant("dovecot", "locked-out", RIGHT).status()).isEqualTo(200);
        assertThat(isLockedOut(userId)).isTrue();
    }

    /** Guesses at an app password do not disable the user. */
    @Test
    void wrongAppPasswordsDoNotLockTheUserOutPermanently() {
        lockOutPermanentlyAfterTwoFailures();
        String userId = users.create("guessed-by-thief", SeededAppPassword.of(RIGHT));

        for (int i = 0; i < 20; i++) {
            assertThat(tokens.directGrant("dovecot", "guessed-by-thief", WRONG).error())
                    .isEqualTo("invalid_grant");
        }

        // Keycloak counts failures after the answer, in order: when this one is counted, earlier ones would be too.
        tokens.directGrant(PASSWORD_CLIENT, "guessed-by-thief", "wrong account password");
        Waiting.until("the failure is counted", () -> failures(userId) > 0);
        assertThat(failures(userId)).isEqualTo(1);
        assertThat(isEnabled(userId)).isTrue();
        assertThat(tokens.directGrant("dovecot", "guessed-by-thief", RIGHT).status())
                .isEqualTo(200);
    }

    /** It disables the user. */
    @Test
    void aPermanentLockoutBlocksTheAppPassword() {
        lockOutPermanentlyAfterTwoFailures();
        String userId = users.create("locked-out-for-good", SeededAppPassword.of(RIGHT));
        tokens.directGrant(PASSWORD_CLIENT, "locked-out-for-good", "first guess");
        Waiting.until("the first guess is counted", () -> failures(userId) == 1);
        assertThat(tokens.directGrant("dovecot", "locked-out-for-good", RIGHT).status())
                .isEqualTo(200);
        tokens.directGrant(PASSWORD_CLIENT, "locked-out-for-good", "second guess");
        Waiting.until("the user is disabled", () -> !isEnabled(userId));

        Answer answer = tokens.directGrant("dovecot", "locked-out-for-good", RIGHT);

        assertThat(answer.error()).isEqualTo("invalid_grant");
        assertThat(realm.admin()
                        .getEvents(List.of("LOGIN_ERROR"), "dovecot", userId, null, null, null, null, null)
                        .get(0)
                        .getDetails())
                .containsEntry("reason", "user_disabled");
    }

    @Test
    void theLoginFormRejectsTheAppPassword() {
        String userId = users.create("form-user", SeededAppPassword.of(RIGHT));

        Application application = application().signIn("form-user", RIGHT);

        assertThat(application.isBack()).isFalse();
        assertThat(application.text()).contains("Invalid username or password.");
        awaitFirstFailure(userId);
        application.submit(Map.of("username", "form-user", "password", TestUsers.PASSWORD));
        assertThat(application.isBack()).as(application.text()).isTrue();
    }

    @Test
    void reauthenticationRejectsTheAppPassword() {
        String userId = users.create("signed-in", SeededAppPassword.of(RIGHT));
        Application application = application().signIn("signed-in", TestUsers.PASSWORD);

        application.authorize(Map.of("prompt", "login"));

        reauthenticate(application, userId);
        assertThat(application.isBack()).as(application.text()).isTrue();
    }

    @Test
    void reauthenticationBeforeAnActionRejectsTheAppPassword() {
        String userId = users.create("acting", SeededAppPassword.of(RIGHT));
        Application application = application().signIn("acting", TestUsers.PASSWORD);
        RequiredActionConfigRepresentation before = realm.admin().flows().getRequiredActionConfig("UPDATE_PASSWORD");
        RequiredActionConfigRepresentation alwaysFresh = new RequiredActionConfigRepresentation();
        alwaysFresh.setConfig(Map.of("max_auth_age", "0"));
        realm.admin().flows().updateRequiredActionConfig("UPDATE_PASSWORD", alwaysFresh);
        realm.cleanup().add(r -> r.flows().updateRequiredActionConfig("UPDATE_PASSWORD", before));

        long signedInSeconds = Instant.now().getEpochSecond();
        Waiting.until(
                "the sign-in, dated in whole seconds, is old",
                () -> Instant.now().getEpochSecond() > signedInSeconds);

        application.authorize(Map.of("kc_action", "UPDATE_PASSWORD"));

        reauthenticate(application, userId);
        assertThat(application.text()).contains("Update password");
    }

    @Test
    void aFlowForAccountPasswordsRejectsTheAppPassword() {
        String userId = users.create("wrong-door", SeededAppPassword.of(RIGHT));

        Answer answer = tokens.directGrant(PASSWORD_CLIENT, "wrong-door", RIGHT);

        assertThat(answer.error()).isEqualTo("invalid_grant");
        assertThat(realm.admin()
                        .getEvents(List.of("LOGIN_ERROR"), PASSWORD_CLIENT, userId, null, null, null, null, null)
                        .get(0)
                        .getError())
                .isEqualTo("invalid_user_credentials");
    }

    // The page asks for the password again; it rejects the app password and accepts the account password.
    private void reauthenticate(Application application, String userId) {
        assertThat(application.asksForPassword()).as(application.text()).isTrue();
        application.submit(Map.of("password", RIGHT));
        assertThat(application.asksForPassword()).as(application.text()).isTrue();
        assertThat(application.text()).contains("Invalid");
        awaitFirstFailure(userId);
        application.submit(Map.of("password", TestUsers.PASSWORD));
        assertThat(application.asksForPassword()).as(application.text()).isFalse();
    }

    /** Tests are faster than people: in the demo's realm, two failures within a second would lock the user at once. */
    public static final class PatientRealm extends DemoRealm {
        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder demo = super.configure(realm);
            demo.build().setQuickLoginCheckMilliSeconds(0L);
            return demo;
        }
    }

    private Application application() {
        return new Application(realm.getBaseUrl());
    }

    // Until the failure is counted, Keycloak rejects every attempt, because an attacker might send many at once.
    private void awaitFirstFailure(String userId) {
        Waiting.until("the failure is counted", () -> failures(userId) == 1);
    }

    private int failures(String userId) {
        return ((Number) realm.admin()
                        .attackDetection()
                        .bruteForceUserStatus(userId)
                        .get("numFailures"))
                .intValue();
    }

    private void lockOutPermanentlyAfterTwoFailures() {
        realm.updateWithCleanup(settings -> {
            settings.failureFactor(2).build().setPermanentLockout(true);
            return settings;
        });
    }

    private boolean isEnabled(String userId) {
        return realm.admin().users().get(userId).toRepresentation().isEnabled();
    }

    private boolean isLockedOut(String userId) {
        return Boolean.TRUE.equals(
                realm.admin().attackDetection().bruteForceUserStatus(userId).get("disabled"));
    }
}
