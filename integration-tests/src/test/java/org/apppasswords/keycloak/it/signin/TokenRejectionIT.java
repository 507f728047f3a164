package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.fixtures.ApiScope;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.KeycloakApis;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserSessionRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * Uses of a token that was obtained with an app password: only what the bridge needs, whatever the client's scope
 * contains, and even if the user is an administrator.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class TokenRejectionIT {

    private static final String SECRET = "tokenstokenstokenstokens";
    private static final String APP_PASSWORD_NAME = "Postbox";
    private static final String OWNER = "administrator";

    private static final String SESSION = "session";
    private static final String TRANSIENT = "transient";
    private static final String PERSISTENT = "persistent";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TokenEndpoint tokens;
    private KeycloakApis apis;
    private BridgeClients clients;

    @TestSetup
    public void createFlowsAndAdministrator() {
        Flows flows = new Flows(realm);
        flows.appPassword(TRANSIENT, Map.of(SESSION, TRANSIENT));
        flows.appPassword(PERSISTENT, Map.of(SESSION, PERSISTENT));
        createAdministrator(OWNER, SeededAppPassword.of(SECRET).named(APP_PASSWORD_NAME));
    }

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        apis = new KeycloakApis(realm.getBaseUrl());
        clients = new BridgeClients(realm);
    }

    @AfterEach
    void endSessions() {
        realm.admin()
                .users()
                .get(ownerId())
                .getUserSessions()
                .forEach(userSession -> realm.admin().deleteSession(userSession.getId(), false));
    }

    static Stream<Arguments> everyCombination() {
        return Arrays.stream(ClientScopeSetting.values())
                .flatMap(setting -> Stream.of(TRANSIENT, PERSISTENT)
                        .flatMap(session -> Stream.of("", "openid", "offline_access", "openid offline_access")
                                .map(scope -> Arguments.of(setting, session, scope))));
    }

    @ParameterizedTest(name = "client scope {0}, session {1}, scope parameter \"{2}\"")
    @MethodSource("everyCombination")
    void theTokenDoesNotOpenKeycloaksOwnApis(ClientScopeSetting setting, String session, String scope) {
        String clientId = client(setting, true, session);
        Answer answer = grant(clientId, setting.scopeParameter(scope));
        if (!setting.isRestricted() && TestedKeycloak.isBefore(26, 7, 1)) {
            // In these versions, the roles in a token are enough to register clients.
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.error()).isEqualTo("unauthorized_client");
            assertThat(answer.accessToken()).isNull();
            return;
        }
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);

        boolean forTheBridge = setting.isRestricted();
        boolean stored = forTheBridge && session.equals(PERSISTENT);
        boolean openid = scope.contains("openid");
        SoftAssertions softly = new SoftAssertions();
        rejectedByEveryApi(softly, answer.accessToken());
        softly.assertThat(tokens.userinfo(answer.accessToken()).status())
                .as("userinfo")
                .isEqualTo(!openid ? 403 : forTheBridge ? 200 : 401);
        introspection(softly, clientId, answer.accessToken(), forTheBridge);
        tokenExchange(softly, setting, clientId, answer.accessToken());
        neverOffline(softly, clientId, answer);
        softly.assertThat(sessionsOf(clientId)).as("stored sessions").hasSize(stored ? 1 : 0);
        claims(softly, clientId, answer);
        refresh(softly, clientId, answer, stored);

        assertThat(softly.errorsCollected())
                .as("client scope %s, session %s, scope parameter \"%s\"", setting, session, scope)
                .isEmpty();
    }

    @ParameterizedTest(name = "client scope {0}, session {1}, scope parameter \"{2}\"")
    @MethodSource("everyCombination")
    void aClientWithoutTheMapperGetsNoToken(ClientScopeSetting setting, String session, String scope) {
        String clientId = client(setting, false, session);

        assertNotEligible(clientId, grant(clientId, setting.scopeParameter(scope)));
        // A request cannot set the note that marks a sign-in without a mapper.
        assertNotEligible(
                clientId,
                tokens.directGrant(
                        clientId,
                        OWNER,
                        SECRET,
                        Map.of(
                                "app_password_tokenless",
                                "true",
                                "client_request_param_app_password_tokenless",
                                "true")));
        assertThat(sessionsOf(clientId)).isEmpty();
    }

    @Test
    void theLogReportsTheMissingMapper() {
        clients.create("forgetful", BridgeClients.withoutMappers());

        tokens.directGrant("forgetful", OWNER, SECRET);

        String words = "client forgetful of realm " + realm.getName() + ": no token is issued"
                + ", because it lacks the mapper oidc-app-password-mapper, which restricts its tokens: add the mapper"
                + " to the client, or provision the client";
        Waiting.until(
                "the log contains: " + words, () -> ServerLog.whole().text().contains(words));
    }

    /**
     * Keycloak applies a client scope with roles only to users who have one of them, and an optional scope only on
     * request.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMapperInAConditionalScopeDoesNotCount(boolean byDefault) {
        String name = "mapper-" + (byDefault ? "for-some" : "on-request");
        ClientScopeRepresentation scope = new ClientScopeRepresentation();
        scope.setName(name);
        scope.setProtocol("openid-connect");
        String scopeId = Created.id(realm.admin().clientScopes().create(scope));
        ClientRepresentation model = new ClientRepresentation();
        BridgeClients.withTokenMapper().accept(model);
        realm.admin()
                .clientScopes()
                .get(scopeId)
                .getProtocolMappers()
                .createMapper(model.getProtocolMappers().get(0))
                .close();
        String clientId = byDefault ? "for-some" : "on-request";
        Consumer<ClientRepresentation> withScope =
                byDefault ? BridgeClients.withDefaultScope(name) : BridgeClients.withOptionalScope(name);
        clients.create(clientId, BridgeClients.withoutMappers().andThen(withScope));
        Map<String, String> request = byDefault ? Map.of() : Map.of("scope", name);
        if (byDefault) {
            assertThat(tokens.directGrant(clientId, OWNER, SECRET, request).status())
                    .isEqualTo(200);
            realm.admin()
                    .clientScopes()
                    .get(scopeId)
                    .getScopeMappings()
                    .realmLevel()
                    .add(List.of(realm.admin()
                            .roles()
                            .get("default-roles-" + realm.getName())
                            .toRepresentation()));
        }

        assertNotEligible(clientId, tokens.directGrant(clientId, OWNER, SECRET, request));
    }

    @Test
    void theSameCallsSucceedWithATokenOfTheAccountPassword() {
        String userId = createAdministrator("unrestricted");
        clients.create("full", withBuiltInFlow().andThen(client -> client.setFullScopeAllowed(true)));
        ClientScopeSetting.FULL_SCOPE.apply(realm.admin(), clients.get("full"));
        ApiScope.create(realm);
        ApiScope.giveByDefault(realm, "full");

        Answer answer = tokens.directGrant("full", "unrestricted", TestUsers.PASSWORD);

        assertThat(apis.tryAll(answer.accessToken(), userId))
                .allSatisfy((call, status) -> assertThat(status).as(call).isBetween(200, 204));
    }

    @Test
    void aTokenOfTheAccountPasswordCanBeExchanged() {
        clients.create("exchanging", withBuiltInFlow());
        ClientScopeSetting.TOKEN_EXCHANGE.apply(realm.admin(), clients.get("exchanging"));
        String token =
                tokens.directGrant("exchanging", OWNER, TestUsers.PASSWORD).accessToken();

        Answer exchanged = exchange("exchanging", token);

        assertThat(exchanged.status()).as(exchanged.body()).isEqualTo(200);
        assertThat(exchanged.claims().path("sub").asText()).isEqualTo(ownerId());
    }

    @Test
    void theAuthenticationLevelIsThatOfAPassword() {
        clients.create("built-in", withBuiltInFlow());

        JsonNode passwordLogin =
                tokens.directGrant("built-in", OWNER, TestUsers.PASSWORD).claims();
        JsonNode appPasswordLogin = tokens.directGrant("dovecot", OWNER, SECRET).claims();

        assertThat(passwordLogin.path("acr").asText()).isEqualTo("1");
        assertThat(appPasswordLogin.path("acr").asInt(0))
                .isLessThanOrEqualTo(passwordLogin.path("acr").asInt());
    }

    @ParameterizedTest
    @MethodSource("flows")
    void rejectsAClientWithOfflineAccessByDefault(String flow) {
        String clientId = "always-offline-" + flow;
        clients.create(
                clientId,
                BridgeClients.flow(flowId(flow))
                        .andThen(BridgeClients.withDefaultScope("offline_access"))
                        .andThen(BridgeClients.withRefreshTokens()));

        assertNotEligible(clientId, tokens.directGrant(clientId, OWNER, SECRET));
    }

    private void assertNotEligible(String clientId, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("unauthorized_client");
        assertThat(answer.accessToken()).isNull();
        EventRepresentation event = realm.admin()
                .getEvents(List.of("LOGIN_ERROR"), clientId, null, null, null, null, null, null)
                .get(0);
        assertThat(event.getError()).isEqualTo("not_allowed");
        assertThat(event.getDetails()).containsEntry("reason", "client_not_eligible");
    }

    static Stream<String> flows() {
        return Stream.of(TRANSIENT, PERSISTENT);
    }

    private void rejectedByEveryApi(SoftAssertions softly, String accessToken) {
        apis.tryAll(accessToken, ownerId())
                .forEach((call, status) -> softly.assertThat(status).as(call).isIn(401, 403));
    }

    private void introspection(SoftAssertions softly, String clientId, String accessToken, boolean active) {
        JsonNode answer = tokens.introspect(clientId, accessToken).json();
        softly.assertThat(answer.path("active").asBoolean()).as("introspection").isEqualTo(active);
        softly.assertThat(answer.path("username").asText(null))
                .as("username in introspection")
                .isEqualTo(active ? OWNER : null);
    }

    private void tokenExchange(SoftAssertions softly, ClientScopeSetting setting, String clientId, String accessToken) {
        Answer answer = exchange(clientId, accessToken);
        softly.assertThat(answer.status())
                .as("token exchange: " + answer.body())
                .isEqualTo(400);
        if (setting == ClientScopeSetting.TOKEN_EXCHANGE) {
            // Other clients may not exchange any token.
            softly.assertThat(answer.description()).as("token exchange").isEqualTo("Invalid token");
        }
    }

    private Answer exchange(String clientId, String accessToken) {
        return tokens.post(
                "/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "client_id",
                        clientId,
                        "client_secret",
                        clientId + "-secret",
                        "subject_token",
                        accessToken,
                        "subject_token_type",
                        "urn:ietf:params:oauth:token-type:access_token"),
                Map.of());
    }

    private void refresh(SoftAssertions softly, String clientId, Answer granted, boolean stored) {
        String refreshToken = granted.json().path("refresh_token").asText(null);
        softly.assertThat(refreshToken != null).as("refresh token").isEqualTo(stored);
        if (refreshToken == null) {
            return;
        }
        for (Map<String, String> scope : List.of(Map.<String, String>of(), Map.of("scope", "offline_access"))) {
            Map<String, String> form = new HashMap<>(scope);
            form.put("grant_type", "refresh_token");
            form.put("client_id", clientId);
            form.put("client_secret", clientId + "-secret");
            form.put("refresh_token", refreshToken);
            Answer answer = tokens.post("/protocol/openid-connect/token", form, Map.of());
            softly.assertThat(answer.status()).as("refresh: " + answer.body()).isEqualTo(200);
            rejectedByEveryApi(softly, answer.accessToken());
            neverOffline(softly, clientId, answer);
        }
    }

    private void neverOffline(SoftAssertions softly, String clientId, Answer answer) {
        String refreshToken = answer.json().path("refresh_token").asText(null);
        if (refreshToken != null) {
            softly.assertThat(TokenEndpoint.claims(refreshToken).path("typ").asText())
                    .as("type of the refresh token")
                    .isEqualTo("Refresh");
        }
        softly.assertThat(answer.json().path("scope").asText().split(" "))
                .as("scope granted")
                .doesNotContain("offline_access");
        softly.assertThat(realm.admin().users().get(ownerId()).getOfflineSessions(clients.internalId(clientId)))
                .as("offline sessions")
                .isEmpty();
    }

    private void claims(SoftAssertions softly, String clientId, Answer answer) {
        JsonNode accessToken = answer.claims();
        softly.assertThat(accessToken.path("aud").asText()).as("aud").isEqualTo(clientId);
        signedInWithAnAppPassword(softly, accessToken);
        String idToken = answer.json().path("id_token").asText(null);
        if (idToken != null) {
            softly.assertThat(TokenEndpoint.claims(idToken).path("aud").asText())
                    .as("aud of the ID token")
                    .isEqualTo(clientId);
            signedInWithAnAppPassword(softly, TokenEndpoint.claims(idToken));
        }
    }

    private void signedInWithAnAppPassword(SoftAssertions softly, JsonNode claims) {
        softly.assertThat(claims.path("app_password").path("id").asText())
                .as("app_password.id")
                .isEqualTo(new TestUsers(realm).appPasswords(ownerId()).get(0).getId());
        softly.assertThat(claims.path("app_password").path("name").asText())
                .as("app_password.name")
                .isEqualTo(APP_PASSWORD_NAME);
        softly.assertThat(claims.path("amr").toString()).as("amr").isEqualTo("[\"pwd\"]");
        softly.assertThat(claims.path("acr").asText()).as("acr").isIn("0", "1");
    }

    private Answer grant(String clientId, String scope) {
        return tokens.directGrant(clientId, OWNER, SECRET, scope.isEmpty() ? Map.of() : Map.of("scope", scope));
    }

    // Uses one client for all requests with the same settings.
    private String client(ClientScopeSetting setting, boolean mapper, String session) {
        String clientId = setting + (mapper ? "-mapper-" : "-no-mapper-") + session;
        if (!clients.exists(clientId)) {
            Consumer<ClientRepresentation> change = BridgeClients.flow(flowId(session))
                    .andThen(BridgeClients.withRefreshTokens())
                    .andThen(BridgeClients.withOptionalScope("offline_access"));
            clients.create(clientId, mapper ? change : change.andThen(BridgeClients.withoutMappers()));
            setting.apply(realm.admin(), clients.get(clientId));
        }
        return clientId;
    }

    private static Consumer<ClientRepresentation> withBuiltInFlow() {
        return client -> client.setAuthenticationFlowBindingOverrides(Map.of());
    }

    private String createAdministrator(String username, SeededAppPassword... appPasswords) {
        String userId = new TestUsers(realm).create(username, appPasswords);
        String realmManagement = new BridgeClients(realm).internalId("realm-management");
        realm.admin()
                .users()
                .get(userId)
                .roles()
                .clientLevel(realmManagement)
                .add(List.of(realm.admin()
                        .clients()
                        .get(realmManagement)
                        .roles()
                        .get("realm-admin")
                        .toRepresentation()));
        return userId;
    }

    private List<UserSessionRepresentation> sessionsOf(String clientId) {
        return realm.admin().users().get(ownerId()).getUserSessions().stream()
                .filter(userSession -> userSession.getClients().containsValue(clientId))
                .toList();
    }

    private String ownerId() {
        return realm.admin().users().searchByUsername(OWNER, true).get(0).getId();
    }

    private String flowId(String alias) {
        return realm.admin().flows().getFlows().stream()
                .filter(flow -> alias.equals(flow.getAlias()))
                .findFirst()
                .orElseThrow()
                .getId();
    }
}
