package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** User names as programs write them: with white space around them, and percent-encoded. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class TypedNamesIT {

    private static final String DANS = "danielsdanielsdanielsdan";
    private static final String MALLORYS = "mallorymallorymallorymal";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;
    private UserEvents events;

    /** The ways to Keycloak that bridges use. */
    private enum Way {
        VERIFY,
        TOKEN;

        private String suffix() {
            return name().toLowerCase(Locale.ROOT);
        }

        private Answer ask(ManagedRealm realm, String username, String password) {
            return this == VERIFY
                    ? new VerifyEndpoint(realm.getBaseUrl()).ask("dovecot", username, password)
                    : new TokenEndpoint(realm.getBaseUrl()).directGrant("dovecot", username, password);
        }

        private String user(ManagedRealm realm, String username, String password) {
            Answer answer = ask(realm, username, password);
            if (this == VERIFY) {
                assertThat(answer.status()).isIn(204, 401);
                return answer.header("Remote-User").orElse(null);
            }
            assertThat(answer.status()).isIn(200, 400);
            return answer.status() == 200
                    ? answer.claims().path("preferred_username").asText()
                    : null;
        }
    }

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        events = new UserEvents(realm);
    }

    @ParameterizedTest
    @EnumSource
    void whiteSpaceAroundTheNameDoesNotCount(Way way) {
        String name = "spaced-" + way.suffix();
        String id = users.create(name, SeededAppPassword.of(DANS));

        for (String typed : new String[] {name + " ", "\t" + name + "\r\n", "\u00a0" + name + "@example.org\u3000"}) {
            assertThat(way.user(realm, typed, DANS)).as(typed).isEqualTo(name);
        }

        assertThat(events.of(id, EventType.LOGIN))
                .extracting(event -> event.getDetails().get("username"))
                .containsExactly(name, name, name + "@example.org");
    }

    @ParameterizedTest
    @EnumSource
    void aPercentEncodedNameIsDecodedOnce(Way way) {
        String name = "encoded-" + way.suffix();
        String id = users.create(name, SeededAppPassword.of(DANS));

        assertThat(way.user(realm, name + "%40example.org", DANS)).isEqualTo(name);
        assertThat(way.user(realm, "%65ncoded-" + way.name() + "%20", DANS)).isEqualTo(name);
        for (String other :
                new String[] {"%2540example.org", "%40example.org%", "%00", "%0A", "%E9", "%40example.org%3F"}) {
            assertThat(way.user(realm, name + other, DANS)).as(other).isNull();
        }

        assertThat(events.of(id, EventType.LOGIN))
                .extracting(event -> event.getDetails().get("username"))
                .containsExactly(name + "%40example.org", "%65ncoded-" + way.name() + "%20");
    }

    @ParameterizedTest
    @EnumSource
    void aRejectedSignInByAnEncodedNameIsOneAttemptOfThatUserAndNotCounted(Way way) {
        realm.updateWithCleanup(settings -> settings.bruteForceProtected(true));
        String name = "mistyped-" + way.suffix();
        String id = users.create(name, SeededAppPassword.of(DANS));

        Answer wrong = way.ask(realm, name + "%40example.org", WRONG);
        Answer unknown = way.ask(realm, "nobody-" + name + "%40example.org", WRONG);

        assertThat(wrong.status()).isEqualTo(unknown.status());
        assertThat(wrong.body()).isEqualTo(unknown.body());
        assertThat(events.of(id, EventType.LOGIN_ERROR))
                .singleElement()
                .satisfies(event -> assertThat(event.getDetails())
                        .containsEntry("reason", "no_match")
                        .containsEntry("username", name + "%40example.org"));
        assertThat(events.of(null, EventType.LOGIN_ERROR))
                .filteredOn(event -> ("nobody-" + name + "%40example.org")
                        .equals(
                                event.getDetails() == null
                                        ? null
                                        : event.getDetails().get("username")))
                .singleElement()
                .satisfies(event -> assertThat(event.getDetails()).containsEntry("reason", "user_not_found"));
        assertThat(realm.admin().attackDetection().bruteForceUserStatus(id).get("numFailures"))
                .isEqualTo(0);
    }

    /** Mallory's own address is the encoded form of Dan's. */
    @ParameterizedTest
    @EnumSource
    void theNameAsItWasTypedTakesPrecedence(Way way) {
        String suffix = way.suffix();
        String encoded = "dan-" + suffix + "%2Bmail@example.org";
        String dan = "dan-" + suffix;
        String dansId = users.create(withAddress(dan, dan + "+mail@example.org"), SeededAppPassword.of(DANS));
        assertThat(way.user(realm, encoded, DANS)).isEqualTo(dan);
        String mallory = "mallory-" + suffix;
        String mallorysId = users.create(withAddress(mallory, encoded), SeededAppPassword.of(MALLORYS));

        assertThat(way.user(realm, encoded, MALLORYS)).isEqualTo(mallory);
        assertThat(way.user(realm, encoded, DANS)).isNull();
        assertThat(way.user(realm, dan + "+mail@example.org", DANS)).isEqualTo(dan);
        assertThat(way.user(realm, dan + "+mail@example.org", MALLORYS)).isNull();

        realm.admin().users().get(mallorysId).update(disabled(mallorysId));
        assertThat(way.user(realm, encoded, DANS)).isNull();
        assertThat(events.of(dansId, EventType.LOGIN)).hasSize(2);
        assertThat(events.of(mallorysId, EventType.LOGIN_ERROR))
                .extracting(event -> event.getDetails().get("reason"))
                .containsExactly("no_match", "user_disabled");
    }

    /** Keycloak's own steps, for the account password on campus, get the name from verify as well. */
    @Test
    void verifyPassesATrimmedNameToOtherSteps() {
        users.create("on-campus-spaced");

        assertThat(new VerifyEndpoint(realm.getBaseUrl())
                        .ask(
                                "campus-mail",
                                " on-campus-spaced\n",
                                TestUsers.PASSWORD,
                                Map.of("X-Dovecot-Auth-Remote", "10.1.2.3"))
                        .header("Remote-User"))
                .contains("on-campus-spaced");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u00a0\r\n", "%20", "%"})
    void aNameOfWhiteSpaceIsUnknown(String typed) {
        for (Way way : Way.values()) {
            assertThat(way.user(realm, typed, DANS)).isNull();
        }
    }

    private UserRepresentation disabled(String userId) {
        UserRepresentation user = realm.admin().users().get(userId).toRepresentation();
        user.setEnabled(false);
        return user;
    }

    private static UserRepresentation withAddress(String username, String address) {
        UserRepresentation user = TestUsers.representation(username);
        user.setEmail(address);
        return user;
    }
}
