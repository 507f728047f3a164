package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/** Admin API requests that are rejected although they carry a token, and invalid requests. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class AdminApiRejectionIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String UNUSED = "{\"unusedSince\":2}";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectRealm(ref = "other", config = OtherRealm.class)
    ManagedRealm otherRealm;

    private Administrators administrators;
    private TestUsers users;
    private TokenEndpoint tokens;

    /** A realm with defaults only. */
    public static final class OtherRealm implements RealmConfig {
        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return realm.name("other");
        }
    }

    @TestSetup
    public void createAdministrator() {
        administrators = new Administrators(realm);
        administrators.createTheirProgram();
        administrators.create("administrator", "manage-users");
        new Administrators(otherRealm).createTheirProgram();
        new Administrators(otherRealm).create("administrator", "realm-admin");
    }

    @BeforeEach
    void setUp() {
        administrators = new Administrators(realm);
        users = new TestUsers(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
    }

    @Test
    void aMissingOrInvalidToken() {
        String url = realm.getBaseUrl();
        rejectsAll(
                401,
                AdminApi.withHeaders(url, Map.of()),
                AdminApi.withHeaders(url, Map.of("Authorization", "Basic YWRtaW46YWRtaW4=")),
                AdminApi.with(url, "not.a.token"));
    }

    @Test
    void aTokenOfAUserWhoIsNotAnAdministrator() {
        Person person = users.createWithTotp("no-administrator");
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));

        rejectsAll(403, AdminApi.with(realm.getBaseUrl(), token));
    }

    /** It is rejected even if the user is an administrator. */
    @Test
    void aTokenObtainedWithAnAppPassword() {
        administrators.grant(users.create("reads-mail", SeededAppPassword.of(SECRET)), "realm-admin");
        new BridgeClients(realm).create("mail-with-full-scope", client -> {
            client.setFullScopeAllowed(true);
            BridgeClients.withDefaultScope("roles").accept(client);
        });

        for (String client : BridgeClients.eligible("dovecot", "mail-with-full-scope")) {
            String token = tokens.directGrant(client, "reads-mail", SECRET).accessToken();
            assertThat(token).isNotNull();
            String userId = users.create("victim-of-" + client, SeededAppPassword.of(SECRET));
            String id = users.appPasswords(userId).get(0).getId();

            assertThat(AdminApi.with(realm.getBaseUrl(), token).everyCall(userId, id))
                    .extracting(Answer::status)
                    .allSatisfy(status -> assertThat(status).isIn(401, 403));
            assertThat(users.appPasswords(userId)).hasSize(1);
        }
    }

    @Test
    void anAdministratorWithOtherRoles() {
        administrators.create("other-things", "manage-clients", "view-realm", "manage-realm", "view-events");
        rejectsAll(403, administrators.api("other-things"));
    }

    @Test
    void anAdministratorOfAnotherRealm() {
        String token = new Administrators(otherRealm).accessToken("administrator");
        rejectsAll(403, AdminApi.with(realm.getBaseUrl(), token));
    }

    @Test
    void aCallerWithViewRolesOnly() {
        administrators.create("looks", "view-users");
        AdminApi api = administrators.api("looks");
        String userId = users.create("looked-at", SeededAppPassword.of(SECRET).createdAt(1));
        String id = users.appPasswords(userId).get(0).getId();

        assertThat(api.list(userId).status()).isEqualTo(200);
        assertThat(api.wholeInventory(Map.of("user", userId))).hasSize(1);
        assertThat(api.inventory(Map.of("user", userId), "text/csv").status()).isEqualTo(200);
        assertThat(List.of(
                        api.revoke(userId, id),
                        api.revokeAll(userId),
                        api.revokeMany(UNUSED),
                        api.previewRevocation(UNUSED)))
                .extracting(Answer::status)
                .containsOnly(403);

        assertThat(users.appPasswords(userId)).hasSize(1);
    }

    /** Like Keycloak's own API: callers who may not search users do not learn which ids exist. */
    @Test
    void aUserWhoDoesNotExist() {
        AdminApi api = administrators.api("administrator");
        // Keycloak itself cannot parse an incomplete ID of a directory's user.
        for (String id : List.of("nobody", "f:", "f:x", "f::x", "f:x:y")) {
            assertThat(List.of(api.list(id), api.revokeAll(id), api.revoke(id, "nothing")))
                    .allSatisfy(answer -> assertThat(answer.expect(404).error()).isEqualTo("not_found"));
        }
        administrators.create("blind", "manage-clients");
        AdminApi blind = administrators.api("blind");
        assertThat(List.of(blind.list("nobody"), blind.revokeAll("nobody"), blind.revoke("nobody", "nothing")))
                .extracting(Answer::status)
                .containsOnly(403);
        String elsewhere = new TestUsers(otherRealm).create("elsewhere", SeededAppPassword.of(SECRET));
        api.list(elsewhere).expect(404);
        api.revokeAll(elsewhere).expect(404);
        assertThat(new TestUsers(otherRealm).appPasswords(elsewhere)).hasSize(1);
        assertThat(api.wholeInventory(Map.of("user", elsewhere))).isEmpty();
    }

    @Test
    void inventoryAndRevocationAreLimitedToTheRealm() {
        String here = users.create("here", SeededAppPassword.of(SECRET).createdAt(1));
        String there = new TestUsers(otherRealm)
                .create("there", SeededAppPassword.of(SECRET).createdAt(1));
        AdminApi api = administrators.api("administrator");

        assertThat(owners(api.wholeInventory(Map.of()))).contains(here).doesNotContain(there);
        assertThat(api.revokeMany(UNUSED).expect(200).json().path("revoked").asInt())
                .isPositive();

        assertThat(users.appPasswords(here)).isEmpty();
        assertThat(new TestUsers(otherRealm).appPasswords(there)).hasSize(1);
    }

    /** A cursor can point to a user whom the administrator may not see. */
    @Test
    void aCursorRevealsNothing() {
        Set<String> everybody = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            everybody.add(users.create("cursor-" + i, SeededAppPassword.of(SECRET)));
        }
        String cursor = administrators
                .api("administrator")
                .inventory(Map.of("max", "1"))
                .expect(200)
                .json()
                .path("next")
                .asText();

        StringBuilder readable = new StringBuilder(cursor);
        for (String part : cursor.split("\\.", -1)) {
            readable.append(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.ISO_8859_1));
        }

        assertThat(users.appPasswords(everybody.iterator().next())).hasSize(1);
        assertThat(readable.toString()).doesNotContain("LOCAL", "FEDERATED");
        assertThat(everybody).allSatisfy(userId -> assertThat(readable).doesNotContain(userId));
    }

    @Test
    void aCursorOfAnotherRealmOrAForgedOne() {
        new TestUsers(otherRealm).create("cursor-a", SeededAppPassword.of(SECRET));
        new TestUsers(otherRealm).create("cursor-b", SeededAppPassword.of(SECRET));
        String foreign = new Administrators(otherRealm)
                .api("administrator")
                .inventory(Map.of("max", "1"))
                .expect(200)
                .json()
                .path("next")
                .asText();
        users.create("cursor-c", SeededAppPassword.of(SECRET));
        users.create("cursor-d", SeededAppPassword.of(SECRET));
        AdminApi api = administrators.api("administrator");
        String own = api.inventory(Map.of("max", "1"))
                .expect(200)
                .json()
                .path("next")
                .asText();
        assertThat(own).isNotEmpty();
        List<String> cursors = List.of(
                foreign,
                own.substring(0, own.length() - 3) + "AAA",
                own.substring(1),
                "a",
                "....",
                "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0....",
                "eyJhbGciOiJub25lIn0.e30.",
                "' or '1'='1",
                "x".repeat(5000));

        assertThat(cursors).allSatisfy(cursor -> {
            assertThat(api.inventory(Map.of("after", cursor)).expect(400).description())
                    .isEqualTo("after: not a valid cursor for this realm");
            String json = TextNode.valueOf(cursor).toString();
            assertThat(api.revokeMany("{\"unusedSince\":2,\"after\":" + json + "}")
                            .expect(400)
                            .description())
                    .isEqualTo("after: not a valid cursor for this realm");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    max         | 0                    | max: must be between 1 and 1000
                    max         | 1001                 | max: must be between 1 and 1000
                    max         | -1                   | max: must be between 1 and 1000
                    max         | 99999999999          | max: must be a 32-bit integer
                    max         | ten                  | max: must be a 32-bit integer
                    unusedSince | yesterday            | unusedSince: must be a time in epoch milliseconds
                    unusedSince | 9223372036854775808  | unusedSince: must be a time in epoch milliseconds
                    unusedSince | 9223372036854775807  | unusedSince: must be between 0 and the current time
                    unusedSince | -1                   | unusedSince: must be between 0 and the current time
                    expiresBefore | tomorrow           | expiresBefore: must be a time in epoch milliseconds
                    expiresBefore | -1                 | expiresBefore: must not be negative
                    format      | xml                  | format: must be json or csv
                    includeUnlimited | yes             | includeUnlimited: must be true or false
                    includeUnlimited | true            | includeUnlimited: requires client
                    Client      | dovecot              | The request has an unknown parameter. Accepted parameters: after, client, device, expiresBefore, format, includeUnlimited, max, unusedSince, user
                    page        | 2                    | The request has an unknown parameter. Accepted parameters: after, client, device, expiresBefore, format, includeUnlimited, max, unusedSince, user
                    """)
    void invalidInventoryFilters(String name, String value, String description) {
        Answer answer = administrators
                .api("administrator")
                .inventory(Map.of(name, value))
                .expect(400);

        assertThat(answer.error()).isEqualTo("invalid_request");
        assertThat(answer.description()).isEqualTo(description);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", " ", "\u0085"})
    void malformedIds(String id) {
        AdminApi api = administrators.api("administrator");

        assertThat(api.inventory(Map.of("client", id)).expect(400).description())
                .isEqualTo("client: must not be blank, longer than 255 characters, or contain control characters");
        assertThat(api.inventory(Map.of("user", id)).expect(400).description())
                .isEqualTo("user: must not be blank, longer than 255 characters, or contain control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"' or '1'='1", "%", "\\", "\uD83D\uDCF1", "\u7530\u4e2d", "f:x:y", "../..", "\"}"})
    void unknownIdsFindNothing(String id) {
        AdminApi api = administrators.api("administrator");

        assertThat(api.wholeInventory(Map.of("client", id))).isEmpty();
        assertThat(api.wholeInventory(Map.of("user", id))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {"unusedSince":                          | The body is not valid JSON, or repeats a field.
                    []                                       | The body must be one JSON object.
                    {}                                       | client, unusedSince, role, device = true: at least one is required
                    {"client":null}                          | client, unusedSince, role, device = true: at least one is required
                    {"max":5}                                | client, unusedSince, role, device = true: at least one is required
                    {"client":""}                            | client: must not be blank, longer than 255 characters, or contain control characters
                    {"client":"a\\u0000"}                    | client: must not be blank, longer than 255 characters, or contain control characters
                    {"client":["nobody"]}                    | client: must be a string
                    {"unusedSince":"1"}                      | unusedSince: must be a time in epoch milliseconds
                    {"unusedSince":1.5}                      | unusedSince: must be a time in epoch milliseconds
                    {"unusedSince":-1}                       | unusedSince: must be a time in epoch milliseconds
                    {"unusedSince":4102444800000}            | unusedSince: must be between 0 and the current time
                    {"unusedSince":1,"includeUnlimited":true}| includeUnlimited: requires client
                    {"client":"a","includeUnlimited":"no"}   | includeUnlimited: must be true or false
                    {"unusedSince":1,"max":0}                | max: must be between 1 and 1000
                    {"unusedSince":1,"max":1001}             | max: must be between 1 and 1000
                    {"unusedSince":1,"max":"9"}              | max: must be a 32-bit integer
                    {"unusedSince":1,"after":7}              | after: must be a string
                    {"unusedSince":1,"clients":["dovecot"]}  | The body has an unknown field. Accepted fields: client, includeUnlimited, unusedSince, device, role, after, max
                    {"role":"no-such-role"}                  | role: must be a role of this realm, or CLIENT.ROLE for a role of a client
                    {"role":""}                              | role: must be a role of this realm, or CLIENT.ROLE for a role of a client
                    {"role":"a\\u0000"}                      | role: must be a role of this realm, or CLIENT.ROLE for a role of a client
                    {"role":["a"]}                           | role: must be a string
                    """)
    void invalidRevocations(String body, String description) {
        Answer answer = administrators.api("administrator").revokeMany(body).expect(400);

        assertThat(answer.error()).isEqualTo("invalid_request");
        assertThat(answer.description()).isEqualTo(description);
    }

    /** A misspelt dry run must not revoke anything. */
    @ParameterizedTest
    @CsvSource({"dryRun, yes", "dryRun, 1", "dryRun, TRUE", "dryrun, true", "dry_run, true"})
    void aMisspeltDryRun(String name, String value) {
        String userId = users.create("misspelt", SeededAppPassword.of(SECRET).createdAt(1));
        try {
            administrators
                    .api("administrator")
                    .revokeMany(Map.of(name, value), UNUSED)
                    .expect(400);
            assertThat(users.appPasswords(userId)).hasSize(1);
        } finally {
            realm.admin().users().delete(userId).close();
        }
    }

    /** Asserts that nothing is disclosed and nothing is revoked. */
    private void rejectsAll(int status, AdminApi... apis) {
        String userId = users.create(
                "victim-" + System.nanoTime(),
                SeededAppPassword.of(SECRET).named("Victim").createdAt(0L));
        String id = id(userId);

        assertThat(apis)
                .allSatisfy(api -> assertThat(api.everyCall(userId, id))
                        .allSatisfy(answer ->
                                assertThat(answer.expect(status).body()).doesNotContain("Victim", userId)));

        assertThat(users.appPasswords(userId)).hasSize(1);
        realm.admin().users().delete(userId).close();
    }

    private String id(String userId) {
        return users.appPasswords(userId).get(0).getId();
    }

    private static Set<String> owners(List<JsonNode> items) {
        Set<String> owners = new HashSet<>();
        items.forEach(item -> owners.add(item.path("userId").asText()));
        return owners;
    }
}
