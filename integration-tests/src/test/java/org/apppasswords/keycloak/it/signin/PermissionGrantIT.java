package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.admin.client.resource.AuthorizationResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.authorization.ResourcePermissionRepresentation;
import org.keycloak.representations.idm.authorization.ResourceRepresentation;
import org.keycloak.representations.idm.authorization.UserPolicyRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * The permission grant (UMA) exchanges any access token, without a client secret, for one with the scope of another
 * client of the realm that has authorization services and grants the user a permission. The bridge's scope does not
 * limit the new token.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class PermissionGrantIT {

    private static final String SECRET = "shoppershoppershoppersho";
    private static final String OWNER = "administrator";

    /** A client with Keycloak's default: full scope. */
    private static final String SHOP = "shop";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TokenEndpoint tokens;

    @TestSetup
    public void createAdministratorAndShop() {
        String userId = new TestUsers(realm).create(OWNER, SeededAppPassword.of(SECRET));
        BridgeClients clients = new BridgeClients(realm);
        String realmManagement = clients.internalId("realm-management");
        realm.admin()
                .users()
                .get(userId)
                .roles()
                .clientLevel(realmManagement)
                .add(List.of(clients.get("realm-management")
                        .roles()
                        .get("realm-admin")
                        .toRepresentation()));
        createShop(userId);
        String flow = new Flows(realm).appPassword("persistent", Map.of("session", "persistent"));
        clients.create("stored", BridgeClients.flow(flow).andThen(BridgeClients.withRefreshTokens()));
        clients.create("full-scope", client -> client.setFullScopeAllowed(!TestedKeycloak.isBefore(26, 7, 1)));
        clients.create(
                "signed-introspection",
                client -> client.getAttributes().put("client.introspection.response.allow.jwt.claim.enabled", "true"));
        clients.create("account-password", client -> client.setAuthenticationFlowBindingOverrides(Map.of()));
    }

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
    }

    @ParameterizedTest
    @MethodSource("bridges")
    void theTokenCannotBeExchangedForOneOfAnotherClient(String bridge) {
        Answer grant = tokens.directGrant(bridge, OWNER, SECRET, Map.of("scope", "openid"));
        assertThat(grant.status()).as(grant.body()).isEqualTo(200);

        assertThat(permissionGrant(grant.accessToken()).accessToken()).isNull();
        assertThat(swapByTheBridge(bridge, "subject_token", grant.accessToken()).accessToken())
                .isNull();
    }

    static Stream<String> bridges() {
        return Stream.of("dovecot", "full-scope", "stored");
    }

    @ParameterizedTest
    @MethodSource("bridges")
    void theBridgeCannotPresentTheTokenAsIdentity(String bridge) {
        Answer grant = tokens.directGrant(bridge, OWNER, SECRET, Map.of("scope", "openid"));
        assertThat(grant.status()).as(grant.body()).isEqualTo(200);

        for (String token : List.of("access_token", "id_token", "refresh_token")) {
            if (grant.json().hasNonNull(token)) {
                Answer swapped = swapByTheBridge(
                        bridge, "claim_token", grant.json().path(token).asText());
                assertThat(swapped.accessToken()).as(token).isNull();
            }
        }
    }

    /** A bridge can request a signed introspection response, which is a JWT too. */
    @Test
    void theBridgeCannotPresentTheSignedIntrospectionAsIdentity() {
        Answer grant = tokens.directGrant("signed-introspection", OWNER, SECRET, Map.of("scope", "openid"));
        assertThat(grant.status()).as(grant.body()).isEqualTo(200);
        String signed = tokens.post(
                        "/protocol/openid-connect/token/introspect",
                        Map.of(
                                "client_id",
                                "signed-introspection",
                                "client_secret",
                                "signed-introspection-secret",
                                "token",
                                grant.accessToken()),
                        Map.of("Accept", "application/jwt"))
                .json()
                .path("jwt")
                .asText();
        assertThat(TokenEndpoint.claims(signed).path("aud").asText()).isEqualTo("signed-introspection");

        for (String parameter : List.of("claim_token", "subject_token")) {
            assertThat(swapByTheBridge("signed-introspection", parameter, signed)
                            .accessToken())
                    .as(parameter)
                    .isNull();
        }
    }

    @Test
    void aTokenOfTheAccountPasswordCanBeExchanged() {
        Answer grant = tokens.directGrant("account-password", OWNER, TestUsers.PASSWORD);

        Answer swapped = permissionGrant(grant.accessToken());

        assertThat(swapped.status()).as(swapped.body()).isEqualTo(200);
        assertThat(new KeycloakApis(realm.getBaseUrl()).tryAll(swapped.accessToken(), ownerId()))
                .containsValue(200);
    }

    /** So that the same request with an app password's token fails only because of the app password. */
    @ParameterizedTest
    @CsvSource({"subject_token, access_token", "claim_token, id_token"})
    void theBridgeCanPresentATokenOfTheAccountPassword(String parameter, String token) {
        Answer grant = tokens.directGrant("account-password", OWNER, TestUsers.PASSWORD, Map.of("scope", "openid"));

        Answer swapped = swapByTheBridge(
                "account-password", parameter, grant.json().path(token).asText());

        assertThat(swapped.status()).as(swapped.body()).isEqualTo(200);
        assertThat(swapped.claims().path("sub").asText()).isEqualTo(ownerId());
    }

    @Test
    void theGrantTypeThatRestrictsTheTokenCannotBeRequested() {
        String grantType = "urn:app-passwords:grant-type:app-password";

        Answer answer = tokens.directGrant("dovecot", OWNER, SECRET, Map.of("grant_type", grantType));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("unsupported_grant_type");
    }

    private Answer permissionGrant(String accessToken) {
        return tokens.post(
                "/protocol/openid-connect/token",
                Map.of("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket", "audience", SHOP),
                Map.of("Authorization", "Bearer " + accessToken));
    }

    // This call needs the bridge's secret too.
    private Answer swapByTheBridge(String bridge, String parameter, String token) {
        Map<String, String> form = new HashMap<>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket");
        form.put("audience", SHOP);
        form.put("client_id", bridge);
        form.put("client_secret", bridge + "-secret");
        form.put(parameter, token);
        if (parameter.equals("claim_token")) {
            form.put("claim_token_format", "http://openid.net/specs/openid-connect-core-1_0.html#IDToken");
        }
        return tokens.post("/protocol/openid-connect/token", form, Map.of());
    }

    private void createShop(String userId) {
        ClientRepresentation shop = new ClientRepresentation();
        shop.setClientId(SHOP);
        shop.setServiceAccountsEnabled(true);
        shop.setAuthorizationServicesEnabled(true);
        String id = Created.id(realm.admin().clients().create(shop));
        AuthorizationResource authorization = realm.admin().clients().get(id).authorization();
        authorization.resources().create(new ResourceRepresentation("goods")).close();
        UserPolicyRepresentation policy = new UserPolicyRepresentation();
        policy.setName("customers");
        policy.addUser(userId);
        authorization.policies().user().create(policy).close();
        ResourcePermissionRepresentation permission = new ResourcePermissionRepresentation();
        permission.setName("customers see goods");
        permission.setResources(Set.of("goods"));
        permission.setPolicies(Set.of("customers"));
        authorization.permissions().resource().create(permission).close();
    }

    private String ownerId() {
        return realm.admin().users().searchByUsername(OWNER, true).get(0).getId();
    }
}
