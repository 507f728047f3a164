package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * The token's claims as an API that validates JWTs locally sees them, and the introspection response, under all client
 * settings.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class SingleClientTokenIT {

    private static final String SECRET = "singlesinglesinglesingle";
    private static final String OWNER = "owner";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TokenEndpoint tokens;
    private BridgeClients clients;
    private String ownerId;

    @TestSetup
    public void createClientsRolesAndOwner() {
        Flows flows = new Flows(realm);
        String userId = new TestUsers(realm).create(OWNER, SeededAppPassword.of(SECRET));
        BridgeClients made = new BridgeClients(realm);
        giveRole(userId, made.create(TokenSetting.OTHER, client -> {}));
        RoleRepresentation staff = new RoleRepresentation();
        staff.setName(TokenSetting.REALM_ROLE);
        realm.admin().roles().create(staff);
        realm.admin()
                .users()
                .get(userId)
                .roles()
                .realmLevel()
                .add(List.of(realm.admin().roles().get(TokenSetting.REALM_ROLE).toRepresentation()));
        for (String session : List.of("transient", "persistent")) {
            String flow = flows.appPassword(session, Map.of("session", session));
            for (TokenSetting setting : TokenSetting.values()) {
                ClientResource client = made.create(
                        clientId(setting, session), BridgeClients.flow(flow).andThen(setting.change()));
                setting.apply(realm.admin(), client);
                giveRole(userId, client);
            }
        }
    }

    private void giveRole(String userId, ClientResource client) {
        RoleRepresentation role = new RoleRepresentation();
        role.setName(TokenSetting.ROLE);
        client.roles().create(role);
        realm.admin()
                .users()
                .get(userId)
                .roles()
                .clientLevel(client.toRepresentation().getId())
                .add(List.of(client.roles().get(TokenSetting.ROLE).toRepresentation()));
    }

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        clients = new BridgeClients(realm);
        ownerId = realm.admin().users().searchByUsername(OWNER, true).get(0).getId();
    }

    static Stream<Arguments> everyCombination() {
        return Arrays.stream(TokenSetting.values())
                .flatMap(setting -> Stream.of("transient", "persistent")
                        .flatMap(session ->
                                Stream.of("", "openid").map(scope -> Arguments.of(setting, session, scope))));
    }

    @ParameterizedTest(name = "{0}, {1} session, scope parameter \"{2}\"")
    @MethodSource("everyCombination")
    void tokensAreValidForOneClientOnly(TokenSetting setting, String session, String scope) throws IOException {
        String clientId = clientId(setting, session);

        Answer answer =
                tokens.directGrant(clientId, OWNER, SECRET, scope.isEmpty() ? Map.of() : Map.of("scope", scope));

        if (answer.status() != 200) {
            // In these versions, the roles in a token are enough to register clients.
            assertThat(TestedKeycloak.isBefore(26, 7, 1)).as(answer.body()).isTrue();
            assertThat(answer.error()).isEqualTo("unauthorized_client");
            return;
        }
        assertThat(answer.json().path("token_type").asText()).isEqualTo("Bearer");
        JsonNode accessToken = strictly(answer.accessToken());
        assertRestricted(accessToken, clientId, setting);
        assertThat(accessToken.has("realm_access")).isEqualTo(setting == TokenSetting.REALM_ROLES);
        assertThat(accessToken.path("preferred_username").asText(OWNER)).isEqualTo(OWNER);
        if (!scope.isEmpty()) {
            JsonNode idToken = strictly(answer.json().path("id_token").asText());
            assertThat(idToken.path("sub").asText()).isEqualTo(ownerId);
            assertRestricted(idToken, clientId, setting);
        }
        JsonNode introspection =
                tokens.introspect(clientId, answer.accessToken()).json();
        if (introspection.path("active").asBoolean()) {
            assertRestricted(introspection, clientId, setting);
        } else {
            // Its tokens keep the id of a session that does not exist.
            assertThat(accessToken.has("sid")).isTrue();
        }
    }

    @Test
    void aTokenOfTheAccountPasswordIsUnchanged() {
        clients.create(
                "account-password",
                TokenSetting.HARDCODED_ROLES
                        .change()
                        .andThen(TokenSetting.AUDIENCE_CUSTOM.change())
                        .andThen(client -> client.setAuthenticationFlowBindingOverrides(Map.of())));

        JsonNode claims = tokens.directGrant("account-password", OWNER, TestUsers.PASSWORD)
                .claims();

        assertThat(claims.path("aud").toString()).contains(TokenSetting.FORGED);
        assertThat(claims.path("resource_access").has(TokenSetting.OTHER)).isTrue();
    }

    private void assertRestricted(JsonNode claims, String clientId, TokenSetting setting) {
        String all = claims.toPrettyString();
        assertThat(claims.path("aud").asText()).as(all).isEqualTo(clientId);
        assertThat(claims.path("azp").asText()).as(all).isEqualTo(clientId);
        assertThat(claims.path("client_id").asText(clientId)).as(all).isEqualTo(clientId);
        assertThat(claims.path("sub").asText(ownerId)).as(all).isEqualTo(ownerId);
        assertThat(claims.path("iss").asText()).as(all).isEqualTo(realm.getBaseUrl());
        assertThat(claims.path("resource_access").fieldNames())
                .toIterable()
                .as(all)
                .isSubsetOf(clientId);
        if (setting == TokenSetting.REALM_ROLES && claims.has("realm_access")) {
            assertThat(claims.path("realm_access").path("roles").toString()).isEqualTo("[\"staff\"]");
        } else {
            assertThat(claims.has("realm_access")).as(all).isFalse();
        }
        assertThat(List.of("roles", "nested", "groups", TokenSetting.OTHER))
                .as(all)
                .noneMatch(claims::has);
        // The token keeps claims with other names, which other clients do not interpret.
        assertThat(List.of("sid", "session_state", "jti", "typ", "scope", "cnf", "act", "may_act", "authorization"))
                .as(all)
                .noneMatch(claim -> claims.path(claim).toString().contains(TokenSetting.FORGED));
        assertThat(claims.path("allowed-origins").toString()).as(all).doesNotContain(TokenSetting.FORGED);
    }

    // Parsers would use the second value of a duplicate claim.
    private static JsonNode strictly(String jwt) throws IOException {
        return new ObjectMapper()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .readTree(new String(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]), StandardCharsets.UTF_8));
    }

    private static String clientId(TokenSetting setting, String session) {
        return setting + "-" + session;
    }
}
