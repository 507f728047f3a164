package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectEvents;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.events.Events;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.util.JsonSerialization;

/** Answers of {@code verify} to a program, which sends the user's credentials in the body. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class VerifyForProgramsIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String ANOTHER = "zzzzzzzzzzzzzzzzzzzzzzzz";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectEvents
    Events events;

    private VerifyEndpoint verify;
    private TokenEndpoint tokens;
    private TestUsers users;
    private ServerLog log;

    @BeforeEach
    void setUp() {
        verify = new VerifyEndpoint(realm.getBaseUrl());
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
        log = ServerLog.fromHere();
        if (realm.admin().users().searchByUsername("pat", true).isEmpty()) {
            users.create("pat", SeededAppPassword.of(SECRET).named("Phone"));
            users.create("zoë", SeededAppPassword.of(SECRET).named("Téléphone \"1\""));
        }
    }

    @AfterEach
    void neitherUnexpectedErrorsNorSecretsAreLogged() {
        assertThat(log.text()).doesNotContain("Uncaught server error", "Unexpected error when authenticating client");
        assertThat(SecretTraces.in(log.text(), "radicale-secret", SECRET, ANOTHER))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {FORM, JSON})
    void theAnswerNamesTheUserAndTheAppPassword(String type) {
        String username = "right-" + type.length();
        String userId = users.create(username, SeededAppPassword.of(SECRET).named("Calendar"));
        Map<String, String> fields =
                Map.of("username", username.toUpperCase(java.util.Locale.ROOT) + " ", "password", SECRET);

        Answer answer = type.equals(FORM) ? verify.form("radicale", fields) : verify.json("radicale", json(fields));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).contains(JSON);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.response().headers().map())
                .doesNotContainKeys("set-cookie", "remote-user", "www-authenticate");
        String id = users.appPasswords(userId).get(0).getId();
        assertThat(answer.body())
                .isEqualTo(
                        "{\"username\":\"%s\",\"userId\":\"%s\",\"appPassword\":{\"id\":\"%s\",\"name\":\"Calendar\"}}"
                                .formatted(username, userId, id));
        EventRepresentation event = events.poll();
        assertThat(event.getType()).isEqualTo("LOGIN");
        assertThat(event.getUserId()).isEqualTo(userId);
        assertThat(event.getSessionId()).isNull();
        assertThat(event.getDetails()).containsEntry("credential_user_label", "Calendar");
        assertThat(users.appPasswords(userId).get(0).getCredentialData()).contains("\"lastUsedClient\":\"radicale\"");
    }

    @Test
    void theEmailAddressWorksAndTheAnswerHasTheUserName() {
        assertThat(verify.json("radicale", json(Map.of("username", "PAT@example.org", "password", SECRET)))
                        .json()
                        .path("username")
                        .asText())
                .isEqualTo("pat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "*/*", "text/plain, */*;q=0.1", "text/html", ";;;"})
    void aProgramThatCannotReadJsonGetsTheNameAsText(String accept) {
        Answer answer = verify.post(
                FORM,
                ("username=ZO%C3%AB&password=" + SECRET + "&userinfo=true").getBytes(StandardCharsets.UTF_8),
                Map.of("Authorization", client("radicale-secret"), "Accept", accept));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type"))
                .contains(accept.equals("text/plain") ? "text/plain;charset=UTF-8" : JSON);
        if (accept.equals("text/plain")) {
            assertThat(answer.body()).isEqualTo("zoë");
        }
    }

    /** Each with the status, and with the reason in the event if a user's sign-in was rejected. */
    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments(FORM, "username=pat&password=" + SECRET, 200, null),
                arguments(FORM, "password=" + SECRET + "&username=%70at+&userinfo=false", 200, null),
                arguments(FORM + "; charset=\"utf-8\"", "username=pat&password=" + SECRET, 200, null),
                arguments(FORM, "username=zo%C3%AB&password=" + SECRET, 200, null),
                arguments(FORM, "username=zo\u00c3\u00ab&password=" + SECRET, 200, null),
                arguments(JSON, "{\"username\":\"pat\",\"password\":\"" + SECRET + "\",\"userinfo\":null}", 200, null),
                arguments(
                        "Application/JSON;charset=UTF-8",
                        "{\"username\":\"pat\",\"password\":\"" + SECRET + "\"}",
                        200,
                        null),
                // What a user can type is never the fault of the bridge.
                arguments(FORM, "username=pat&password=" + ANOTHER, 401, "no_match"),
                arguments(FORM, "username=pat&userinfo=true&password=" + ANOTHER, 401, "no_match"),
                arguments(FORM, "username=pat&password=", 401, "not_app_password"),
                arguments(FORM, "username=pat&password", 401, "not_app_password"),
                arguments(FORM, "username=&password=" + SECRET, 401, null),
                arguments(FORM, "username=+&password=" + SECRET, 401, null),
                arguments(FORM, "username=pat%00&password=" + SECRET, 401, "user_not_found"),
                arguments(FORM, "username=pat&password=%00" + SECRET, 401, "not_app_password"),
                arguments(FORM, "username=%0d%0aX%3a+y&password=" + SECRET, 401, "user_not_found"),
                arguments(FORM, "username=a:b&password=" + SECRET, 401, "user_not_found"),
                arguments(FORM, "username=%FF%FE&password=%FF", 401, "not_app_password"),
                arguments(FORM, "username=zo%EB&password=" + SECRET, 401, "user_not_found"),
                arguments(FORM, "username=" + "x".repeat(20_000) + "&password=" + SECRET, 401, "user_not_found"),
                arguments(FORM, "username=pat&password=" + "x".repeat(20_000), 401, "not_app_password"),
                arguments(JSON, "{\"username\":\"\\u0000\",\"password\":\"" + SECRET + "\"}", 401, "user_not_found"),
                arguments(JSON, "{\"username\":\"\\ud800\",\"password\":\"" + SECRET + "\"}", 401, "user_not_found"),
                arguments(JSON, "{\"username\":\"pat\",\"password\":\"\"}", 401, "not_app_password"),
                // Everything else is.
                arguments(FORM, "", 400, ""),
                arguments(FORM, "username=pat&&password=" + SECRET, 400, ""),
                arguments(FORM, "username=pat", 400, ""),
                arguments(FORM, "password=" + SECRET, 400, ""),
                arguments(FORM, "username=pat&username=pat&password=" + SECRET, 400, ""),
                arguments(FORM, "username=pat&password=" + ANOTHER + "&password=" + SECRET, 400, ""),
                arguments(FORM, "username=pat&password=" + SECRET + "&user_info=true", 400, ""),
                arguments(FORM, "username=pat&password=" + SECRET + "&grant_type=password", 400, ""),
                arguments(FORM, "username=pat&password=" + SECRET + "&userinfo=1", 400, ""),
                arguments(FORM, "username=pat&password=" + "x".repeat(65_536), 400, ""),
                arguments(FORM, "{\"username\":\"pat\",\"password\":\"" + SECRET + "\"}", 400, ""),
                arguments(FORM + ";charset=iso-8859-1", "username=pat&password=" + SECRET, 400, ""),
                arguments(FORM + ";charset=klingon", "username=pat&password=" + SECRET, 400, ""),
                arguments(JSON, "", 400, ""),
                arguments(JSON, "[]", 400, ""),
                arguments(JSON, "username=pat&password=" + SECRET, 400, ""),
                arguments(JSON, "{\"username\":\"pat\"}", 400, ""),
                arguments(JSON, "{\"username\":null,\"password\":\"" + SECRET + "\"}", 400, ""),
                arguments(JSON, "{\"username\":\"pat\",\"password\":[\"" + SECRET + "\"]}", 400, ""),
                arguments(JSON, "{\"username\":1,\"password\":2}", 400, ""),
                arguments(
                        JSON, "{\"username\":\"pat\",\"password\":\"" + SECRET + "\",\"userinfo\":\"true\"}", 400, ""),
                arguments(JSON, "{\"username\":\"bob\",\"username\":\"pat\",\"password\":\"" + SECRET + "\"}", 400, ""),
                arguments(
                        JSON,
                        "{\"username\":\"pat\",\"password\":\"" + SECRET + "\",\"client_secret\":\"x\"}",
                        400,
                        ""),
                arguments(JSON, "{\"username\":\"pat\",\"password\":\"" + "x".repeat(65_536) + "\"}", 400, ""),
                arguments(
                        "multipart/form-data; boundary=x",
                        "--x\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\npat\r\n--x--",
                        400,
                        ""),
                arguments("text/plain", "username=pat&password=" + SECRET, 400, ""));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void theStatusTellsAWrongPasswordFromAWrongRequest(String type, String body, int status, String reason) {
        Answer answer = verify.post(
                type, body.getBytes(StandardCharsets.ISO_8859_1), Map.of("Authorization", client("radicale-secret")));

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.body()).doesNotContain(SECRET, ANOTHER, "klingon");
        if (status == 401) {
            assertThat(answer.header("WWW-Authenticate")).contains("Basic realm=\"demo\", charset=\"UTF-8\"");
            assertThat(answer.json().has("userinfo")).isFalse();
        }
        if (status != 400) {
            EventRepresentation event = events.poll();
            assertThat(event.getType()).isEqualTo(status == 200 ? "LOGIN" : "LOGIN_ERROR");
            assertThat(event.getClientId()).isEqualTo("radicale");
            assertThat(event.getDetails().get("reason")).isEqualTo(reason);
        }
        assertThat(events.poll()).isNull();
    }

    /** In the framework, before the endpoint: neither accepted nor reported as a wrong password. */
    @ParameterizedTest
    @CsvSource({
        FORM + ", username=pat&password=%",
        FORM + ", username=pat&password=%4",
        FORM + ", username=%zz&password=x",
        FORM + ";charset=klingon, username=pat&password=%20",
        "none, username=pat&password=x",
        "multipart/form-data; boundary=x, username=pat"
    })
    void aBodyThatTheServerCannotReadIsNoWrongPassword(String type, String body) {
        HttpResponse<String> answer = verify.send(HttpRequest.newBuilder()
                .header("Content-Type", type)
                .header("Authorization", client("radicale-secret"))
                .POST(BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).isIn(400, 500);
        log = ServerLog.fromHere();
    }

    /** The ways in which clients authenticate themselves at the token endpoint, and others. */
    static Stream<Arguments> clients() {
        String right = client("radicale-secret");
        Map<String, String> none = Map.of();
        Map<String, String> secret = Map.of("client_id", "radicale", "client_secret", "radicale-secret");
        return Stream.of(
                arguments("header", Map.of("Authorization", right), none, 200),
                arguments("header and client_id", Map.of("Authorization", right), Map.of("client_id", "radicale"), 200),
                arguments("form", none, secret, 200),
                arguments("wrong secret", Map.of("Authorization", client("guess")), none, 400),
                arguments(
                        "wrong secret in the form",
                        none,
                        Map.of("client_id", "radicale", "client_secret", "guess"),
                        400),
                arguments("id only", none, Map.of("client_id", "radicale"), 400),
                arguments("nothing", none, none, 400),
                arguments("unknown", Map.of("Authorization", VerifyEndpoint.client("unknown", "x")), none, 400),
                arguments(
                        "header of another client",
                        Map.of("Authorization", VerifyEndpoint.client("dovecot", "dovecot-secret")),
                        Map.of("client_id", "radicale"),
                        400),
                arguments("two ways", Map.of("Authorization", right), secret, 400),
                arguments("bearer", Map.of("Authorization", "Bearer abc"), none, 400),
                arguments("bearer and form", Map.of("Authorization", "Bearer abc"), secret, 400),
                arguments("DPoP and form", Map.of("Authorization", "DPoP abc"), secret, 400),
                arguments("the user's own", Map.of("Authorization", Http.basic("pat", SECRET)), none, 400),
                arguments("not encoded", Map.of("Authorization", Http.basic("radicale", "100%secret")), none, 400),
                arguments("long", Map.of("Authorization", "Basic " + "QUJD".repeat(2000)), none, 400),
                arguments("an assertion that is none", none, assertion("x"), 400),
                arguments(
                        "unsigned assertion",
                        none,
                        assertion("eyJhbGciOiJub25lIn0.eyJzdWIiOiJyYWRpY2FsZSIsImlzcyI6InJhZGljYWxlIn0."),
                        400));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void theClientAuthenticatesItselfAsAtTheTokenEndpoint(
            String what, Map<String, String> headers, Map<String, String> fields, int status) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putAll(Map.of("username", "pat", "password", SECRET));

        Answer answer = verify.form(all, headers);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        if (status == 400) {
            assertThat(answer.header("WWW-Authenticate")).isEmpty();
            assertThat(answer.error()).isIn("invalid_client", "invalid_request");
        }
    }

    @Test
    void aClientAssertionAuthenticatesOnce() {
        String secret = "a-secret-of-more-than-thirty-two-characters";
        new TestClients(realm).add("asserting", "Asserting", DemoRealm.FLOW, client -> {
            client.setClientAuthenticatorType("client-secret-jwt");
            client.setSecret(secret);
        });
        Map<String, String> fields = new TreeMap<>(assertion(signed("asserting", secret)));
        fields.putAll(Map.of("username", "pat", "password", SECRET));

        assertThat(verify.form(fields, Map.of()).status()).isEqualTo(200);
        assertThat(verify.form(fields, Map.of()).status()).isEqualTo(400);
        fields.putAll(assertion(signed("asserting", secret + "x")));
        assertThat(verify.form(fields, Map.of()).status()).isEqualTo(400);
    }

    /** What a proxy passes on cannot turn its request into one of a program: the header decides. */
    @ParameterizedTest
    @ValueSource(strings = {FORM, JSON, "text/plain", "application/octet-stream"})
    void theBodyOfAProxysUserIsIgnored(String type) {
        String hostile = type.equals(JSON)
                ? json(Map.of("username", "pat", "password", SECRET))
                : "username=pat&password=" + SECRET + "&client_id=radicale&client_secret=radicale-secret&userinfo=true";

        for (String proxy : List.of(client("radicale-secret"), client("guess"), "")) {
            HttpResponse<String> answer = verify.send(HttpRequest.newBuilder()
                    .header(VerifyEndpoint.CLIENT_HEADER, proxy)
                    .header("Authorization", Http.basic("pat", ANOTHER))
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofString(hostile)));

            assertThat(answer.statusCode()).isEqualTo(proxy.equals(client("radicale-secret")) ? 401 : 400);
        }
    }

    /** A proxy that is set up without its header, and whose user writes the body. */
    @Test
    void withoutTheProxysHeaderTheUsersOwnCredentialsAreThoseOfNoClient() {
        Map<String, String> fields = Map.of("username", "pat", "password", SECRET);

        assertThat(verify.form(fields, Map.of("Authorization", Http.basic("pat", SECRET)))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dovecot", "with-mappers", "radicale"})
    void userinfoIsThatOfTheUserinfoEndpoint(String clientId) {
        UserRepresentation person = TestUsers.representation("claims-" + clientId);
        person.setFirstName("Pat");
        person.setLastName("O'Hara");
        person.setEmailVerified(true);
        String userId = users.create(person, SeededAppPassword.of(SECRET).named("Phone"));
        BridgeClients clients = new BridgeClients(realm);
        switch (clientId) {
            case "with-mappers" ->
                clients.create(
                        clientId,
                        BridgeClients.withMapper(
                                        "oidc-address-mapper",
                                        Map.of("userinfo.token.claim", "true", "user.attribute.street", "street"))
                                .andThen(BridgeClients.withMapper(
                                        "oidc-hardcoded-claim-mapper",
                                        Map.of(
                                                "claim.name",
                                                "nested.claim",
                                                "claim.value",
                                                "{\"a\":[1,null]}",
                                                "jsonType.label",
                                                "JSON",
                                                "userinfo.token.claim",
                                                "true")))
                                .andThen(BridgeClients.withMapper(
                                        "oidc-hardcoded-claim-mapper",
                                        Map.of(
                                                "claim.name",
                                                "hidden",
                                                "claim.value",
                                                "x",
                                                "userinfo.token.claim",
                                                "false",
                                                "access.token.claim",
                                                "true")))
                                .andThen(BridgeClients.withMapper(
                                        "oidc-group-membership-mapper",
                                        Map.of(
                                                "claim.name",
                                                "groups",
                                                "full.path",
                                                "true",
                                                "userinfo.token.claim",
                                                "true")))
                                .andThen(BridgeClients.withMapper(
                                        "oidc-usermodel-realm-role-mapper",
                                        Map.of(
                                                "claim.name",
                                                "roles",
                                                "multivalued",
                                                "true",
                                                "userinfo.token.claim",
                                                "true")))
                                .andThen(BridgeClients.withMapper(
                                        "oidc-usersessionmodel-note-mapper",
                                        Map.of(
                                                "user.session.note",
                                                "app_password_name",
                                                "claim.name",
                                                "device",
                                                "jsonType.label",
                                                "String",
                                                "userinfo.token.claim",
                                                "true",
                                                "access.token.claim",
                                                "false"))));
            default -> {}
        }

        JsonNode released = verify.form(
                        clientId, Map.of("username", person.getUsername(), "password", SECRET, "userinfo", "true"))
                .expect(200)
                .json()
                .path("userinfo");
        Answer grant = tokens.directGrant(clientId, person.getUsername(), SECRET, Map.of("scope", "openid"));
        JsonNode expected = tokens.userinfo(grant.accessToken()).json();

        assertThat(expected.path("sub").asText()).as(grant.body()).isNotEmpty();
        // The endpoint creates a session without the notes of the sign-in, so it cannot know the app password.
        ((ObjectNode) released).remove("device");
        assertThat(released).isEqualTo(expected);
        assertThat(released.has("hidden")).isFalse();
        assertThat(realm.admin().users().get(userId).getUserSessions()).isEmpty();
    }

    @Test
    void anotherStepThatAcceptsIsNotAnAppPassword() {
        Map<String, String> headers = Map.of(
                "Authorization",
                VerifyEndpoint.client("campus-mail", "campus-mail-secret"),
                "X-Dovecot-Auth-Remote",
                "10.1.2.3");
        users.create("on-campus");

        Answer answer = verify.form(Map.of("username", "on-campus", "password", TestUsers.PASSWORD), headers);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("appPassword").isNull()).isTrue();
    }

    /** The same steps, addresses and counters as for proxies. */
    @Test
    void bruteForceProtectionAndTheBridgesHeaderApply() {
        String userId = users.create("guessed");
        Map<String, String> inside = Map.of(
                "Authorization",
                VerifyEndpoint.client("campus-mail", "campus-mail-secret"),
                "X-Dovecot-Auth-Remote",
                "10.1.2.3");

        assertThat(verify.form(Map.of("username", "guessed", "password", "a guess"), inside)
                        .status())
                .isEqualTo(401);
        Waiting.until("the failure is counted", () -> failures(userId) == 1);
        assertThat(verify.form(Map.of("username", "guessed", "password", TestUsers.PASSWORD), inside)
                        .status())
                .isEqualTo(200);
        Waiting.until("a success resets the counter", () -> failures(userId) == 0);
        assertThat(verify.form("campus-mail", Map.of("username", "guessed", "password", TestUsers.PASSWORD))
                        .status())
                .isEqualTo(401);
    }

    /** The proxy's event and the program's, for comparison. */
    @ParameterizedTest
    @ValueSource(strings = {"right", "wrong", "nobody", "expired", "other-service", "disabled", "required-action"})
    void theEventEqualsThatOfAProxy(String what) {
        String username = "both-" + what;
        SeededAppPassword seeded = SeededAppPassword.of(SECRET).named("Calendar");
        UserRepresentation user = TestUsers.representation(username);
        switch (what) {
            case "expired" -> seeded.expiringAt(System.currentTimeMillis() - 1000);
            case "other-service" -> seeded.clients(java.util.Set.of("postfix"));
            case "disabled" -> user.setEnabled(false);
            case "required-action" -> user.setRequiredActions(List.of("UPDATE_PASSWORD"));
            default -> {}
        }
        users.create(user, seeded);
        String name = what.equals("nobody") ? "nobody-at-all" : username;
        String typed = what.equals("wrong") ? ANOTHER : SECRET;

        Answer proxy = verify.ask("radicale", name, typed, Map.of("X-Real-IP", "192.0.2.7"));
        EventRepresentation expected = events.poll();
        Answer program = verify.form(
                Map.of("username", name, "password", typed),
                Map.of("Authorization", client("radicale-secret"), "X-Real-IP", "192.0.2.7"));
        EventRepresentation event = events.poll();

        assertThat(event.getType()).isEqualTo(expected.getType());
        assertThat(event.getError()).isEqualTo(expected.getError());
        assertThat(event.getUserId()).isEqualTo(expected.getUserId());
        assertThat(event.getDetails()).isEqualTo(expected.getDetails());
        assertThat(program.status()).isEqualTo(proxy.status() == 204 ? 200 : proxy.status());
        assertThat(program.error()).isEqualTo(proxy.error());
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "no direct grants", "another flow"})
    void aClientThatIsNotAServiceIsRejectedWhateverThePassword(String what) {
        String clientId = "program-" + what.replace(' ', '-');
        new TestClients(realm)
                .add(clientId, what, what.equals("another flow") ? "direct grant" : DemoRealm.FLOW, client -> {
                    client.setPublicClient(what.equals("public"));
                    client.setDirectAccessGrantsEnabled(!what.equals("no direct grants"));
                });

        for (String password : List.of(SECRET, ANOTHER)) {
            assertThat(verify.form(clientId, Map.of("username", "pat", "password", password, "userinfo", "true"))
                            .status())
                    .isEqualTo(403);
        }
        assertThat(verify.form(Map.of("username", "pat", "password", SECRET, "client_id", clientId), Map.of())
                        .status())
                .isEqualTo(what.equals("public") ? 403 : 400);
    }

    @Test
    void noSessionRemainsEvenIfUserinfoNeedsOne() {
        String flow = new Flows(realm).appPassword("stored for programs", Map.of("session", "persistent"));
        new BridgeClients(realm).create("storing-program", BridgeClients.flow(flow));
        String userId =
                users.create("sessionless-program", SeededAppPassword.of(SECRET).named("Calendar"));
        Map<String, String> fields = Map.of("username", "sessionless-program", "password", SECRET, "userinfo", "true");

        IntStream.range(0, 10)
                .forEach(i -> assertThat(verify.form("storing-program", fields).status())
                        .isEqualTo(200));

        assertThat(realm.admin().users().get(userId).getUserSessions()).isEmpty();
        assertThat(realm.admin().getClientSessionStats())
                .extracting(client -> client.get("clientId"))
                .doesNotContain("storing-program");
        assertThat(log.text()
                        .lines()
                        .filter(line -> line.contains("Removing root authSession") && line.endsWith("cookie: false")))
                .hasSize(10);
    }

    @Test
    void aRealmThatRequiresHttpsRejectsRequests() {
        realm.updateWithCleanup(settings -> settings.sslRequired("all"));

        assertThat(verify.form("radicale", Map.of("username", "pat", "password", SECRET))
                        .status())
                .isEqualTo(403);
    }

    private static String client(String secret) {
        return VerifyEndpoint.client("radicale", secret);
    }

    private static Map<String, String> assertion(String jwt) {
        return Map.of(
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                jwt);
    }

    private String signed(String clientId, String secret) {
        try {
            Map<String, Object> claims = Map.of(
                    "iss",
                    clientId,
                    "sub",
                    clientId,
                    "aud",
                    realm.getBaseUrl(),
                    "jti",
                    UUID.randomUUID().toString(),
                    "iat",
                    Instant.now().getEpochSecond(),
                    "exp",
                    Instant.now().getEpochSecond() + 30);
            String text = base64("{\"alg\":\"HS256\"}") + "." + base64(json(claims));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return text + "."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Map<String, ?> fields) {
        return JsonSerialization.mapper.valueToTree(fields).toString();
    }

    private int failures(String userId) {
        return ((Number) realm.admin()
                        .attackDetection()
                        .bruteForceUserStatus(userId)
                        .get("numFailures"))
                .intValue();
    }
}
