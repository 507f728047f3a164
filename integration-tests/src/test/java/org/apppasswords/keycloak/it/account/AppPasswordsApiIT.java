package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Persistent;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Requests that an application sends to the account API for its user, and the answers. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class AppPasswordsApiIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;
    private TokenEndpoint tokens;
    private UserEvents events;
    private RealmPolicy policy;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
        events = new UserEvents(realm);
        policy = new RealmPolicy(realm);
    }

    @Test
    void aNewUserGetsAnEmptyListAndThePolicy() {
        Answer answer = api(users.createWithTotp("api-new")).list().expect(200);

        assertThat(answer.json().path("appPasswords")).isEmpty();
        assertThat(answer.json().path("policy").toString()).isEqualTo("""
                {"maxPerUser":25,"count":0,"defaultLifetimeDays":0,"maxLifetimeDays":0,"lifetimeChoicesDays":[7,30,90,180,365,0],\
                "maxNameLength":64,"maxNetworks":16,"secondFactorRequired":true,"secondFactorConfigured":true,"secondFactorSetUpActions":[],"canCreate":true,"reason":null}""");
        assertThat(answer.json().path("creationBlocker").isNull()).isTrue();
        assertThat(answer.json().path("services").toString())
                .isEqualTo(DemoRealm.services().stream()
                        .map(client -> "{\"clientId\":\"%s\",\"name\":\"%s\",\"group\":%s,\"maxLifetimeDays\":0}"
                                .formatted(
                                        client.getClientId(),
                                        client.getName(),
                                        DemoRealm.group(client)
                                                .map(group -> '"' + group + '"')
                                                .orElse("null")))
                        .collect(Collectors.joining(",", "[", "]")));
    }

    @Test
    void createsAnAppPasswordThatSignsInToItsServices() {
        Person person = users.createWithTotp("api-creates");
        long before = System.currentTimeMillis();

        Answer created = api(person)
                .create("{\"name\":\" iPhone Mail \",\"clients\":[\"dovecot\"],\"lifetimeDays\":30}")
                .expect(201);

        String secret = created.json().path("password").asText();
        assertThat(tokens.directGrant("dovecot", "api-creates", secret).status())
                .isEqualTo(200);
        assertThat(tokens.directGrant("postfix", "api-creates", secret).status())
                .isEqualTo(400);
        assertThat(created.json().path("name").asText()).isEqualTo("iPhone Mail");
        assertThat(texts(created.json().path("clients"))).containsExactly("dovecot");
        assertThat(created.json().path("createdAt").asLong()).isBetween(before, System.currentTimeMillis());
        assertThat(Duration.ofMillis(created.json().path("expiresAt").asLong()
                        - created.json().path("createdAt").asLong()))
                .isEqualTo(Duration.ofDays(30));
        assertThat(created.json().path("lastUsedAt").isNull()).isTrue();
        assertThat(created.json().path("expired").asBoolean()).isFalse();
        assertLogged(events.of(users.idOf(person), EventType.UPDATE_CREDENTIAL), created.json(), "iPhone Mail");
        assertThat(changes(person)).containsExactly("created");
    }

    @Test
    void onlyTheCreationReturnsThePassword() {
        Person person = users.createWithTotp("api-once");
        AppPasswordsApi api = api(person);
        Answer created = api.create("{\"name\":\"Mail\"}").expect(201);
        String secret = created.json().path("password").asText();

        List<Answer> others = List.of(
                api.list(), api.rename(id(created), "{\"name\":\"Mail 2\"}"), api.revoke(id(created)), api.revokeAll());

        assertThat(secret).matches("[a-z]{24}");
        assertThat(others).allSatisfy(answer -> assertThat(answer.body()).doesNotContain(secret));
    }

    @Test
    void omittedFieldsGetThePolicysDefaults() {
        policy.set(Map.of("lifetime-default-days", "90"));
        AppPasswordsApi api = api(users.createWithTotp("api-defaults"));

        List<Answer> answers = List.of(
                api.create("{\"name\":\"Missing\",\"color\":\"red\"}"),
                api.create("{\"name\":\"Null\",\"clients\":null,\"lifetimeDays\":null}"));

        assertThat(answers).allSatisfy(answer -> {
            answer.expect(201);
            assertThat(answer.json().path("clients")).isEmpty();
            assertThat(Duration.ofMillis(answer.json().path("expiresAt").asLong()
                            - answer.json().path("createdAt").asLong()))
                    .isEqualTo(Duration.ofDays(90));
        });
        assertThat(api.create("{\"name\":\"No end\",\"lifetimeDays\":0}")
                        .expect(201)
                        .json()
                        .path("expiresAt")
                        .isNull())
                .isTrue();
    }

    @Test
    void listsTheNewestFirstWithItsLastUse() {
        Person person = users.createWithTotp("api-lists");
        AppPasswordsApi api = api(person);
        String first = id(api.create("{\"name\":\"First\"}").expect(201));
        Answer second = api.create("{\"name\":\"Second\"}").expect(201);
        tokens.post(
                "/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "dovecot",
                        "client_secret",
                        "dovecot-secret",
                        "username",
                        "api-lists",
                        "password",
                        second.json().path("password").asText()),
                Map.of("X-Dovecot-Auth-Remote", "192.0.2.7:40000"));

        Waiting.until(
                "the usage is recorded",
                Duration.ofSeconds(10),
                () -> !api.list().json().at("/appPasswords/0/lastUsedAt").isNull());

        JsonNode list = api.list().json();
        assertThat(list.at("/policy/count").asInt()).isEqualTo(2);
        assertThat(list.at("/appPasswords/0/id").asText()).isEqualTo(id(second));
        assertThat(list.at("/appPasswords/0/lastUsedClient").asText()).isEqualTo("dovecot");
        assertThat(list.at("/appPasswords/0/lastUsedFrom").asText()).isEqualTo("192.0.2.7");
        assertThat(list.at("/appPasswords/1/id").asText()).isEqualTo(first);
        assertThat(list.at("/appPasswords/1/lastUsedAt").isNull()).isTrue();
    }

    @Test
    void anUnreadableAppPasswordIsNotListedAsValidForEveryService() {
        Person person = users.createWithTotp(
                "api-unreadable", SeededAppPassword.of(SECRET).rawData("{}"));

        assertThat(api(person)
                        .list()
                        .expect(200)
                        .json()
                        .at("/appPasswords/0/clients")
                        .isNull())
                .isTrue();
    }

    @Test
    void expiredAppPasswordsAreMarkedAndDoNotCount() {
        Person person = users.createWithTotp(
                "api-expired", SeededAppPassword.of(SECRET).expiringAt(System.currentTimeMillis() - 1));

        JsonNode list = api(person).list().expect(200).json();

        assertThat(list.at("/appPasswords/0/expired").asBoolean()).isTrue();
        assertThat(list.at("/policy/count").asInt()).isZero();
    }

    @Test
    void renames() {
        Person person =
                users.createWithTotp("api-renames", SeededAppPassword.of(SECRET).named("Old"));
        String id = users.appPasswords(person).get(0).getId();

        Answer renamed = api(person).rename(id, "{\"name\":\"New\"}").expect(200);

        assertThat(renamed.json().path("name").asText()).isEqualTo("New");
        assertThat(users.appPasswords(person))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactly("New");
        assertThat(tokens.directGrant("dovecot", "api-renames", SECRET).status())
                .isEqualTo(200);
        assertLogged(events.of(users.idOf(person), EventType.UPDATE_CREDENTIAL), renamed.json(), "New");
        assertThat(changes(person)).containsExactly("renamed");
    }

    @Test
    void revokesAtOnce() {
        Person person =
                users.createWithTotp("api-revokes", SeededAppPassword.of(SECRET).named("Lost phone"));
        String id = users.appPasswords(person).get(0).getId();
        AppPasswordsApi api = api(person);
        JsonNode listed = api.list().json().at("/appPasswords/0");

        api.revoke(id).expect(204);

        assertThat(tokens.directGrant("dovecot", "api-revokes", SECRET).status())
                .isEqualTo(400);
        assertLogged(events.of(users.idOf(person), EventType.REMOVE_CREDENTIAL), listed, "Lost phone");
        assertThat(api.revoke(id).expect(404).error()).isEqualTo("not_found");
        assertThat(api.rename(id, "{\"name\":\"Ghost\"}").expect(404).error()).isEqualTo("not_found");
    }

    @Test
    void revokesAllAppPasswordsAndNoOtherCredential() {
        Person person = users.createWithTotp(
                "api-revokes-all",
                SeededAppPassword.of(SECRET).named("One"),
                SeededAppPassword.of(SECRET.replace('a', 'b')).named("Two"));
        AppPasswordsApi api = api(person);

        assertThat(api.revokeAll().expect(200).json().path("revoked").asInt()).isEqualTo(2);

        assertThat(tokens.directGrant("dovecot", "api-revokes-all", SECRET).status())
                .isEqualTo(400);
        assertThat(realm.admin().users().get(users.idOf(person)).credentials())
                .extracting(CredentialRepresentation::getType)
                .containsExactlyInAnyOrder("password", "otp");
        assertThat(events.of(users.idOf(person), EventType.REMOVE_CREDENTIAL))
                .extracting(event -> event.getDetails().get("credential_user_label"))
                .containsExactlyInAnyOrder("One", "Two");
        assertThat(api.revokeAll().expect(200).json().path("revoked").asInt()).isZero();
    }

    @Test
    void revokingWorksWhileCreatingIsDisabled() {
        Person person =
                users.createWithTotp("api-off", SeededAppPassword.of(SECRET), SeededAppPassword.of("b".repeat(24)));
        AppPasswordsApi api = api(person);
        policy.disable(RealmPolicy.ACTION);

        assertThat(api.create("{\"name\":\"Mail\"}").expect(409).error()).isEqualTo("disabled");
        assertRejection(api, "disabled");
        api.revoke(users.appPasswords(person).get(0).getId()).expect(204);
        assertThat(api.revokeAll().expect(200).json().path("revoked").asInt()).isEqualTo(1);
    }

    @Test
    void theLimitIsReportedBeforeAndAfterItIsReached() {
        policy.set(Map.of("max-per-user", "1"));
        AppPasswordsApi api = api(users.createWithTotp("api-limit", SeededAppPassword.of(SECRET)));

        assertRejection(api, "limit_reached");
        assertThat(api.create("{\"name\":\"Mail\"}").expect(409).error()).isEqualTo("limit_reached");
    }

    @Test
    void aMissingSecondFactorIsReported() {
        AppPasswordsApi api = api(users.createWithoutSecondFactor("api-one-factor"));

        assertRejection(api, "second_factor_required");
        assertThat(api.list().json().at("/policy/secondFactorConfigured").asBoolean())
                .isFalse();
        assertThat(api.create("{\"name\":\"Mail\"}").expect(409).error()).isEqualTo("second_factor_required");
    }

    @Test
    void namesAreComparedIgnoringCase() {
        Person person = users.createWithTotp(
                "api-names",
                SeededAppPassword.of(SECRET).named("Mail"),
                SeededAppPassword.of("b".repeat(24)).named("Calendar"));
        AppPasswordsApi api = api(person);
        String calendar = users.appPasswords(person).stream()
                .filter(credential -> credential.getUserLabel().equals("Calendar"))
                .findFirst()
                .orElseThrow()
                .getId();

        assertThat(api.create("{\"name\":\"MAIL\"}").expect(409).error()).isEqualTo("name_taken");
        assertThat(api.rename(calendar, "{\"name\":\"mail \"}").expect(409).error())
                .isEqualTo("name_taken");
        assertThat(users.appPasswords(person))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactlyInAnyOrder("Mail", "Calendar");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    '{"name":'                              | The body is not valid JSON, or repeats a field.
                    '{"name":"a"} x'                        | The body is not valid JSON, or repeats a field.
                    ''                                      | The body must be one JSON object.
                    'null'                                  | The body must be one JSON object.
                    '["name"]'                              | The body must be one JSON object.
                    '{}'                                    | name: must be a string
                    '{"name":null}'                         | name: must be a string
                    '{"name":17}'                           | name: must be a string
                    '{"name":" "}'                          | name: must not be empty
                    '{"name":"a\\u0000b"}'                  | name: must not contain invisible characters
                    '{"name":"a","clients":"dovecot"}'      | clients: must be an array of strings
                    '{"name":"a","clients":{"a":"b"}}'      | clients: must be an array of strings
                    '{"name":"a","clients":[1]}'            | clients: must be an array of strings
                    '{"name":"a","clients":["nobody"]}'     | clients: must be services of this realm that the user may use
                    '{"name":"a","clients":["admin-cli"]}'  | clients: must be services of this realm that the user may use
                    '{"name":"a","lifetimeDays":"30"}'      | lifetimeDays: must be a 32-bit integer
                    '{"name":"a","lifetimeDays":1.5}'       | lifetimeDays: must be a 32-bit integer
                    '{"name":"a","lifetimeDays":9999999999}'| lifetimeDays: must be a 32-bit integer
                    '{"name":"a","lifetimeDays":-1}'        | lifetimeDays: must be a lifetime that the policy allows
                    '{"name":"a","lifetimeDays":2147483647}'| lifetimeDays: must be a lifetime that the policy allows
                    '{"name":"a","idempotencyKey":""}'      | idempotencyKey: must be 16 to 64 letters, digits, hyphens or underscores (ASCII)
                    '{"name":"a","idempotencyKey":"fifteen-letters"}' | idempotencyKey: must be 16 to 64 letters, digits, hyphens or underscores (ASCII)
                    '{"name":"a","idempotencyKey":"sixteen letters!"}' | idempotencyKey: must be 16 to 64 letters, digits, hyphens or underscores (ASCII)
                    '{"name":"a","idempotencyKey":1234567890123456}' | idempotencyKey: must be a string
                    '{"name":"a","replaces":["id"]}'        | replaces: must be a string
                    """)
    void invalidInputIsRejectedWithTheFieldsName(String body, String description) {
        Person person = users.createWithTotp("api-bad-" + Integer.toHexString(body.hashCode()));

        Answer answer = api(person).create(body).expect(400);

        assertThat(answer.error()).isEqualTo("invalid_request");
        assertThat(answer.description()).isEqualTo(description);
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void overlongNamesAndBodiesAreRejected() {
        Person person = users.createWithTotp("api-long");
        AppPasswordsApi api = api(person);

        assertThat(api.create("{\"name\":\"" + "x".repeat(65) + "\"}")
                        .expect(400)
                        .description())
                .isEqualTo("name: must have at most 64 characters");
        assertThat(api.create("{\"name\":\"a\",\"more\":\"" + "x".repeat(100_000) + "\"}")
                        .expect(400)
                        .description())
                .isEqualTo("The body must not be longer than 65536 bytes.");
        api.create("{\"name\":\"" + "\uD83D\uDCF1".repeat(64) + "\"}").expect(201);
    }

    @Test
    void aLifetimeBeyondThePolicyIsRejected() {
        policy.set(Map.of("lifetime-max-days", "30"));
        AppPasswordsApi api = api(users.createWithTotp("api-lifetime"));

        assertThat(List.of("0", "31"))
                .allSatisfy(days -> assertThat(api.create("{\"name\":\"Mail\",\"lifetimeDays\":" + days + "}")
                                .expect(400)
                                .description())
                        .isEqualTo("lifetimeDays: must be a lifetime that the policy allows"));
        assertThat(api.list().json().at("/policy/maxLifetimeDays").asInt()).isEqualTo(30);
        assertThat(api.list().json().at("/policy/defaultLifetimeDays").asInt()).isEqualTo(30);
    }

    @Test
    void concurrentCreationsNeverExceedTheLimit() {
        policy.set(Map.of("max-per-user", "5"));
        Person person = users.createWithTotp("api-parallel");
        AppPasswordsApi api = api(person);

        List<Answer> answers = Parallel.all(IntStream.range(0, 20)
                .mapToObj(i -> Persistent.call(() -> api.create("{\"name\":\"App " + i + "\"}")))
                .toList());

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(5);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allSatisfy(answer -> assertThat(answer.error()).isEqualTo("limit_reached"));
        assertThat(users.appPasswords(person)).hasSize(5);
    }

    @Test
    void aConcurrentRenameAndFirstUseLoseNothing() {
        Person person = users.createWithTotp("api-race");
        AppPasswordsApi api = api(person);
        IntStream.range(0, 10).forEach(round -> {
            Answer created = api.create("{\"name\":\"App " + round + "\"}").expect(201);
            String secret = created.json().path("password").asText();

            Parallel.all(List.of(
                    () -> tokens.directGrant("dovecot", "api-race", secret).status(),
                    () -> api.rename(id(created), "{\"name\":\"Renamed " + round + "\"}")
                            .status()));

            JsonNode now = StreamSupport.stream(
                            api.list().json().path("appPasswords").spliterator(), false)
                    .filter(entry -> entry.path("id").asText().equals(id(created)))
                    .findFirst()
                    .orElseThrow();
            assertThat(now.path("name").asText()).isEqualTo("Renamed " + round);
            assertThat(tokens.directGrant("dovecot", "api-race", secret).status())
                    .isEqualTo(200);
        });
    }

    private AppPasswordsApi api(Person person) {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
        return AppPasswordsApi.with(realm.getBaseUrl(), token);
    }

    private static void assertRejection(AppPasswordsApi api, String reason) {
        JsonNode told = api.list().expect(200).json().path("policy");
        assertThat(told.path("canCreate").asBoolean()).isFalse();
        assertThat(told.path("reason").asText()).isEqualTo(reason);
    }

    private static void assertLogged(List<EventRepresentation> logged, JsonNode appPassword, String name) {
        assertThat(logged).singleElement().satisfies(event -> {
            assertThat(event.getClientId()).isEqualTo("account");
            assertThat(event.getSessionId()).isNotNull();
            assertThat(event.getIpAddress()).isEqualTo("127.0.0.1");
            assertThat(event.getDetails())
                    .containsEntry("credential_type", "app-password")
                    .containsEntry("credential_id", appPassword.path("id").asText())
                    .containsEntry("credential_user_label", name);
        });
    }

    /** Returns what the events of type {@code UPDATE_CREDENTIAL} report. */
    private List<String> changes(Person person) {
        return events.of(users.idOf(person), EventType.UPDATE_CREDENTIAL).stream()
                .map(event -> event.getDetails().get("app_password_change"))
                .toList();
    }

    private static String id(Answer created) {
        return created.json().path("id").asText();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
