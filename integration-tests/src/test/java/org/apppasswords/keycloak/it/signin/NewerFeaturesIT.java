package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.cluster.NodeRealm;
import org.apppasswords.keycloak.it.support.cluster.PreparedPostgres;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignalsReceiver;
import org.apppasswords.keycloak.it.support.fixtures.StoringBridge;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.http.ImportApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

/**
 * A server with features that are new in Keycloak 26.7 or off by default: more APIs that accept tokens, and more ways
 * to exchange one. The tokens are an administrator's.
 */
class NewerFeaturesIT {

    private static final String DATABASE = "newer";
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String OWNER = "administrator";
    private static final String ISSUER = "http://localhost:8081/realms/";
    private static final String OTHER_REALM = "other";
    private static final String ACCOUNT_PASSWORD = "account-password";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String STORING = "storing";
    private static final String IMPORTED_HASH = "$2y$05$T9nZpwqdB9Uk8958eOlmceUUEJtYYYgswLdrtUNoFhLw6V5qHQTsO";

    private static Postgres postgres;
    private static Node node;
    private static TokenEndpoint tokens;
    private static RealmResource realm;

    @BeforeAll
    static void startNode() {
        Assumptions.assumeFalse(TestedKeycloak.isBefore(26, 7, 0), "has none of these features");
        postgres = PreparedPostgres.start();
        postgres.create(DATABASE);
        node = Node.start(
                        Installation.unpacked()
                                .builtWith("--features=parameterized-scopes,token-exchange-delegation,"
                                        + "identity-assertion-jwt,client-admin-api:v2,scim-api,ssf,oid4vc-vci"),
                        "newer",
                        8081,
                        Node.quiet(SignalsReceiver.pushing(postgres.options(DATABASE))))
                .awaitReady();
        NodeRealm.create(node, demo -> {
            demo.setScimApiEnabled(true);
            demo.setVerifiableCredentialsEnabled(true);
            demo.setAttributes(new HashMap<>(demo.getAttributesOrEmpty()));
            demo.getAttributes().put("ssf.transmitterEnabled", "true");
        });
        realm = node.admin().realm(NodeRealm.NAME);
        tokens = new TokenEndpoint(node.realmUrl(NodeRealm.NAME));
        String ownerId = createAdministrator(OWNER);
        createClients();
        createOtherRealm(ownerId);
    }

