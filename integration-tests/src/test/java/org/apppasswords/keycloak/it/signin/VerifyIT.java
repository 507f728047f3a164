package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectEvents;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.events.Events;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.util.JsonSerialization;

/** Answers to a reverse proxy, which match those of a direct grant. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class VerifyIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String ANOTHER = "zzzzzzzzzzzzzzzzzzzzzzzz";
    private static final String CHALLENGE = "Basic realm=\"demo\", charset=\"UTF-8\"";
    private static final String CLIENT_SECRET = "radicale-secret";

    private static final String FOR_EVERYBODY = """
            {"policies":[{"name":"everybody","enabled":true,"profiles":["%s"],
            "conditions":[{"condition":"any-client","configuration":{}}]}]}""";

    /** Details that only a token has. */
    private static final Set<String> OF_TOKENS =
            Set.of("token_id", "refresh_token_id", "refresh_token_type", "grant_type", "scope");

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectEvents
    Events events;

    private VerifyEndpoint proxy;
    private TokenEndpoint tokens;
    private TestUsers users;
    private ServerLog log;

    @BeforeEach
    void setUp() {
        proxy = new VerifyEndpoint(realm.getBaseUrl());
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
        log = ServerLog.fromHere();
    }

    @AfterEach
    void neitherUnexpectedErrorsNorSecretsAreLogged() {
        // At DEBUG, Keycloak logs a stack trace for each client that does not authenticate itself.
        assertThat(log.text()).doesNotContain("Uncaught server error", "Unexpected error when authenticating client");
        assertThat(SecretTraces.in(log.text(), CLIENT_SECRET, SECRET, ANOTHER)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SECRET,
                "abcd-efgh-ijkl-mnop-qrst-uvwx",
                "ABCD-EFGH-IJKL-MNOP-QRST-UVWX",
                "ABCD EFGH IJKL MNOP QRST UVWX"
            })
    void eachTypedFormIsAccepted(String typed) {
        String username = "right-" + Integer.toHexString(typed.hashCode());
        String userId = users.create(username, SeededAppPassword.of(SECRET).named("Calendar"));

        Answer answer = proxy.ask("radicale", username, typed, Map.of("X-Real-IP", "192.0.2.7"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Remote-User")).contains(username);
        assertThat(answer.response().headers().map()).doesNotContainKeys("set-cookie", "www-authenticate");
        EventRepresentation event = events.poll();
        assertThat(event.getType()).isEqualTo("LOGIN");
        assertThat(event.getClientId()).isEqualTo("radicale");
        assertThat(event.getUserId()).isEqualTo(userId);
        assertThat(event.getSessionId()).isNull();
        assertThat(event.getDetails())
                .containsEntry("credential_user_label", "Calendar")
                .containsEntry("app_password_address", "192.0.2.7");
        assertThat(users.appPasswords(userId).get(0).getCredentialData())
                .contains("\"lastUsedFrom\":\"192.0.2.7\"")
                .contains("\"lastUsedClient\":\"radicale\"")
                .containsPattern("\"lastUsedAt\":\"\\d{4}-");
    }

    @Test
    void theEmailAddressWorksAndTheAnswerHasTheUserName() {
        users.create("by-mail", SeededAppPassword.of(SECRET).named("Calendar"));

        assertThat(proxy.ask("radicale", "BY-MAIL@example.org", SECRET).header("Remote-User"))
                .contains("by-mail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-text", "in-text-zoë"})
    void theBodyHasTheUserNameOnRequest(String username) {
        users.create(username, SeededAppPassword.of(SECRET).named("Calendar"));

        Answer answer = proxy.ask(
                "radicale", username.toUpperCase(java.util.Locale.ROOT), SECRET, Map.of("Accept", "text/plain"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).contains("text/plain;charset=UTF-8");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.body()).isEqualTo(username);
        assertThat(answer.header("Remote-User")).contains(username.replace("ë", "%C3%AB"));
    }

    @Test
    void aWrongPasswordIsRejectedForPlainTextToo() {
        users.create("in-text-wrong", SeededAppPassword.of(SECRET).named("Calendar"));

        Answer answer = proxy.ask("radicale", "in-text-wrong", ANOTHER, Map.of("Accept", "text/plain"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.error()).isEqualTo("invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/*", "text/plain, */*;q=0.1", "text/plain;q=0", "text/html", ";;;", ""})
    void otherAcceptHeadersGetNoBody(String accept) {
        String username = "no-text-" + Integer.toHexString(accept.hashCode());
        users.create(username, SeededAppPassword.of(SECRET).named("Calendar"));

        HttpResponse<String> answer =
                proxy.send(request(username, SECRET).header("Accept", accept).GET());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Remote-User")).contains(username);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST"})
    void theOtherMethodsOfProxiesGiveTheSameAnswer(String method) {
        String username = "method-" + method.toLowerCase(java.util.Locale.ROOT);
        users.create(username, SeededAppPassword.of(SECRET).named("Calendar"));

        HttpResponse<String> right = proxy.send(request(username, SECRET)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, body(method, "username=bob&password=" + ANOTHER)));
        HttpResponse<String> wrong =
                proxy.send(request(username, ANOTHER).method(method, body(method, "password=" + SECRET)));

        assertThat(right.statusCode()).isEqualTo(204);
        assertThat(right.headers().firstValue("Remote-User")).contains(username);
        assertThat(wrong.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
    void furtherMethodsAreRejected(String method) {
        assertThat(proxy.send(request("bob", SECRET).method(method, BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(405);
    }

    /** The direct grant's event and ours, for comparison. */
    @ParameterizedTest
    @CsvSource({
        "right, LOGIN,",
        "wrong, LOGIN_ERROR, no_match",
        "nobody, LOGIN_ERROR, user_not_found",
        "shape, LOGIN_ERROR, not_app_password",
        "empty, LOGIN_ERROR, not_app_password",
        "percent, LOGIN_ERROR, not_app_password",
        "nameless, LOGIN_ERROR,",
        "expired, LOGIN_ERROR, expired",
        "other-service, LOGIN_ERROR, service_not_allowed",
        "disabled, LOGIN_ERROR, user_disabled",
        "required-action, LOGIN_ERROR, Account is not fully set up",
        "long-name, LOGIN_ERROR, user_not_found",
        "control-characters, LOGIN_ERROR, user_not_found",
        "robot, LOGIN_ERROR, service_account",
    })
    void theEventEqualsThatOfADirectGrant(String what, String type, String reason) {
        String username = "side-" + what;
        SeededAppPassword seeded = SeededAppPassword.of(SECRET).named("Calendar");
        UserRepresentation user = TestUsers.representation(username);
        String typed = SECRET;
        switch (what) {
            case "wrong" -> typed = ANOTHER;
            case "shape" -> typed = TestUsers.PASSWORD;
            case "percent" -> typed = "a%0Ab\u001b[1m";
            case "empty" -> typed = "";
            case "expired" -> seeded.expiringAt(System.currentTimeMillis() - 1000);
            case "other-service" -> seeded.clients(Set.of("postfix"));
            case "disabled" -> user.setEnabled(false);
            case "required-action" -> user.setRequiredActions(List.of("UPDATE_PASSWORD"));
            default -> {}
        }
        users.create(user, seeded);
        String name = switch (what) {
            case "nobody" -> "nobody-at-all";
            case "nameless" -> "";
            case "long-name" -> "x".repeat(1000);
            case "control-characters" -> "side\u0000-a\r\nRemote-User=admin\u001b[31m";
            case "robot" -> robot();
            default -> username;
        };

        Answer grant = tokens.directGrant("radicale", name, typed);
        EventRepresentation expected = events.poll();
        Answer answer = proxy.ask("radicale", name, typed);
        EventRepresentation event = events.poll();

        assertThat(event.getType()).isEqualTo(type).isEqualTo(expected.getType());
        assertThat(event.getError()).isEqualTo(expected.getError());
        assertThat(event.getClientId()).isEqualTo(expected.getClientId());
        assertThat(event.getUserId()).isEqualTo(expected.getUserId());
        assertThat(event.getIpAddress()).isEqualTo(expected.getIpAddress());
        assertThat(details(event)).isEqualTo(details(expected));
        assertThat(event.getDetails().get("reason")).isEqualTo(reason);
        assertThat(answer.status()).isEqualTo(grant.status() == 200 ? 204 : 401);
        if (answer.status() == 401) {
            assertThat(answer.header("WWW-Authenticate")).contains(CHALLENGE);
            assertThat(answer.error()).isEqualTo(grant.error());
            assertThat(answer.description()).isEqualTo(grant.description());
            assertThat(answer.header("Remote-User")).isEmpty();
        }
    }

    @Test
    void aDeletedAppPasswordIsRejectedAtOnce() {
        String userId = users.create("deleter", SeededAppPassword.of(SECRET).named("Calendar"));
        assertThat(proxy.ask("radicale", "deleter", SECRET).status()).isEqualTo(204);

        realm.admin()
                .users()
                .get(userId)
                .removeCredential(users.appPasswords(userId).get(0).getId());

        assertThat(proxy.ask("radicale", "deleter", SECRET).status()).isEqualTo(401);
    }

    @Test
    void aRequiredActionOfTheRealmRejectsTheSignIn() {
        realm.updateWithCleanup(settings -> settings.verifyEmail(true));
        UserRepresentation user = TestUsers.representation("unverified");
        user.setEmailVerified(false);
        users.create(user, SeededAppPassword.of(SECRET).named("Calendar"));

        Answer answer = proxy.ask("radicale", "unverified", SECRET);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.description()).isEqualTo("Account is not fully set up");
        assertThat(events.poll().getError()).isEqualTo("resolve_required_actions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer abc", "Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Digest username=\"bob\"", "long"})
    void otherSchemesThanBasicGetAChallenge(String header) {
        Map<String, String> headers =
                new TreeMap<>(Map.of(VerifyEndpoint.CLIENT_HEADER, VerifyEndpoint.client("radicale", CLIENT_SECRET)));
        if (!header.isEmpty()) {
            headers.put("Authorization", header.equals("long") ? "Basic " + "QUJD".repeat(1000) : header);
        }

        Answer answer = proxy.ask("GET", headers);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).contains(CHALLENGE);
        EventRepresentation event = events.poll();
        assertThat(event.getError()).isEqualTo("invalid_user_credentials");
        assertThat(event.getDetails()).containsEntry("reason", "no_credentials");
    }

    @Test
    void twoAuthorizationHeadersAreAmbiguousAndRejected() {
        users.create("two-headers", SeededAppPassword.of(SECRET).named("Calendar"));

        HttpResponse<String> answer = proxy.send(request("two-headers", SECRET)
                .header("Authorization", Http.basic("bob", "x"))
                .GET());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(events.poll().getDetails()).containsEntry("reason", "no_credentials");
    }

    @Test
    void aHeaderOfAHundredKilobytesIsRejectedByTheServer() {
        assertThat(proxy.send(request("bob", "a".repeat(100_000)).GET()).statusCode())
                .isEqualTo(431);
    }

    @ParameterizedTest
    @CsvSource({
        "wrong, invalid_client_credentials",
        "missing, client_not_found",
        "unknown, client_not_found",
        "unencoded, client_not_found",
        "bearer, client_not_found",
        "twice, client_not_found",
        "in the user's place, client_not_found",
        "disabled, client_disabled",
    })
    void anUnknownProxyGetsAnErrorThatDoesNotAskTheUserForAPassword(String what, String error) {
        String username = "of-" + what.replaceAll("[^a-z]", "");
        users.create(username, SeededAppPassword.of(SECRET).named("Calendar"));
        String header = switch (what) {
            case "wrong" -> VerifyEndpoint.client("radicale", "guess");
            case "unknown" -> VerifyEndpoint.client("unknown", "guess");
            case "unencoded" -> Http.basic("radicale", "100%secret");
            case "bearer" -> "Bearer abc";
            default -> VerifyEndpoint.client("radicale", CLIENT_SECRET);
        };
        if (what.equals("disabled")) {
            realm.updateClientWithCleanup("radicale", client -> client.enabled(false));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder().header("Authorization", Http.basic(username, SECRET));
        if (what.equals("in the user's place")) {
            request.setHeader("Authorization", header);
        } else if (!what.equals("missing")) {
            request.header(VerifyEndpoint.CLIENT_HEADER, header);
        }
        if (what.equals("twice")) {
            request.header(VerifyEndpoint.CLIENT_HEADER, header);
        }

        HttpResponse<String> answer = proxy.send(request.GET());

        // nginx turns it into a 500; a 401 would make the program ask for a new password.
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error\":\"invalid_client\"");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        EventRepresentation event = events.poll();
        assertThat(event.getType()).isEqualTo("LOGIN_ERROR");
        assertThat(event.getError()).isEqualTo(error);
    }

    @Test
    void theClientsSecretIsFormEncoded() {
        String secret = "s:e c+r%e/t\u00fc";
        new TestClients(realm).add("odd client", "Odd", DemoRealm.FLOW, client -> client.setSecret(secret));
        users.create("of-odd", SeededAppPassword.of(SECRET).named("Calendar"));

        Answer answer = proxy.ask(
                "GET",
                Map.of(
                        VerifyEndpoint.CLIENT_HEADER,
                        VerifyEndpoint.client("odd client", secret),
                        "Authorization",
                        Http.basic("of-odd", SECRET)));

        assertThat(answer.status()).isEqualTo(204);
    }

    @Test
    void aRotatedSecretWorksUntilItExpires() {
        new TestClients(realm).add("rotated", "Rotated", DemoRealm.FLOW);
        ClientResource rotated = new BridgeClients(realm).get("rotated");
        users.create("of-rotated", SeededAppPassword.of(SECRET).named("Calendar"));

        setClientPolicies(
                "{\"profiles\":[{\"name\":\"rotation\",\"executors\":[{\"executor\":\"secret-rotation\","
                        + "\"configuration\":{\"expiration-period\":864000,\"rotated-expiration-period\":172800,"
                        + "\"remaining-rotation-period\":86400}}]}]}",
                FOR_EVERYBODY.formatted("rotation"));
        String fresh = rotated.generateNewSecret().getValue();
        assertThat(withSecret("rotated", "rotated-secret", "of-rotated").status())
                .isEqualTo(204);
        assertThat(withSecret("rotated", fresh, "of-rotated").status()).isEqualTo(204);

        rotated.invalidateRotatedSecret();
        assertThat(withSecret("rotated", "rotated-secret", "of-rotated").status())
                .isEqualTo(400);
        assertThat(withSecret("rotated", fresh, "of-rotated").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "no direct grants", "another flow", "offline"})
    void aClientThatIsNotAServiceIsRejected(String what) {
        String clientId = "no-service-" + what.replace(' ', '-');
        String flow = what.equals("another flow") ? "direct grant" : DemoRealm.FLOW;
        new TestClients(realm).add(clientId, what, flow, client -> {
            switch (what) {
                case "public" -> client.setPublicClient(true);
                case "no direct grants" -> client.setDirectAccessGrantsEnabled(false);
                case "offline" -> client.setDefaultClientScopes(List.of("basic", "offline_access"));
                default -> {}
            }
        });
        users.create("user-of-" + clientId, SeededAppPassword.of(SECRET).named("Calendar"));

        for (String password : List.of(SECRET, ANOTHER, TestUsers.PASSWORD)) {
            Answer answer = proxy.ask(clientId, "user-of-" + clientId, password);

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.error()).isEqualTo("unauthorized_client");
            EventRepresentation event = events.poll();
            assertThat(event.getError()).isEqualTo("not_allowed");
            assertThat(event.getClientId()).isEqualTo(clientId);
            assertThat(event.getDetails()).containsEntry("reason", "client_not_eligible");
        }
    }

    @Test
    void withOurFlowInTheRealmTheClientsAttributeDecides() {
        directGrantFlowOfRealm(DemoRealm.FLOW);
        TestClients clients = new TestClients(realm);
        clients.add("marked", "Marked", null, client -> client.getAttributes().put("app-passwords.service", "true"));
        clients.add("unmarked", "Unmarked", null);
        users.create("of-the-realm", SeededAppPassword.of(SECRET).named("Calendar"));

        assertThat(proxy.ask("marked", "of-the-realm", SECRET).status()).isEqualTo(204);
        assertThat(proxy.ask("unmarked", "of-the-realm", SECRET).status()).isEqualTo(403);
    }

    /** The endpoint issues no token, so there is none to restrict. */
    @Test
    void needsNoMapperUnlikeADirectGrant() {
        new TestClients(realm).add("no-mapper", "No mapper", DemoRealm.FLOW);
        users.create("of-no-mapper", SeededAppPassword.of(SECRET).named("Calendar"));

        assertThat(proxy.ask("no-mapper", "of-no-mapper", SECRET).status()).isEqualTo(204);
        assertThat(tokens.directGrant("no-mapper", "of-no-mapper", SECRET).error())
                .isEqualTo("unauthorized_client");
    }

    @Test
    void aClientThatNeedsConsentIsRejectedToo() {
        realm.updateClientWithCleanup("radicale", client -> client.consentRequired(true));
        users.create("consenting", SeededAppPassword.of(SECRET).named("Calendar"));
        tokens.directGrant("radicale", "consenting", SECRET);
        EventRepresentation expected = events.poll();

        Answer answer = proxy.ask("radicale", "consenting", SECRET);

        assertThat(answer.status()).isEqualTo(403);
        EventRepresentation event = events.poll();
        assertThat(event.getError()).isEqualTo("consent_denied").isEqualTo(expected.getError());
        assertThat(details(event)).isEqualTo(details(expected));
    }

    @Test
    void aClientPolicyAgainstDirectGrantsApplies() {
        users.create("of-policy", SeededAppPassword.of(SECRET).named("Calendar"));
        setClientPolicies(
                "{\"profiles\":[{\"name\":\"no ropc\",\"executors\":[{\"executor\":\"reject-ropc-grant\","
                        + "\"configuration\":{\"auto-configure\":\"false\"}}]}]}",
                FOR_EVERYBODY.formatted("no ropc"));
        Answer grant = tokens.directGrant("radicale", "of-policy", SECRET);
        EventRepresentation expected = events.poll();
        assertThat(grant.status()).isEqualTo(400);

        Answer answer = proxy.ask("radicale", "of-policy", SECRET);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.error()).isEqualTo(grant.error());
        EventRepresentation event = events.poll();
        assertThat(event.getError()).isEqualTo(expected.getError());
        assertThat(details(event)).isEqualTo(details(expected));
    }

    @Test
    void aRealmThatRequiresHttpsOrIsDisabledRejectsRequests() {
        users.create("of-realm", SeededAppPassword.of(SECRET).named("Calendar"));

        realm.updateWithCleanup(settings -> settings.sslRequired("all"));
        Answer plain = proxy.ask("radicale", "of-realm", SECRET);
        assertThat(plain.status()).isEqualTo(403);
        assertThat(plain.description()).isEqualTo("HTTPS required");

        realm.updateWithCleanup(settings -> settings.sslRequired("external").enabled(false));
        assertThat(proxy.ask("radicale", "of-realm", SECRET).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, true",
        "'[2001:db8:10:2::3]:50123', true",
        "192.0.2.7, false",
        "'10.1.2.3, 10.1.2.4', false",
        "'', false",
    })
    void theClientsFlowUsesTheAddressThatTheProxyReports(String address, boolean inside) {
        String username = "campus-" + address.replaceAll("[^a-z0-9]", "-");
        String userId = users.create(username, SeededAppPassword.of(SECRET).named("Calendar"));
        Map<String, String> header = address.isEmpty() ? Map.of() : Map.of("X-Dovecot-Auth-Remote", address);

        assertThat(proxy.ask("campus-mail", username, SECRET, header).status()).isEqualTo(204);
        assertThat(proxy.ask("campus-mail", username, TestUsers.PASSWORD, header)
                        .status())
                .isEqualTo(inside ? 204 : 401);

        // App passwords do not count for brute-force protection; the account password does where it is accepted.
        proxy.ask("campus-mail", username, ANOTHER, header);
        assertThat(failures(userId)).isZero();
        proxy.ask("campus-mail", username, "a guess", header);
        if (!inside) {
            assertThat(failures(userId)).isZero();
        } else {
            Waiting.until("the failure is counted", () -> failures(userId) == 1);
            proxy.ask("campus-mail", username, TestUsers.PASSWORD, header);
            Waiting.until("a success resets the counter", () -> failures(userId) == 0);
        }
    }

    @Test
    void theAccountPasswordIsPassedOnUnchanged() {
        String odd = "100%0Ab:c [1m \u00fc";
        String userId = users.create("odd-password");
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(odd);
        realm.admin().users().get(userId).resetPassword(password);

        assertThat(proxy.ask("campus-mail", "odd-password", odd, Map.of("X-Dovecot-Auth-Remote", "10.1.2.3"))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void theHeaderOfAnotherClientIsIgnored() {
        users.create("addressed", SeededAppPassword.of(SECRET).named("Calendar"));

        proxy.ask("radicale", "addressed", SECRET, Map.of("X-Dovecot-Auth-Remote", "192.0.2.7"));
        assertThat(events.poll().getDetails()).doesNotContainKey("app_password_address");

        proxy.ask("ldap-bridge", "addressed", SECRET, Map.of("X-Real-IP", "192.0.2.7"));
        assertThat(events.poll().getDetails()).doesNotContainKey("app_password_address");
    }

    @Test
    void nonAsciiNamesAreEncoded() {
        String composed = Normalizer.normalize("zo\u00eb-\u0141ukasz", Normalizer.Form.NFC);
        String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
        users.create(composed, SeededAppPassword.of(SECRET).named("Calendar"));

        assertThat(proxy.ask("radicale", composed, SECRET).header("Remote-User"))
                .contains("zo%C3%AB-%C5%82ukasz");
        events.poll();

        int grant = tokens.directGrant("radicale", decomposed, SECRET).status();
        EventRepresentation expected = events.poll();
        assertThat(proxy.ask("radicale", decomposed, SECRET).status()).isEqualTo(grant == 200 ? 204 : 401);
        assertThat(details(events.poll())).isEqualTo(details(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nX: y",
                "a\nRemote-User: admin",
                "a:b",
                "\u0000",
                "../../admin",
                "${jndi:ldap://x}",
                "\uD83D\uDD11",
                "\u202Ebob",
                "bob,alice"
            })
    void hostileNamesAreUnknown(String username) {
        Answer answer = proxy.ask("radicale", username, SECRET);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Remote-User")).isEmpty();
        assertThat(answer.header("X")).isEmpty();
    }

    @Test
    void noSessionRemainsEvenIfAGrantWouldStoreOne() {
        String flow = new Flows(realm).appPassword("stored for verify", Map.of("session", "persistent"));
        new BridgeClients(realm).create("storing", BridgeClients.flow(flow));
        String userId = users.create("sessionless", SeededAppPassword.of(SECRET).named("Calendar"));
        users.require(new Person("sessionless", TestUsers.PASSWORD), "UPDATE_PASSWORD");
        assertThat(proxy.ask("storing", "sessionless", SECRET).status()).isEqualTo(401);
        UserRepresentation user = realm.admin().users().get(userId).toRepresentation();
        user.setRequiredActions(List.of());
        realm.admin().users().get(userId).update(user);

        int asked = 20;
        IntStream.range(0, asked)
                .forEach(i -> assertThat(
                                proxy.ask("storing", "sessionless", SECRET).status())
                        .isEqualTo(204));
        assertThat(proxy.ask("storing", "sessionless", ANOTHER).status()).isEqualTo(401);

        assertThat(realm.admin().users().get(userId).getUserSessions()).isEmpty();
        assertThat(realm.admin().getClientSessionStats())
                .extracting(client -> client.get("clientId"))
                .doesNotContain("storing");
        // Each flow creates one authentication session, and each is removed.
        assertThat(log.text()
                        .lines()
                        .filter(line -> line.contains("Removing root authSession") && line.endsWith("cookie: false")))
                .hasSize(asked + 2);
        // For a direct grant, the same client does store a session.
        assertThat(tokens.directGrant("storing", "sessionless", SECRET).status())
                .isEqualTo(200);
        assertThat(realm.admin().users().get(userId).getUserSessions()).hasSize(1);
    }

    private Answer withSecret(String clientId, String secret, String username) {
        return proxy.ask(
                "GET",
                Map.of(
                        VerifyEndpoint.CLIENT_HEADER,
                        VerifyEndpoint.client(clientId, secret),
                        "Authorization",
                        Http.basic(username, SECRET)));
    }

    private void directGrantFlowOfRealm(String alias) {
        RealmRepresentation representation = realm.admin().toRepresentation();
        String before = representation.getDirectGrantFlow();
        realm.cleanup().add(r -> {
            RealmRepresentation restored = r.toRepresentation();
            restored.setDirectGrantFlow(before);
            r.update(restored);
        });
        representation.setDirectGrantFlow(alias);
        realm.admin().update(representation);
    }

    private String robot() {
        new TestClients(realm).add("verified-robot", "Robot", null, client -> client.setServiceAccountsEnabled(true));
        return "service-account-verified-robot";
    }

    private void setClientPolicies(String profiles, String policies) {
        realm.cleanup().add(r -> {
            updateClientPolicies("{\"policies\":[]}");
            updateClientProfiles("{\"profiles\":[]}");
        });
        updateClientProfiles(profiles);
        updateClientPolicies(policies);
    }

    private void updateClientProfiles(String json) {
        realm.admin().clientPoliciesProfilesResource().updateProfiles(read(json, ClientProfilesRepresentation.class));
    }

    private void updateClientPolicies(String json) {
        realm.admin().clientPoliciesPoliciesResource().updatePolicies(read(json, ClientPoliciesRepresentation.class));
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JsonSerialization.mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private int failures(String userId) {
        return ((Number) realm.admin()
                        .attackDetection()
                        .bruteForceUserStatus(userId)
                        .get("numFailures"))
                .intValue();
    }

    private static Map<String, String> details(EventRepresentation event) {
        Map<String, String> details = new TreeMap<>(event.getDetails());
        details.keySet().removeAll(OF_TOKENS);
        return details;
    }

    private static HttpRequest.Builder request(String username, String password) {
        return HttpRequest.newBuilder()
                .header(VerifyEndpoint.CLIENT_HEADER, VerifyEndpoint.client("radicale", CLIENT_SECRET))
                .header("Authorization", Http.basic(username, password));
    }

    private static HttpRequest.BodyPublisher body(String method, String text) {
        return method.equals("POST") ? BodyPublishers.ofString(text) : BodyPublishers.noBody();
    }
}
