package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Application;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.EarlierRealm;
import org.apppasswords.keycloak.it.support.fixtures.EmptyRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.DirectoryEndpoint;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectKeycloakUrls;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;
import org.keycloak.testframework.server.KeycloakUrls;

/** Data that an earlier or a newer version of the extension has stored. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class EarlierVersionsIT {

    private static final String NEWER =
            "{\"schemaVersion\":3,\"clients\":[],\"expiresAt\":null,\"networks\":[\"0.0.0.0/0\"],\"future\":{\"a\":[1]}}";

    private static final String FIRST_DAY = "2026-11-30";

    @InjectAdminClient
    Keycloak keycloak;

    @InjectKeycloakUrls
    KeycloakUrls urls;

    @InjectRunOnServer(permittedPackages = "org.apppasswords.keycloak.it.operations")
    RunOnServerClient server;

    /** The server runs {@link StoredData} below its URL. */
    @InjectRealm(config = EmptyRealm.class)
    ManagedRealm anyRealm;

    private ManagedRealm realm;

    static List<String> days() {
        return EarlierRealm.daysSince(FIRST_DAY);
    }

    static List<String> daysWithNetworks() {
        return EarlierRealm.daysSince(EarlierRealm.WITH_NETWORKS);
    }

    private void create(String day) {
        realm = EarlierRealm.create(keycloak, urls.getBase(), day);
    }

    @AfterEach
    void removeRealm() {
        if (realm != null) {
            realm.admin().remove();
        }
    }

    @ParameterizedTest
    @MethodSource("days")
    void appPasswordsOfAnEarlierVersionSignInWithinTheirServices(String day) {
        create(day);

        assertThat(signIn("radicale", "native", EarlierRealm.EVERYWHERE).status())
                .isEqualTo(200);
        assertThat(signIn("postfix", "native", EarlierRealm.MAIL).status()).isEqualTo(200);
        assertThat(signIn("radicale", "native", EarlierRealm.MAIL).error()).isEqualTo("invalid_grant");
        assertThat(lastReason("native")).isEqualTo("service_not_allowed");
    }

    @ParameterizedTest
    @MethodSource("days")
    void hashesThatAnEarlierVersionImportedSignIn(String day) {
        create(day);

        for (String algorithm : List.of("bcrypt", "argon2", "pbkdf2", "sha512-crypt", "ssha256", "ssha512")) {
            Answer allowed = signIn("dovecot", "imported-" + algorithm, EarlierRealm.IMPORTED);
            assertThat(allowed.status()).as(algorithm).isEqualTo(200);
            assertThat(signIn("postfix", "imported-" + algorithm, EarlierRealm.IMPORTED)
                            .error())
                    .as(algorithm)
                    .isEqualTo("invalid_grant");
        }
    }

    @ParameterizedTest
    @MethodSource("days")
    void everyStoredValueIsShown(String day) {
        create(day);
        List<JsonNode> list =
                appPasswords(admin().list(idOf("native")).expect(200).json());

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
        create(FIRST_DAY);
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

    @ParameterizedTest
    @MethodSource("days")
    void whatAnEarlierVersionProvisionedIsReverted(String day) {
        create(day);
        Answer reverted = admin().post("teardown", "{}").expect(200);

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

    @ParameterizedTest
    @MethodSource("daysWithNetworks")
    void networksAndDevicesOfAnEarlierVersionStay(String day) {
        create(day);
        TokenEndpoint tokens = new TokenEndpoint(realm.getBaseUrl());

        JsonNode printer =
                appPasswords(admin().list(idOf("printer")).expect(200).json()).get(0);
        assertThat(printer.path("name").asText()).isEqualTo("Printer");
        assertThat(texts(printer.path("clients"))).containsExactly("postfix");
        assertThat(texts(printer.path("networks"))).containsExactly("192.0.2.0/24", "2001:db8::/48");
        assertThat(printer.path("lastUsedFrom").asText()).isEqualTo("192.0.2.7");
        assertThat(printer.path("lastUsedClient").asText()).isEqualTo("postfix");
        assertThat(admin().wholeInventory(Map.of("device", "true")))
                .extracting(entry -> entry.path("username").asText())
                .containsExactly("printer");
        admin().createForDevice(idOf("printer"), "{\"name\":\"Scanner\",\"clients\":[\"postfix\"],\"lifetimeDays\":1}")
                .expect(201);
        assertThat(admin().createForDevice(
                                idOf("native"), "{\"name\":\"Scanner\",\"clients\":[\"postfix\"],\"lifetimeDays\":1}")
                        .error())
                .isEqualTo("not_a_device");

        tokens.directGrantFrom("192.0.2.8", "postfix", "printer", EarlierRealm.PRINTER)
                .expect(200);
        tokens.directGrantFrom("2001:db8::8", "postfix", "printer", EarlierRealm.PRINTER)
                .expect(200);
        tokens.directGrantFrom("198.51.100.8", "dovecot", "limited", EarlierRealm.LIMITED)
                .expect(200);
        for (String user : List.of("printer", "limited")) {
            String letters = user.equals("printer") ? EarlierRealm.PRINTER : EarlierRealm.LIMITED;
            assertThat(tokens.directGrantFrom("203.0.113.8", "postfix", user, letters)
                            .error())
                    .isEqualTo("invalid_grant");
            assertThat(lastReason(user)).isEqualTo("network_not_allowed");
        }
    }

    @ParameterizedTest
    @MethodSource("daysWithNetworks")
    void theSettingsOfServicesOfAnEarlierVersionApply(String day) {
        create(day);

        assertThat(signIn("freeradius", "native", EarlierRealm.EVERYWHERE).error())
                .isEqualTo("invalid_grant");
        assertThat(lastReason("native")).isEqualTo("service_expired");
        assertThat(signIn("ldap-bridge", "native", EarlierRealm.EVERYWHERE).error())
                .isEqualTo("invalid_grant");
        assertThat(lastReason("native")).isEqualTo("role_missing");
        DirectoryEndpoint directory = DirectoryEndpoint.of(realm.getBaseUrl(), "ldap-bridge");
        assertThat(directory.users("username", "native").expect(200).json().path("users"))
                .isEmpty();
        assertThat(directory.users("username", "limited").expect(200).json().path("users"))
                .hasSize(1);
        directory.users().expect(403);
    }

    @ParameterizedTest
    @MethodSource("daysWithNetworks")
    void anApplicationSeesPolicyAndGroupsOfAnEarlierVersionThroughItsScope(String day) {
        create(day);
        Application webmail = new Application(realm.getBaseUrl(), "webmail")
                .authorize(Map.of("scope", "openid app-passwords"))
                .submit(Map.of("username", "limited", "password", "limited-password"));

        JsonNode list = AppPasswordsApi.with(
                        realm.getBaseUrl(), webmail.tokens().accessToken())
                .list()
                .expect(200)
                .json();

        assertThat(appPasswords(list))
                .extracting(entry -> entry.path("name").asText())
                .containsExactly("Laptop \u2013 office");
        assertThat(list.path("policy").path("maxPerUser").asInt()).isEqualTo(7);
        assertThat(list.path("policy").path("defaultLifetimeDays").asInt()).isEqualTo(30);
        assertThat(list.path("services"))
                .filteredOn(service -> !service.path("group").isNull())
                .extracting(service -> service.path("clientId").asText() + " in "
                        + service.path("group").asText())
                .containsExactlyInAnyOrder("dovecot in Mail", "postfix in Mail");
    }

    /** What an older version must do with the data of the next one: nothing but let its owner delete it. */
    @Test
    void aNewerSchemaIsRejectedAndLeftUnchanged() {
        create(FIRST_DAY);
        TestUsers users = new TestUsers(realm);
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

    private AdminApi admin() {
        return AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString());
    }

    private AppPasswordsApi api(String username) {
        return AppPasswordsApi.with(realm.getBaseUrl(), accessToken(new Person(username, username + "-password")));
    }

    private String accessToken(Person person) {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        return console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
    }

    private Answer signIn(String clientId, String username, String password) {
        return new TokenEndpoint(realm.getBaseUrl()).directGrant(clientId, username, password);
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
