package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.StoredAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.http.HttpBasicPrograms;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** App passwords over HTTP Basic: real requests of SAML ECP and of a Docker registry's client. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class HttpBasicIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String LAPTOP = "laptoplaptoplaptoplaptop";
    private static final String SERVICE_PROVIDER = HttpBasicPrograms.SERVICE_PROVIDER;
    private static final String REGISTRY = HttpBasicPrograms.REGISTRY;
    private static final String CHALLENGE = "Basic realm=\"demo\", charset=\"UTF-8\"";

    @InjectRealm(config = HttpBasicRealm.class)
    ManagedRealm realm;

    private TestUsers users;
    private UserEvents events;
    private HttpBasicPrograms programs;

    @BeforeEach
    void setUp() {
        programs = new HttpBasicPrograms(realm.getBaseUrl());
        users = new TestUsers(realm);
        events = new UserEvents(realm);
    }

    @Test
    void aProgramSignsInToASamlServiceProviderByEcp() {
        String userId = users.create("ecp-user", SeededAppPassword.of(PHONE).named("Zotero"));

        HttpResponse<String> answer = ecp("ecp-user", PHONE);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("urn:oasis:names:tc:SAML:2.0:status:Success")
                .contains("Assertion")
                .contains("ecp-user");
        assertAccepted(userId, SERVICE_PROVIDER);
    }

    @Test
    void aDockerClientGetsItsToken() {
        String userId = users.create("docker-user", SeededAppPassword.of(PHONE).named("Docker"));

        HttpResponse<String> answer = docker("docker-user", PHONE);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(TokenEndpoint.claims(answer.body().replaceAll(".*\"token\":\"([^\"]+)\".*", "$1"))
                        .path("sub")
                        .asText())
                .isEqualTo("docker-user");
        assertAccepted(userId, REGISTRY);
    }

    @Test
    void theNameMayHaveWhiteSpaceAroundItAndBePercentEncoded() {
        String userId = users.create("ipad-user", SeededAppPassword.of(PHONE).named("Docker"));

        assertThat(docker(" ipad-user\t", PHONE).statusCode()).isEqualTo(200);
        assertThat(docker("ipad-user%40example.org", PHONE).statusCode()).isEqualTo(200);
        assertThat(ecp("ipad-user%40example.org ", PHONE).body()).contains("status:Success");
        assertRejectedByDocker(docker("ipad-user%2540example.org", PHONE));

        assertThat(events.of(userId, EventType.LOGIN)).hasSize(3);
    }

    @Test
    void allRejectionsLookTheSameAndTheEventHasTheReason() {
        String userId = users.create(
                "refused",
                SeededAppPassword.of(PHONE).clients(Set.of(SERVICE_PROVIDER)),
                SeededAppPassword.of(LAPTOP).named("Old").expiringAt(System.currentTimeMillis() - 1000));

        for (List<String> attempt : List.of(
                List.of("refused", PHONE),
                List.of("refused", LAPTOP),
                List.of("refused", "neverneverneverneverneve"),
                List.of("refused", TestUsers.PASSWORD),
                List.of("nobody", PHONE))) {
            HttpResponse<String> answer = docker(attempt.get(0), attempt.get(1));

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains(CHALLENGE);
            assertThat(answer.body()).isEmpty();
        }

        assertThat(events.of(userId, EventType.LOGIN_ERROR))
                .extracting(event -> event.getDetails().get("reason"))
                .containsExactly("service_not_allowed", "expired", "no_match");
        assertThat(ecp("refused", PHONE).body()).contains("status:Success");
        assertThat(ecp("refused", "neverneverneverneverneve").body())
                .doesNotContain("status:Success")
                .doesNotContain("<saml:Assertion");
        assertThat(realm.admin().attackDetection().bruteForceUserStatus(userId).get("numFailures"))
                .isEqualTo(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE_PASSWORD", "CONFIGURE_TOTP"})
    void aRequiredActionDoesNotOpenTheAccount(String action) {
        String username = "pending-" + action.toLowerCase(Locale.ROOT);
        String userId = users.create(username, SeededAppPassword.of(PHONE));
        users.require(new Person(username, TestUsers.PASSWORD), action);

        assertRejectedByDocker(docker(username, PHONE));
        assertThat(ecp(username, PHONE).body()).doesNotContain("status:Success").doesNotContain("<saml:Assertion");

        assertRequiredActionsInEvents(userId, 2);
    }

    @Test
    void aRequiredActionOfTheRealmDoesNotOpenTheAccount() {
        realm.updateWithCleanup(settings -> settings.verifyEmail(true));
        UserRepresentation user = TestUsers.representation("unverified");
        user.setEmailVerified(false);
        String userId = users.create(user, SeededAppPassword.of(PHONE));

        assertRejectedByDocker(docker("unverified", PHONE));
        assertThat(ecp("unverified", PHONE).body()).doesNotContain("status:Success");

        assertRequiredActionsInEvents(userId, 2);
    }

    @Test
    void anExpiredAccountPasswordDoesNotOpenTheAccount() {
        realm.updateWithCleanup(settings -> settings.passwordPolicy("forceExpiredPasswordChange(0)"));
        String userId = users.create("expired-password", SeededAppPassword.of(PHONE));
        Person person = new Person("expired-password", TestUsers.PASSWORD);
        Waiting.until(
                "Keycloak asks for a new account password",
                () -> SignIn.complete(new Browser().open(new AccountConsole(realm.getBaseUrl()).signIn()), person)
                        .hasForm("kc-passwd-update-form"));

        assertRejectedByDocker(docker(person.username(), PHONE));

        assertRequiredActionsInEvents(userId, 1);
    }

    @Test
    void aClientThatNeedsConsentIsRejected() {
        String userId = users.create("consenting", SeededAppPassword.of(PHONE));
        ClientRepresentation registry =
                realm.admin().clients().findByClientId(REGISTRY).get(0);
        realm.cleanup().add(r -> r.clients().get(registry.getId()).update(consent(registry, false)));
        realm.admin().clients().get(registry.getId()).update(consent(registry, true));

        assertRejectedByDocker(docker("consenting", PHONE));

        assertThat(events.of(userId, EventType.LOGIN)).isEmpty();
        assertThat(events.of(null, EventType.LOGIN_ERROR)).anySatisfy(event -> {
            assertThat(event.getError()).isEqualTo("consent_denied");
            assertThat(event.getDetails())
                    .containsEntry("username", "consenting")
                    .containsEntry("reason", "consent_required");
        });
    }

    @Test
    void anAppPasswordCannotFreshenABrowsersSession() {
        new RealmPolicy(realm).set(Map.of("max_auth_age", "5"));
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        Person person = users.createWithTotp("with-cookies", SeededAppPassword.of(PHONE));
        Browser browser = new Browser();
        console.assertLanded(SignIn.complete(browser.open(console.signIn()), person));
        long signedInBy = System.nanoTime();
        Duration old = Duration.ofSeconds(6);
        Waiting.until("the sign-in is old", () -> System.nanoTime() - signedInBy > old.toNanos());

        Page rejected = browser.openWithBasic(programs.dockerAddress(), person.username(), PHONE);

        assertThat(rejected.status()).as(rejected.toString()).isEqualTo(401);
        assertThat(rejected.header("Set-Cookie").orElse("")).doesNotContain("KEYCLOAK_IDENTITY");
        assertRejectedForSession(person.username(), "session_exists");
        // The sign-in is as old as before, and it is not one by app password, which could not create app passwords.
        Page signIn = browser.open(console.createAppPassword());
        assertThat(SignIn.asksForPassword(signIn)).as(signIn.toString()).isTrue();
        Page form = SignIn.complete(signIn, person);
        assertThat(CreatePage.FORM.is(form)).as(form.toString()).isTrue();
        assertThat(realm.admin().users().get(users.idOf(person)).getUserSessions())
                .singleElement()
                .satisfies(session -> assertThat(session.getClients()).doesNotContainValue(REGISTRY));
    }

    @Test
    void aBrowserIsNotSignedInAfterwards() {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        Person person = users.createWithTotp("in-a-browser", SeededAppPassword.of(PHONE));
        Browser browser = new Browser();

        Page token = browser.openWithBasic(programs.dockerAddress(), person.username(), PHONE);

        assertThat(token.status()).as(token.toString()).isEqualTo(200);
        assertThat(List.of(console.signIn(), console.createAppPassword())).allSatisfy(address -> {
            Page page = browser.open(address);
            assertThat(SignIn.asksForPassword(page)).as(page.toString()).isTrue();
        });
    }

    @Test
    void theClientCannotReportAnAddress() {
        String userId = users.create("docker-spoofs", SeededAppPassword.of(PHONE));

        HttpResponse<String> answer = programs.docker(HttpRequest.newBuilder()
                .header("Authorization", Http.basic("docker-spoofs", PHONE))
                .header(HttpBasicRealm.ADDRESS_HEADER, "192.0.2.7"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(events.of(userId, EventType.LOGIN))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getDetails()).containsEntry("app_password_address", event.getIpAddress()));
        assertThat(users.appPasswords(userId).get(0).getCredentialData()).doesNotContain("192.0.2.7");
    }

    @Test
    void aRequestWithoutCredentialsGetsAChallenge() {
        HttpResponse<String> answer = programs.docker(HttpRequest.newBuilder());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains(CHALLENGE);
        // Other rejections have no details, and the log also has the events of other tests.
        assertThat(events.of(null, EventType.LOGIN_ERROR))
                .filteredOn(event -> event.getDetails() != null)
                .extracting(event -> event.getDetails().get("reason"))
                .contains("no_credentials");
    }

    @Test
    void theClientsOfTheseProtocolsAreServices() {
        Person person = users.createWithTotp("chooses");

        Page form =
                SignIn.complete(new Browser().open(new AccountConsole(realm.getBaseUrl()).createAppPassword()), person);

        assertThat(form.texts("label[for^=clients-]")).contains("Library", "Container registry", "Mail");
    }

    private static ClientRepresentation consent(ClientRepresentation client, boolean required) {
        client.setConsentRequired(required);
        return client;
    }

    private static void assertRejectedByDocker(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains(CHALLENGE);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.body()).isEmpty();
    }

    private void assertRejectedForSession(String username, String reason) {
        assertThat(events.of(null, EventType.LOGIN_ERROR)).anySatisfy(event -> {
            assertThat(event.getError()).isEqualTo("not_allowed");
            assertThat(event.getDetails()).containsEntry("username", username).containsEntry("reason", reason);
        });
    }

    private void assertRequiredActionsInEvents(String userId, int times) {
        // A browser may have signed in before the account password expired.
        assertThat(events.of(userId, EventType.LOGIN))
                .noneSatisfy(event -> assertThat(event.getDetails()).containsKey("credential_type"));
        assertThat(events.of(userId, EventType.LOGIN_ERROR)).hasSize(times).allSatisfy(event -> {
            assertThat(event.getError()).isEqualTo("resolve_required_actions");
            assertThat(event.getDetails()).containsEntry("reason", "required_action");
        });
    }

    private void assertAccepted(String userId, String clientId) {
        assertThat(events.of(userId, EventType.LOGIN))
                .singleElement()
                .extracting(EventRepresentation::getDetails)
                .satisfies(details -> assertThat(details)
                        .containsEntry("credential_type", "app-password")
                        .containsKey("credential_id"));
        assertThat(StoredAppPassword.data(users.appPasswords(userId).get(0))
                        .path("lastUsedClient")
                        .asText())
                .isEqualTo(clientId);
        assertThat(realm.admin().users().get(userId).getUserSessions()).isEmpty();
    }

    private HttpResponse<String> ecp(String username, String password) {
        return programs.ecp(username, password);
    }

    private HttpResponse<String> docker(String username, String password) {
        return programs.docker(username, password);
    }
}
