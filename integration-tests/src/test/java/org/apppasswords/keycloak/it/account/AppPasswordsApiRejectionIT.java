package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Application;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.ApiScope;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.common.util.KeyUtils;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.util.DPoPGenerator;

/** Account API requests that are rejected although they carry a token. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class AppPasswordsApiRejectionIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String BODY = "{\"name\":\"Mail\"}";
    private static final String APP_ORIGIN = "https://mail.example.org";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak admin;

    private AccountConsole console;
    private TestUsers users;
    private TokenEndpoint tokens;
    private RealmPolicy policy;

    @TestSetup
    public void createApplications() {
        ApiScope.create(realm);
        ClientRepresentation app = Application.client();
        app.setWebOrigins(List.of(APP_ORIGIN));
        realm.admin().clients().create(app).close();
        ApiScope.giveByDefault(realm, app.getClientId());
        ClientRepresentation otherApp = Application.client();
        otherApp.setClientId("app-without-scope");
        otherApp.setWebOrigins(List.of(APP_ORIGIN));
        realm.admin().clients().create(otherApp).close();
        ClientRepresentation anotherApp = Application.client();
        anotherApp.setClientId("another-app");
        anotherApp.setRedirectUris(List.of(realm.getBaseUrl() + "/account/"));
        realm.admin().clients().create(anotherApp).close();
        // A client with direct grants by account password; the roles in its tokens vary.
        BridgeClients clients = new BridgeClients(realm);
        Consumer<ClientRepresentation> accountPassword = client -> {
            client.setAuthenticationFlowBindingOverrides(Map.of());
            client.setProtocolMappers(List.of());
        };
        Consumer<ClientRepresentation> fullScope = accountPassword
                .andThen(BridgeClients.withDefaultScope("roles"))
                .andThen(BridgeClients.withDefaultScope(ApiScope.NAME))
                .andThen(client -> client.setFullScopeAllowed(true));
        clients.create("full-scope", fullScope);
        clients.create("no-account-roles", accountPassword);
        clients.create("robot", fullScope.andThen(client -> client.setServiceAccountsEnabled(true)));
        clients.create(
                "lightweight",
                fullScope.andThen(
                        client -> client.getAttributes().put("client.use.lightweight.access.token.enabled", "true")));
    }

    @BeforeEach
    void setUp() {
        console = new AccountConsole(realm.getBaseUrl());
        users = new TestUsers(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
        policy = new RealmPolicy(realm);
    }

    @Test
    void aMissingOrInvalidToken() {
        String url = realm.getBaseUrl();
        assertThat(List.of(
                        AppPasswordsApi.withHeaders(url, Map.of()),
                        AppPasswordsApi.withHeaders(url, Map.of("Authorization", "Basic YTpi")),
                        AppPasswordsApi.with(url, ""),
                        AppPasswordsApi.with(url, "not.a.token")))
                .allSatisfy(AppPasswordsApiRejectionIT::rejectsTheToken);
    }

    @Test
    void anExpiredToken() {
        Person person = users.createWithTotp("refused-expired");
        realm.updateWithCleanup(settings -> settings.accessTokenLifespan(1));
        AppPasswordsApi api = api(person);

        Waiting.until(
                "the token expires", Duration.ofSeconds(10), () -> api.list().status() == 401);

        rejectsTheToken(api);
    }

    @Test
    void aTokenOfAnotherRealm() {
        rejectsTheToken(
                AppPasswordsApi.with(realm.getBaseUrl(), admin.tokenManager().getAccessTokenString()));
    }

    @Test
    void aTokenForAnotherAudience() {
        users.createWithoutSecondFactor("refused-audience");
        String token = tokens.directGrant("no-account-roles", "refused-audience", TestUsers.PASSWORD)
                .accessToken();
        assertThat(TokenEndpoint.claims(token).path("aud").toString()).doesNotContain("account");

        rejectsTheToken(AppPasswordsApi.with(realm.getBaseUrl(), token));
    }

    @Test
    void aTokenObtainedWithAnAppPassword() {
        users.createWithTotp("refused-app-password", SeededAppPassword.of(SECRET));
        new BridgeClients(realm).create("mail-with-full-scope", client -> client.setFullScopeAllowed(true));

        assertThat(BridgeClients.eligible("dovecot", "mail-with-full-scope")).allSatisfy(client -> {
            String token =
                    tokens.directGrant(client, "refused-app-password", SECRET).accessToken();
            assertThat(token).isNotNull();
            rejectsTheToken(AppPasswordsApi.with(realm.getBaseUrl(), token));
        });
    }

    @Test
    void aTokenOfAnOfflineSession() {
        Person person = users.createWithoutSecondFactor("refused-offline");
        Application application = new Application(realm.getBaseUrl());
        application
                .authorize(Map.of("scope", "openid offline_access"))
                .submit(Map.of("username", person.username(), "password", person.password()));
        String offlineToken = application.tokens().json().path("refresh_token").asText();
        realm.admin()
                .users()
                .get(users.idOf(person))
                .getUserSessions()
                .forEach(session -> realm.admin().deleteSession(session.getId(), false));

        String token = tokens.post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "refresh_token",
                                "client_id",
                                Application.client().getClientId(),
                                "refresh_token",
                                offlineToken),
                        Map.of())
                .accessToken();

        assertThat(token).isNotNull();
        rejectsTheToken(AppPasswordsApi.with(realm.getBaseUrl(), token));
    }

    @Test
    void aServiceAccount() {
        String token = tokens.post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                "robot",
                                "client_secret",
                                "robot-secret"),
                        Map.of())
                .accessToken();
        assertThat(token).isNotNull();

        AppPasswordsApi api = AppPasswordsApi.with(realm.getBaseUrl(), token);

        assertThat(List.of(api.list(), api.create(BODY), api.revokeAll()))
                .allSatisfy(answer -> assertThat(answer.expect(403).error()).isEqualTo("access_denied"));
    }

    @Test
    void aCallerWithViewRolesOnly() {
        policy.set(Map.of("require-second-factor", "false"));
        String userId = users.create("refused-looks", SeededAppPassword.of(SECRET));
        String accountId = new BridgeClients(realm).internalId("account");
        RoleRepresentation look = realm.admin()
                .clients()
                .get(accountId)
                .roles()
                .get("view-profile")
                .toRepresentation();
        var roles = realm.admin().users().get(userId).roles();
        roles.realmLevel()
                .remove(List.of(realm.admin().roles().get("default-roles-demo").toRepresentation()));
        roles.clientLevel(accountId).add(List.of(look));
        String id = users.appPasswords(userId).get(0).getId();
        Application application = new Application(realm.getBaseUrl()).signIn("refused-looks", TestUsers.PASSWORD);
        AppPasswordsApi api =
                AppPasswordsApi.with(realm.getBaseUrl(), application.tokens().accessToken());

        assertThat(api.list().expect(200).json().at("/policy/canCreate").asBoolean())
                .isFalse();
        assertThat(List.of(api.create(BODY), api.rename(id, BODY), api.revoke(id), api.revokeAll()))
                .allSatisfy(answer -> assertThat(answer.expect(403).error()).isEqualTo("access_denied"));
        assertThat(users.appPasswords(userId)).hasSize(1);
    }

    @Test
    void anotherUsersCredentialOrAnotherType() {
        Person victim = users.createWithTotp(
                "refused-victim", SeededAppPassword.of(SECRET).named("Theirs"));
        Person person = users.createWithTotp("refused-thief");
        AppPasswordsApi api = api(person);
        List<String> ids = Stream.concat(
                        users.appPasswords(victim).stream(),
                        realm.admin().users().get(users.idOf(person)).credentials().stream())
                .map(CredentialRepresentation::getId)
                .toList();
        assertThat(ids).hasSize(3);

        assertThat(ids).allSatisfy(id -> {
            assertThat(api.revoke(id).expect(404).error()).isEqualTo("not_found");
            assertThat(api.rename(id, BODY).expect(404).error()).isEqualTo("not_found");
        });
        api.revokeAll().expect(200);
        assertThat(users.appPasswords(victim))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactly("Theirs");
        assertThat(realm.admin().users().get(users.idOf(person)).credentials()).hasSize(2);
    }

    @Test
    void onlyCreatingNeedsAFreshSignIn() {
        policy.set(Map.of("max_auth_age", "1"));
        Person person = users.createWithTotp("refused-stale", SeededAppPassword.of(SECRET));
        String id = users.appPasswords(person).get(0).getId();
        AppPasswordsApi api = api(person);

        Waiting.until(
                "the sign-in is old",
                Duration.ofSeconds(10),
                () -> !api.list().json().at("/policy/canCreate").asBoolean());

        JsonNode overview = api.list().json();
        assertThat(overview.at("/policy/reason").asText()).isEqualTo("reauthentication_required");
        assertThat(overview.path("creationBlocker").toString()).isEqualTo("""
                {"reason":"reauthentication_required","maxAgeSeconds":1,"acrValues":null}""");
        Answer rejected = api.create(BODY).expect(401);
        assertThat(rejected.error()).isEqualTo("insufficient_user_authentication");
        assertThat(rejected.json().path("max_age").asInt()).isEqualTo(1);
        assertThat(rejected.json().has("acr_values")).isFalse();
        assertThat(rejected.header("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer error=\"insufficient_user_authentication\"")
                .endsWith("max_age=\"1\"");
        api.rename(id, BODY).expect(200);
        api.revoke(id).expect(204);
    }

    @Test
    void creatingIfTheTimeOfTheSignInIsUnknown() {
        users.createWithoutSecondFactor("refused-no-time");
        String token = tokens.directGrant("full-scope", "refused-no-time", TestUsers.PASSWORD)
                .accessToken();

        Answer rejected =
                AppPasswordsApi.with(realm.getBaseUrl(), token).create(BODY).expect(401);

        assertThat(rejected.error()).isEqualTo("insufficient_user_authentication");
    }

    @Test
    void creatingWithThePasswordAloneIfLevelsAreConfigured() {
        String flow = "api browser with levels";
        new Flows(realm).browserWithLevels(flow);
        realm.updateWithCleanup(settings -> {
            settings.build().setBrowserFlow(flow);
            return settings;
        });
        Person person = users.createWithTotp("refused-level");
        Browser browser = new Browser();
        Page landed = SignIn.enterPassword(browser.open(console.signIn()), person);
        AppPasswordsApi api = AppPasswordsApi.with(realm.getBaseUrl(), console.accessToken(landed));

        Answer rejected = api.create(BODY).expect(401);

        assertThat(api.list().json().at("/policy/reason").asText()).isEqualTo("reauthentication_required");
        assertThat(rejected.error()).isEqualTo("insufficient_user_authentication");
        assertThat(rejected.json().path("max_age").asInt()).isEqualTo(300);
        String level = rejected.json().path("acr_values").asText();
        assertThat(rejected.header("WWW-Authenticate").orElseThrow()).endsWith("acr_values=\"" + level + "\"");
        Page stepUp = browser.open(URI.create(console.signIn() + "&acr_values=" + level));
        assertThat(SignIn.asksForTotp(stepUp)).as(stepUp.toString()).isTrue();
        String better = console.accessToken(SignIn.enterTotp(stepUp, person));
        AppPasswordsApi.with(realm.getBaseUrl(), better).create(BODY).expect(201);
    }

    /** The sign-in is fresh, but it was to another application and without the second factor. */
    @Test
    void creatingWithAnOldSecondFactor() {
        String flow = "api browser with fresh levels";
        new Flows(realm).browserWithLevels(flow);
        realm.updateWithCleanup(settings -> {
            settings.build().setBrowserFlow(flow);
            return settings;
        });
        policy.set(Map.of("max_auth_age", "3"));
        Person person = users.createWithTotp("refused-old-level");
        Browser browser = new Browser();
        URI secondLevel = URI.create(console.signIn() + "&acr_values=2");
        Page landed = SignIn.enterTotp(SignIn.enterPassword(browser.open(secondLevel), person), person);
        AppPasswordsApi api = AppPasswordsApi.with(realm.getBaseUrl(), console.accessToken(landed));
        api.create("{\"name\":\"In time\"}").expect(201);
        Waiting.until(
                "the sign-in is old",
                Duration.ofSeconds(10),
                () -> !api.list().json().at("/policy/canCreate").asBoolean());

        Page again = browser.open(URI.create(realm.getBaseUrl()
                + "/protocol/openid-connect/auth?response_type=code&scope=openid&prompt=login&client_id=another-app"
                + "&redirect_uri=" + realm.getBaseUrl() + "/account/"));
        SignIn.enterPassword(again, person);
        Answer rejected = api.create(BODY).expect(401);

        assertThat(rejected.error()).isEqualTo("insufficient_user_authentication");
        assertThat(rejected.json().path("acr_values").asText()).isEqualTo("2");
        assertThat(rejected.json().path("max_age").asInt(-1)).isZero();
        assertThat(api.list().json().path("creationBlocker").toString()).isEqualTo("""
                {"reason":"second_factor_not_used","maxAgeSeconds":0,"acrValues":"2"}""");
    }

    @Test
    void creatingAsAnImpersonatingAdministrator() {
        Person person = users.createWithTotp("refused-impersonated", SeededAppPassword.of(SECRET));
        Browser browser = new Browser();
        URI impersonation = URI.create(realm.getBaseUrl().replace("/realms/", "/admin/realms/") + "/users/"
                + users.idOf(person) + "/impersonation");
        browser.callApi(impersonation, admin.tokenManager().getAccessTokenString());
        AppPasswordsApi api =
                AppPasswordsApi.with(realm.getBaseUrl(), console.accessToken(browser.open(console.signIn())));

        assertThat(api.list().expect(200).json().at("/policy/reason").asText()).isEqualTo("impersonated");
        assertThat(api.create(BODY).expect(403).error()).isEqualTo("access_denied");
        api.revoke(users.appPasswords(person).get(0).getId()).expect(204);
    }

    @Test
    void aBoundTokenWithoutItsKey() throws Exception {
        Person person = users.createWithoutSecondFactor("refused-dpop");
        KeyPair key = KeyUtils.generateRsaKeyPair(2048);
        String tokenUrl = realm.getBaseUrl() + "/protocol/openid-connect/token";
        String token = tokens.post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "full-scope",
                                "client_secret",
                                "full-scope-secret",
                                "username",
                                person.username(),
                                "password",
                                person.password()),
                        Map.of("DPoP", DPoPGenerator.generateRsaSignedDPoPProof(key, "POST", tokenUrl, null)))
                .accessToken();
        assertThat(TokenEndpoint.claims(token).at("/cnf/jkt").isTextual()).isTrue();
        String api = realm.getBaseUrl() + "/app-passwords";

        rejectsTheToken(AppPasswordsApi.with(realm.getBaseUrl(), token));
        AppPasswordsApi.withHeaders(
                        realm.getBaseUrl(),
                        Map.of(
                                "Authorization",
                                "DPoP " + token,
                                "DPoP",
                                DPoPGenerator.generateRsaSignedDPoPProof(key, "GET", api, token)))
                .list()
                .expect(200);
    }

    @Test
    void aLightweightTokenWithTheRolesIsAccepted() {
        Person person = users.createWithoutSecondFactor("lightweight");
        String token = tokens.directGrant("lightweight", person.username(), person.password())
                .accessToken();
        assertThat(TokenEndpoint.claims(token).has("resource_access")).isFalse();

        AppPasswordsApi.with(realm.getBaseUrl(), token).list().expect(200);
    }

    @Test
    void aScriptOfAnotherOrigin() {
        Person person = users.createWithoutSecondFactor("origins");
        Application application = new Application(realm.getBaseUrl());
        application.signIn(person.username(), person.password());
        String token = application.tokens().accessToken();

        Answer foreign = withOrigin(token, "https://evil.example.org").list().expect(403);
        Answer own = withOrigin(token, APP_ORIGIN).list().expect(200);
        Answer withoutScope = withOrigin(
                        new Application(realm.getBaseUrl(), "app-without-scope")
                                .signIn(person.username(), person.password())
                                .tokens()
                                .accessToken(),
                        APP_ORIGIN)
                .list()
                .expect(403);
        HttpResponse<String> preflight =
                AppPasswordsApi.withHeaders(realm.getBaseUrl(), Map.of()).preflight(APP_ORIGIN);

        assertThat(foreign.error()).isEqualTo("access_denied");
        assertThat(foreign.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(own.header("Access-Control-Allow-Origin")).contains(APP_ORIGIN);
        assertThat(withoutScope.description()).contains("client scope app-passwords");
        assertThat(withoutScope.header("Access-Control-Allow-Origin")).contains(APP_ORIGIN);
        assertThat(own.header("Access-Control-Expose-Headers").orElse("")).contains("WWW-Authenticate");
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Methods")
                        .orElse(""))
                .contains("GET", "POST", "PATCH", "DELETE");
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Headers")
                        .orElse(""))
                .containsIgnoringCase("authorization");
    }

    @Test
    void everyTokenWhileTheAccountClientIsDisabled() {
        Person person = users.createWithTotp("refused-no-account");
        AppPasswordsApi api = api(person);
        var account = new BridgeClients(realm).get("account");
        ClientRepresentation off = account.toRepresentation();
        off.setEnabled(false);
        account.update(off);
        try {
            assertThat(api.list().expect(404).error()).isEqualTo("not_found");
        } finally {
            off.setEnabled(true);
            account.update(off);
        }
    }

    private AppPasswordsApi withOrigin(String token, String origin) {
        return AppPasswordsApi.withHeaders(
                realm.getBaseUrl(), Map.of("Authorization", "Bearer " + token, "Origin", origin));
    }

    private AppPasswordsApi api(Person person) {
        Page landed = SignIn.complete(new Browser().open(console.signIn()), person);
        return AppPasswordsApi.with(realm.getBaseUrl(), console.accessToken(landed));
    }

    private static void rejectsTheToken(AppPasswordsApi api) {
        assertThat(List.of(
                        api.list(),
                        api.create(BODY),
                        api.rename("some-id", BODY),
                        api.revoke("some-id"),
                        api.revokeAll()))
                .allSatisfy(answer -> {
                    assertThat(answer.expect(401).error()).isEqualTo("invalid_token");
                    assertThat(answer.header("WWW-Authenticate").orElse(""))
                            .startsWith("Bearer error=\"invalid_token\"");
                });
    }
}
