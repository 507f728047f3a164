package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.StoredAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.timeoffset.InjectTimeOffSet;
import org.keycloak.testframework.remote.timeoffset.TimeOffSet;

/** Expiry and removal of app passwords, and the recorded last use. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ExpiryIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String LAPTOP = "laptoplaptoplaptoplaptop";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectTimeOffSet
    TimeOffSet clock;

    private TokenEndpoint tokens;
    private TestUsers users;
    private UserEvents events;
    private RealmPolicy policy;

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
        events = new UserEvents(realm);
        policy = new RealmPolicy(realm);
    }

    @Test
    void expiresAtTheChosenTimeAndIsRemovedThirtyDaysLaterByTheNextSignIn() {
        long end = System.currentTimeMillis() + Duration.ofDays(2).toMillis();
        String userId = users.create(
                "ends",
                SeededAppPassword.of(PHONE).named("Phone").expiringAt(end),
                SeededAppPassword.of(LAPTOP).named("Laptop"));

        clock.set(Duration.ofDays(1));
        assertThat(signIn("ends", PHONE)).isEqualTo(200);

        clock.set(Duration.ofDays(2).plusMinutes(1));
        assertThat(signIn("ends", PHONE)).isEqualTo(400);
        assertThat(lastReason(userId)).isEqualTo("expired");

        clock.set(Duration.ofDays(31));
        assertThat(signIn("ends", LAPTOP)).isEqualTo(200);
        assertThat(names(userId)).containsExactlyInAnyOrder("Phone", "Laptop");

        clock.set(Duration.ofDays(32).plusMinutes(1));
        String phoneId = id(userId, "Phone");
        assertThat(signIn("ends", LAPTOP)).isEqualTo(200);
        Waiting.until("the expired app password is removed", () -> names(userId).equals(List.of("Laptop")));
        assertThat(events.of(userId, EventType.REMOVE_CREDENTIAL))
                .singleElement()
                .extracting(EventRepresentation::getDetails)
                .isEqualTo(Map.of(
                        "credential_type",
                        "app-password",
                        "credential_id",
                        phoneId,
                        "credential_user_label",
                        "Phone",
                        "reason",
                        "expired"));
    }

    @Test
    void anAttemptToUseALongExpiredOneRemovesItToo() {
        long end = System.currentTimeMillis() - Duration.ofDays(31).toMillis();
        String userId = users.create("attempt", SeededAppPassword.of(PHONE).expiringAt(end));

        assertThat(signIn("attempt", PHONE)).isEqualTo(400);

        assertThat(lastReason(userId)).isEqualTo("expired");
        Waiting.until("the expired app password is removed", () -> names(userId).isEmpty());
        assertThat(signIn("attempt", PHONE)).isEqualTo(400);
        assertThat(lastReason(userId)).isEqualTo("no_match");
    }

    @Test
    void aLowerLimitAppliesToExistingAppPasswords() {
        String userId = users.create("bounded", SeededAppPassword.of(PHONE));
        policy.set(Map.of("lifetime-max-days", "10"));

        clock.set(Duration.ofDays(9));
        assertThat(signIn("bounded", PHONE)).isEqualTo(200);

        clock.set(Duration.ofDays(10).plusMinutes(1));
        assertThat(signIn("bounded", PHONE)).isEqualTo(400);
        assertThat(lastReason(userId)).isEqualTo("expired");
    }

    @Test
    void unusedAppPasswordsExpireAndUsedOnesDoNot() {
        String userId = users.create(
                "unused",
                SeededAppPassword.of(PHONE).named("Phone"),
                SeededAppPassword.of(LAPTOP).named("Laptop"));
        policy.set(Map.of("unused-expiry-days", "10"));

        clock.set(Duration.ofDays(9));
        assertThat(signIn("unused", PHONE)).isEqualTo(200);

        clock.set(Duration.ofDays(10).plusMinutes(1));
        assertThat(signIn("unused", LAPTOP)).isEqualTo(400);
        assertThat(lastReason(userId)).isEqualTo("unused_expired");
        assertThat(signIn("unused", PHONE)).isEqualTo(200);

        clock.set(Duration.ofDays(21));
        assertThat(signIn("unused", PHONE)).isEqualTo(400);
        assertThat(lastReason(userId)).isEqualTo("unused_expired");

        policy.set(Map.of("unused-expiry-days", "0"));
        assertThat(signIn("unused", LAPTOP)).isEqualTo(200);
    }

    /** An administrator's typo must not delete all app passwords of last year. */
    @Test
    void policyExpiryRemovesThirtyDaysAfterItWasFirstSeen() {
        String userId = users.create(
                "long-ago",
                SeededAppPassword.of(PHONE)
                        .createdAt(System.currentTimeMillis()
                                - Duration.ofDays(300).toMillis()));
        policy.set(Map.of("lifetime-max-days", "30"));
        assertThat(signIn("long-ago", PHONE)).isEqualTo(400);
        policy.set(Map.of("lifetime-max-days", "0"));
        assertThat(signIn("long-ago", PHONE)).isEqualTo(200);

        policy.set(Map.of("lifetime-max-days", "30"));
        assertThat(signIn("long-ago", PHONE)).isEqualTo(400);
        clock.set(Duration.ofDays(29));
        assertThat(signIn("long-ago", PHONE)).isEqualTo(400);
        assertThat(names(userId)).hasSize(1);
        clock.set(Duration.ofDays(30).plusMinutes(1));
        assertThat(signIn("long-ago", PHONE)).isEqualTo(400);
        Waiting.until("the app password is removed", () -> names(userId).isEmpty());
    }

    @Test
    void theThirtyDaysRestartAfterThePolicyWasCorrected() {
        String userId = users.create(
                "twice-ended",
                SeededAppPassword.of(PHONE)
                        .createdAt(System.currentTimeMillis()
                                - Duration.ofDays(300).toMillis()));
        policy.set(Map.of("lifetime-max-days", "30"));
        assertThat(signIn("twice-ended", PHONE)).isEqualTo(400);
        policy.set(Map.of("lifetime-max-days", "0"));
        // Listed, not used: a successful use would show that it has not expired.
        assertThat(signIn("twice-ended", LAPTOP)).isEqualTo(400);

        clock.set(Duration.ofDays(40));
        policy.set(Map.of("lifetime-max-days", "30"));
        assertThat(signIn("twice-ended", PHONE)).isEqualTo(400);
        assertThat(signIn("twice-ended", PHONE)).isEqualTo(400);

        assertThat(names(userId)).hasSize(1);
        policy.set(Map.of("lifetime-max-days", "0"));
        assertThat(signIn("twice-ended", PHONE)).isEqualTo(200);
    }

    @Test
    void fiftySignInsWithinTheHourWriteOnce() {
        String userId = users.create("poller", SeededAppPassword.of(PHONE));

        Set<Long> written = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            assertThat(signIn("poller", PHONE)).isEqualTo(200);
            written.add(lastUsedAt(userId));
        }
        assertThat(written).hasSize(1);

        clock.set(Duration.ofMinutes(59));
        assertThat(signIn("poller", PHONE)).isEqualTo(200);
        assertThat(written).contains(lastUsedAt(userId));

        clock.set(Duration.ofMinutes(61));
        assertThat(signIn("poller", PHONE)).isEqualTo(200);
        assertThat(written).doesNotContain(lastUsedAt(userId));
    }

    @Test
    void thePolicySetsThePrecisionOfTheLastUse() {
        String userId = users.create("precise", SeededAppPassword.of(PHONE));
        policy.set(Map.of("last-used-precision-minutes", "5"));
        assertThat(signIn("precise", PHONE)).isEqualTo(200);
        long first = lastUsedAt(userId);

        clock.set(Duration.ofMinutes(4));
        assertThat(signIn("precise", PHONE)).isEqualTo(200);
        assertThat(lastUsedAt(userId)).isEqualTo(first);

        clock.set(Duration.ofMinutes(6));
        assertThat(signIn("precise", PHONE)).isEqualTo(200);
        assertThat(lastUsedAt(userId)).isGreaterThan(first);
    }

    private int signIn(String username, String secret) {
        return tokens.directGrant("dovecot", username, secret).status();
    }

    private String lastReason(String userId) {
        List<EventRepresentation> rejections = events.of(userId, EventType.LOGIN_ERROR);
        return rejections.get(rejections.size() - 1).getDetails().get("reason");
    }

    private List<String> names(String userId) {
        return users.appPasswords(userId).stream()
                .map(CredentialRepresentation::getUserLabel)
                .toList();
    }

    private String id(String userId, String name) {
        return users.appPasswords(userId).stream()
                .filter(credential -> credential.getUserLabel().equals(name))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    private long lastUsedAt(String userId) {
        return Instant.parse(StoredAppPassword.data(users.appPasswords(userId).get(0))
                        .path("lastUsedAt")
                        .textValue())
                .toEpochMilli();
    }
}
