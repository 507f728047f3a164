package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.EarlierRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Data that an earlier or a newer version of the extension has stored. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class EarlierVersionsIT {

    private static final String NEWER =
            "{\"schemaVersion\":3,\"clients\":[],\"expiresAt\":null,\"networks\":[\"0.0.0.0/0\"],\"future\":{\"a\":[1]}}";

    @InjectRealm(config = EarlierRealm.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak keycloak;

    @InjectRunOnServer(permittedPackages = "org.apppasswords.keycloak.it.operations")
    RunOnServerClient server;

    private TokenEndpoint tokens;
    private TestUsers users;
    private AdminApi admin;

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
        admin = AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString());
    }

    @Test
    void appPasswordsOfAnEarlierVersionSignInWithinTheirServices() {
        assertThat(signIn("radicale", "native", EarlierRealm.EVERYWHERE).status())
                .isEqualTo(200);
        assertThat(signIn("postfix", "native", EarlierRealm.MAIL).status()).isEqualTo(200);
        assertThat(signIn("radicale", "native", EarlierRealm.MAIL).error()).isEqualTo("invalid_grant");
        assertThat(lastReason("native")).isEqualTo("service_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bcrypt", "argon2", "pbkdf2", "sha512-crypt", "ssha256", "ssha512"})
    void hashesThatAnEarlierVersionImportedSignIn(String algorithm) {
        assertThat(signIn("dovecot", "imported-" + algorithm, EarlierRealm.IMPORTED)
                        .status())
                .isEqualTo(200);
        assertThat(signIn("postfix", "imported-" + algorithm, EarlierRealm.IMPORTED)
                        .error())
                .isEqualTo("invalid_grant");
    }

    @Test
    void everyStoredValueIsShown() {
        List<JsonNode> list =
                appPasswords(admin.list(idOf("native")).expect(200).json());

        assertThat(list)
                .extracting(entry -> entry.path("name").asText())
                .containsExactly("Mail only", "Everywhere \uD83D\uDCF1");
        JsonNode mail = list.get(0);
        assertThat(texts(mail.path("clients"))).containsExactly("dovecot", "postfix");
        assertThat(mail.path("expiresAt").asLong()).isEqualTo(4_102_444_800_000L);
        assertThat(mail.path("lastUsedAt").isNull()).isTrue();
        JsonNode everywhere = list.get(1);
        assertThat(texts(everywhere.path("clients"))).isEmpty();
        assertThat(texts(everywhere.path("networks"))).isEmpty();
        assertThat(everywhere.path("createdAt").asLong()).isEqualTo(1_764_500_000_000L);
        assertThat(everywhere.path("lastUsedAt").asLong()).isEqualTo(1_764_503_600_000L);
        assertThat(everywhere.path("lastUsedFrom").asText()).isEqualTo("192.0.2.7");
        assertThat(everywhere.path("lastUsedClient").asText()).isEqualTo("dovecot");
    }

    @Test
    void thePolicyOfAnEarlierVersionApplies() {
        AppPasswordsApi api = api("native");

        JsonNode policy = api.list().expect(200).json().path("policy");

        assertThat(policy.path("maxPerUser").asInt()).isEqualTo(7);
        assertThat(policy.path("defaultLifetimeDays").asInt()).isEqualTo(30);
        assertThat(policy.path("secondFactorRequired").asBoolean()).isFalse();
        for (int number = 3; number <= 7; number++) {
            api.create("{\"name\":\"App " + number + "\"}").expect(201);
        }
        assertThat(api.create("{\"name\":\"App 8\"}").expect(409).error()).isEqualTo("limit_reached");
    }

    @Test
    void whatAnEarlierVersionProvisionedIsReverted() {
        Answer reverted = admin.post("teardown", "{}").expect(200);

        ClientRepresentation client =
                realm.admin().clients().findByClientId("provisioned").get(0);
        assertThat(client.isFullScopeAllowed()).as(reverted.body()).isTrue();
        assertThat(client.getAttributes())
                .containsEntry("access.token.lifespan", "36000")
                .doesNotContainKey("use.refresh.tokens");
        assertThat(client.getAuthenticationFlowBindingOverrides()).isEmpty();
        assertThat(client.getProtocolMappers()).isNullOrEmpty();
        assertThat(reverted.body()).doesNotContain("did not write");
    }

    /** What an older version must do with the data of the next one: nothing but let its owner delete it. */
    @Test
    void aNewerSchemaIsRejectedAndLeftUnchanged() {
        users.create(
                "newer", SeededAppPassword.of("n".repeat(24)).named("Newer").rawData(NEWER));

        for (int time = 0; time < 2; time++) {
            assertThat(signIn("dovecot", "newer", "n".repeat(24)).error()).isEqualTo("invalid_grant");
            assertThat(lastReason("newer")).isEqualTo("unreadable");
        }
        AppPasswordsApi api =
                AppPasswordsApi.with(realm.getBaseUrl(), accessToken(new Person("newer", TestUsers.PASSWORD)));
        JsonNode shown = appPasswords(api.list().expect(200).json()).get(0);
        String id = shown.path("id").asText();
        assertThat(shown.path("clients").isNull()).isTrue();
        api.rename(id, "{\"name\":\"Renamed\"}").expect(200);

        assertThat(users.appPasswords(idOf("newer")))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactly("Renamed");
        assertThat(server.fetch(new StoredData(realm.getName(), "newer"), String.class))
                .isEqualTo(NEWER);
        api.revoke(id).expect(204);
        assertThat(users.appPasswords(idOf("newer"))).isEmpty();
    }

    private AppPasswordsApi api(String username) {
        return AppPasswordsApi.with(realm.getBaseUrl(), accessToken(new Person(username, username + "-password")));
    }

    private String accessToken(Person person) {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        return console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
    }

    private Answer signIn(String clientId, String username, String password) {
        return tokens.directGrant(clientId, username, password);
    }

    private String idOf(String username) {
        return realm.admin().users().searchByUsername(username, true).get(0).getId();
    }

    private String lastReason(String username) {
        return new UserEvents(realm)
                .of(idOf(username), EventType.LOGIN_ERROR).stream()
                        .reduce((earlier, later) -> later)
                        .orElseThrow()
                        .getDetails()
                        .get("reason");
    }

    private static List<JsonNode> appPasswords(JsonNode answer) {
        return StreamSupport.stream(answer.path("appPasswords").spliterator(), false)
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