    @AfterAll
    static void stopNode() {
        if (node != null) {
            node.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    private static String createAdministrator(String username) {
        String id = new TestUsers(realm).create(username, SeededAppPassword.of(SECRET));
        BridgeClients clients = new BridgeClients(realm);
        realm.users()
                .get(id)
                .roles()
                .clientLevel(clients.internalId("realm-management"))
                .add(List.of(clients.get("realm-management")
                        .roles()
                        .get("realm-admin")
                        .toRepresentation()));
        return id;
    }

    // All are valid for the other realm and for SCIM too, as far as mappers can achieve that.
    private static void createClients() {
        Consumer<ClientRepresentation> audiences = audience(ISSUER + NodeRealm.NAME + "/scim/v2");
        Consumer<ClientRepresentation> fullScope =
                BridgeClients.withDefaultScope("roles").andThen(client -> client.setFullScopeAllowed(true));
        Consumer<ClientRepresentation> accountPassword =
                client -> client.setAuthenticationFlowBindingOverrides(Map.of());
        BridgeClients clients = new BridgeClients(realm);
        clients.create("harmless", audiences);
        clients.create("full-scope", audiences.andThen(fullScope));
        clients.create(ACCOUNT_PASSWORD, audiences.andThen(fullScope).andThen(accountPassword));
        Administrators.admitToAdminApi(realm, clients.internalId(ACCOUNT_PASSWORD));
        clients.create("swapping", NewerFeaturesIT::exchangesTokens);
        clients.create("account-swapping", accountPassword.andThen(NewerFeaturesIT::exchangesTokens));
        clients.create("credentials", NewerFeaturesIT::fetchesCredentials);
        clients.create("account-credentials", accountPassword.andThen(NewerFeaturesIT::fetchesCredentials));
        clients.create("asserting", audience(ISSUER + OTHER_REALM));
        clients.create("account-asserting", accountPassword.andThen(audience(ISSUER + OTHER_REALM)));
        StoringBridge.create(realm, STORING, client -> {});
    }

    private static Consumer<ClientRepresentation> audience(String audience) {
        return BridgeClients.withMapper(
                "oidc-audience-mapper",
                Map.of("included.custom.audience", audience, "access.token.claim", "true", "id.token.claim", "true"));
    }

    private static void exchangesTokens(ClientRepresentation client) {
        client.getAttributes().put("standard.token.exchange.enabled", "true");
    }

    private static void fetchesCredentials(ClientRepresentation client) {
        client.getAttributes().put("oid4vci.enabled", "true");
    }

    // The other realm trusts the first one's tokens, and has a user who is an administrator there.
    private static void createOtherRealm(String ownerId) {
        RealmRepresentation representation = new RealmRepresentation();
        representation.setRealm(OTHER_REALM);
        representation.setEnabled(true);
        node.admin().realms().create(representation);
        RealmResource other = node.admin().realm(OTHER_REALM);
        IdentityProviderRepresentation trusted = new IdentityProviderRepresentation();
        trusted.setAlias("demo");
        trusted.setProviderId("jwt-authorization-grant");
        trusted.setEnabled(true);
        trusted.setConfig(Map.of(
                "issuer",
                ISSUER + NodeRealm.NAME,
                "useJwksUrl",
                "true",
                "jwksUrl",
                ISSUER + NodeRealm.NAME + "/protocol/openid-connect/certs",
                "jwtAuthorizationGrantEnabled",
                "true",
                "jwtAuthorizationGrantMaxAllowedAssertionExpiration",
                "36000"));
        Created.id(other.identityProviders().create(trusted));
        ClientRepresentation receiver = new ClientRepresentation();
        receiver.setClientId("receiver");
        receiver.setSecret("receiver-secret");
        receiver.setPublicClient(false);
        receiver.setAttributes(
                Map.of("oauth2.jwt.authorization.grant.enabled", "true", "oauth2.jwt.authorization.grant.idp", "demo"));
        Created.id(other.clients().create(receiver));
        String userId = new TestUsers(other).create(OWNER);
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setIdentityProvider("demo");
        link.setUserId(ownerId);
        link.setUserName(OWNER);
        other.users().get(userId).addFederatedIdentity("demo", link).close();
    }

    static Stream<String> apis() {
        return Stream.of(
                "/admin/api/demo/clients/v2",
                "/admin/api/demo/clients/v2/harmless",
                "/realms/demo/scim/v2/Users",
                "/admin/realms/demo/workflows",
                "/admin/realms/demo/ssf/config");
    }

    @ParameterizedTest
    @MethodSource("apis")
    void noNewApiAcceptsTheToken(String path) {
        Answer account = tokens.directGrant(ACCOUNT_PASSWORD, OWNER, TestUsers.PASSWORD);
        assertThat(call("GET", path, account.accessToken(), "").statusCode()).isEqualTo(200);

        for (String clientId : BridgeClients.eligible("harmless", "full-scope")) {
            Answer answer = tokens.directGrant(clientId, OWNER, SECRET, Map.of("scope", "openid"));
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            for (String token : List.of("access_token", "id_token")) {
                for (String method : List.of("GET", "PUT", "POST", "DELETE")) {
                    assertThat(call(method, path, answer.json().path(token).asText(), "{}")
                                    .statusCode())
                            .as("%s with the %s of %s", method, token, clientId)
                            .isIn(401, 403, 405);
                }
            }
        }
    }

    /** The new API does not know flows and mappers. A PUT replaces what it knows. */
    @Test
    void aBridgeThatAPutMakesPublicKeepsItsFlowAndMapperAndIsRejected() {
        BridgeClients clients = new BridgeClients(realm);
        ClientRepresentation before = clients.create("opened", client -> {}).toRepresentation();
        new TestUsers(realm).create("of-opened", SeededAppPassword.of(SECRET));
        VerifyEndpoint verify = new VerifyEndpoint(node.realmUrl(NodeRealm.NAME));
        assertThat(tokens.directGrant("opened", "of-opened", SECRET).status()).isEqualTo(200);
        assertThat(verify.ask("opened", "of-opened", SECRET).status()).isEqualTo(204);
        String path = "/admin/api/demo/clients/v2/opened";
        ObjectNode client =
                (ObjectNode) Answer.parse(call("GET", path, administrator(), "").body());
        assertThat(client.remove("auth")).as(client.toString()).isNotNull();

        HttpResponse<String> answer = call("PUT", path, administrator(), client.toString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        ClientRepresentation after = clients.get("opened").toRepresentation();
        assertThat(after.isPublicClient()).isTrue();
        assertThat(after.getAuthenticationFlowBindingOverrides())
                .isNotEmpty()
                .isEqualTo(before.getAuthenticationFlowBindingOverrides());
        assertThat(after.getProtocolMappers())
                .extracting(ProtocolMapperRepresentation::getProtocolMapper)
                .contains("oidc-app-password-mapper");
        for (String password : List.of(SECRET, TestUsers.PASSWORD)) {
            assertThat(tokens.directGrant("opened", "of-opened", password).error())
                    .isEqualTo("unauthorized_client");
            assertThat(verify.ask("opened", "of-opened", password).error()).isEqualTo("unauthorized_client");
        }
    }

    @Test
    void aUserDisabledByScimLosesAccessAtOnce() {
        String id = new TestUsers(realm).create("turned-off", SeededAppPassword.of(SECRET));
        StoringBridge storing = new StoringBridge(node.realmUrl(NodeRealm.NAME), STORING);
        Answer session = storing.signIn("turned-off", SECRET).expect(200);
        storing.refresh(session).expect(200);
        assertThat(storing.isActive(session)).isTrue();

        setActive(id, false);

        assertThat(tokens.directGrant("harmless", "turned-off", SECRET).error()).isEqualTo("invalid_grant");
        assertThat(storing.isActive(session)).isFalse();
        assertThat(storing.refresh(session).error()).isEqualTo("invalid_grant");
    }

    /** Keycloak does not end the sessions of a disabled user, whoever disables the user. */
    @Test
    void aUserEnabledAgainByScimHasTheOldSessions() {
        String id = new TestUsers(realm).create("turned-on", SeededAppPassword.of(SECRET));
        StoringBridge storing = new StoringBridge(node.realmUrl(NodeRealm.NAME), STORING);
        Answer session = storing.signIn("turned-on", SECRET).expect(200);
        setActive(id, false);
        assertThat(storing.isActive(session)).isFalse();

        setActive(id, true);

        assertThat(storing.isActive(session)).isTrue();
        storing.refresh(session).expect(200);
    }

    @Test
    void aUserDeletedByScimLosesAccessAtOnce() {
        String id = new TestUsers(realm).create("deleted", SeededAppPassword.of(SECRET));
        StoringBridge storing = new StoringBridge(node.realmUrl(NodeRealm.NAME), STORING);
        Answer session = storing.signIn("deleted", SECRET).expect(200);
        storing.refresh(session).expect(200);
        assertThat(storing.isActive(session)).isTrue();

        HttpResponse<String> answer = call("DELETE", "/realms/demo/scim/v2/Users/" + id, administrator(), "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(tokens.directGrant("harmless", "deleted", SECRET).error()).isEqualTo("invalid_grant");
        assertThat(storing.isActive(session)).isFalse();
        assertThat(storing.refresh(session).error()).isEqualTo("invalid_grant");
    }

    private static void setActive(String userId, boolean active) {
        HttpResponse<String> answer =
                call("PATCH", "/realms/demo/scim/v2/Users/" + userId, administrator(), """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations":[{"op":"replace","path":"active","value":%s}]}""".formatted(active));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
    }

    @Test
    void receiversOfSharedSignalsGetNamesButNoSecrets() {
        String realmUrl = node.realmUrl(NodeRealm.NAME);
        TestUsers users = new TestUsers(realm);
        Person person = users.createWithoutSecondFactor("signalled");
        AppPasswordsApi account = AppPasswordsApi.with(realmUrl, NodeRealm.accessToken(node, person));
        String administrator = node.admin().tokenManager().getAccessTokenString();
        try (SignalsReceiver receiver = new SignalsReceiver(realm, realmUrl)) {

            JsonNode created =
                    account.create("{\"name\":\"Old phone\"}").expect(201).json();
            String id = created.path("id").asText();
            String stored = postgres.texts(DATABASE, "select secret_data from credential where id = '" + id + "'")
                    .iterator()
                    .next();
            account.rename(id, "{\"name\":\"New phone\"}").expect(200);
            account.revoke(id).expect(204);
            String imported = new ImportApi(realmUrl, administrator)
                    .send(ImportApi.line("signalled", "Desk phone", IMPORTED_HASH, "dovecot"))
                    .get(0)
                    .path("id")
                    .asText();
            AdminApi.with(realmUrl, administrator)
                    .revoke(users.idOf(person), imported)
                    .expect(204);

            Waiting.until(
                    "all changes are received",
                    Duration.ofMinutes(1),
                    () -> receiver.changes().size() >= 5);
            // Keycloak has one event for a new credential and a changed one.
            assertThat(receiver.changes())
                    .extracting(
                            change -> change.path("change_type").asText(),
                            change -> change.path("kc_credential_id").asText(),
                            change -> change.path("kc_credential_user_label").asText())
                    .containsExactlyInAnyOrder(
                            tuple("update", id, "Old phone"),
                            tuple("update", id, "New phone"),
                            tuple("delete", id, "New phone"),
                            tuple("update", imported, "Desk phone"),
                            tuple("delete", imported, "Desk phone"));
            assertThat(SecretTraces.in(
                            receiver.messages(),
                            created.path("password").asText(),
                            Answer.parse(stored).path("hash").asText(),
                            Answer.parse(stored).path("salt").asText(),
                            IMPORTED_HASH))
                    .isEmpty();
        }
    }

    @Test
    void anAppPasswordCannotDelegate() {
        new TestUsers(realm).create("delegate");

        Answer answer =
                tokens.directGrant("harmless", OWNER, SECRET, Map.of("scope", "openid delegation:user:delegate"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.accessToken()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"swapping", "account-swapping"})
    void itsTokenCannotBeSubjectOrActorOfAnExchange(String exchanger) {
        String appPasswords = tokens.directGrant("swapping", OWNER, SECRET, Map.of("scope", "openid"))
                .accessToken();
        String account = tokens.directGrant("account-swapping", OWNER, TestUsers.PASSWORD)
                .accessToken();
        assertThat(exchange("account-swapping", Map.of("subject_token", account, "subject_token_type", ACCESS_TOKEN))
                        .status())
                .isEqualTo(200);

        Answer asSubject =
                exchange(exchanger, Map.of("subject_token", appPasswords, "subject_token_type", ACCESS_TOKEN));
        Answer asActor = exchange(
                exchanger,
                Map.of(
                        "subject_token",
                        account,
                        "subject_token_type",
                        ACCESS_TOKEN,
                        "actor_token",
                        appPasswords,
                        "actor_token_type",
                        ACCESS_TOKEN));

        assertThat(List.of(asSubject, asActor)).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.description()).isEqualTo("Invalid token");
        });
    }

    @Test
    void itsIdTokenCannotBecomeAnIdentityAssertion() {
        JsonNode granted = tokens.directGrant("swapping", OWNER, SECRET, Map.of("scope", "openid"))
                .json();

        Answer answer = exchange(
                "swapping",
                Map.of(
                        "subject_token",
                        granted.path("id_token").asText(),
                        "subject_token_type",
                        "urn:ietf:params:oauth:token-type:id_token",
                        "requested_token_type",
                        "urn:ietf:params:oauth:token-type:id-jag",
                        "audience",
                        "account-swapping"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.accessToken()).isNull();
    }

    @Test
    void otherRealmsRejectItsTokensAsAssertions() {
        Answer account = tokens.directGrant("account-asserting", OWNER, TestUsers.PASSWORD);
        Answer control = assertion(account.accessToken());
        assertThat(control.status()).as(control.body()).isEqualTo(200);
        JsonNode granted = tokens.directGrant("asserting", OWNER, SECRET, Map.of("scope", "openid"))
                .json();

        for (String token : List.of("access_token", "id_token")) {
            Answer answer = assertion(granted.path(token).asText());
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.accessToken()).isNull();
        }
    }

    /** The control has the token that it needs, and fails only because the realm has no such credential. */
    @Test
    void itsTokenCannotFetchVerifiableCredentials() {
        String account = tokens.directGrant("account-credentials", OWNER, TestUsers.PASSWORD)
                .accessToken();
        assertThat(credential(account).error()).startsWith("unknown_credential_");

        for (String clientId : BridgeClients.eligible("harmless", "credentials")) {
            JsonNode granted = tokens.directGrant(clientId, OWNER, SECRET, Map.of("scope", "openid"))
                    .expect(200)
                    .json();
            for (String token : List.of("access_token", "id_token")) {
                Answer answer = credential(granted.path(token).asText());
                assertThat(answer.error())
                        .as("%s of %s: %s", token, clientId, answer.body())
                        .isEqualTo("invalid_token");
            }
        }
    }

    private static Answer credential(String token) {
        return tokens.postJson(
                "/protocol/oid4vc/credential",
                "{\"credential_identifier\":\"diploma\"}",
                Map.of("Authorization", "Bearer " + token));
    }

    private static Answer assertion(String token) {
        return new TokenEndpoint(node.realmUrl(OTHER_REALM))
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                                "client_id",
                                "receiver",
                                "client_secret",
                                "receiver-secret",
                                "assertion",
                                token),
                        Map.of());
    }

    private static Answer exchange(String clientId, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.put("grant_type", EXCHANGE);
        form.put("client_id", clientId);
        form.put("client_secret", clientId + "-secret");
        return tokens.post("/protocol/openid-connect/token", form, Map.of());
    }

    private static String administrator() {
        return tokens.directGrant(ACCOUNT_PASSWORD, OWNER, TestUsers.PASSWORD)
                .expect(200)
                .accessToken();
    }

    private static HttpResponse<String> call(String method, String path, String token, String body) {
        return Http.send(HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/scim+json, application/json")
                .header("Content-Type", path.contains("/scim/") ? "application/scim+json" : "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }
}
