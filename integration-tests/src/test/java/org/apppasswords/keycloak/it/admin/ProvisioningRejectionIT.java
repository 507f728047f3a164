package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** A rejected provisioning request changes nothing. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ProvisioningRejectionIT {

    private static final String FLOW = "app password direct grant";

    @InjectRealm
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak keycloak;

    @BeforeEach
    void addClients() {
        TestClients clients = new TestClients(realm);
        clients.add("mail", "Mail", null);
        clients.add("app", "Public", null, client -> client.setPublicClient(true));
        clients.add("web", "No grants", null, client -> client.setDirectAccessGrantsEnabled(false));
        clients.add("api", "Bearer only", null, client -> client.setBearerOnly(true));
        clients.add("saml", "SAML", null, client -> {
            client.setProtocol("saml");
            // Otherwise, Keycloak generates a key for it, which can take seconds.
            client.setAttributes(Map.of("saml.client.signature", "false"));
        });
    }

    @ParameterizedTest
    @MethodSource("rejections")
    void rejectsWithTheReasonAndChangesNothing(String body, String reason) {
        RealmSnapshot before = RealmSnapshot.of(realm);

        Answer answer = administrator().post("setup", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_request");
        assertThat(answer.json().path("error_description").asText()).contains(reason);
        assertThat(RealmSnapshot.of(realm)).isEqualTo(before);
    }

    static Stream<Arguments> rejections() {
        return Stream.of(
                arguments("{\"clients\":[\"mail\",\"app\"]}", "clients: app is a public client"),
                arguments("{\"clients\":[\"mail\",\"web\"]}", "clients: web has direct access grants off."),
                arguments("{\"clients\":[\"api\"]}", "clients: api has direct access grants off."),
                arguments("{\"clients\":[\"saml\"]}", "clients: saml is not an OpenID Connect client."),
                arguments("{\"clients\":[\"admin-cli\"]}", "clients: admin-cli is one of Keycloak's own clients."),
                arguments("{\"clients\":[\"account\"]}", "clients: account is one of Keycloak's own clients."),
                arguments("{\"clients\":[\"mail\",\"nobody\"]}", "clients: nobody is not a client of this realm."),
                arguments("{\"clients\":[\"\\u0000\"]}", "is not a client of this realm."),
                arguments(
                        "{\"clients\":[\"a b\"],\"createClients\":true}",
                        "clients: a b is not a valid client ID: 1 to 255 characters without spaces."),
                arguments(
                        "{\"clients\":[\"\"],\"createClients\":true}", "is not a valid client ID: 1 to 255 characters"),
                arguments(
                        "{\"clients\":[\"_system\"],\"createClients\":true}",
                        "clients: _system is the name of one of Keycloak's own clients."),
                arguments(
                        "{\"clients\":[\"%s\"],\"createClients\":true}".formatted("x".repeat(256)),
                        "is not a valid client ID: 1 to 255 characters"),
                arguments(
                        "{\"clients\":[%s]}".formatted(String.join(",", Collections.nCopies(101, "\"mail\""))),
                        "clients: must have at most 100 entries"),
                arguments("{\"clients\":\"mail\"}", "clients: must be an array of strings or of objects"),
                arguments(
                        "{\"clients\":[{\"clientId\":\"mail\",\"title\":\"Mail\"}]}",
                        "clients: must be an array of strings or of objects with the fields clientId, name"),
                arguments("{\"clients\":[{\"name\":\"Mail\"}]}", "clients: must be an array of strings or of objects"),
                arguments(
                        "{\"clients\":[{\"clientId\":\"mail\",\"name\":\" \"}]}",
                        "clients: mail has an invalid name: 1 to 255 characters"),
                arguments(
                        "{\"clients\":[{\"clientId\":\"mail\",\"name\":\"%s\"}]}".formatted("x".repeat(256)),
                        "clients: mail has an invalid name: 1 to 255 characters"),
                arguments(
                        "{\"clients\":[{\"clientId\":\"mail\",\"name\":\"a\\nb\"}]}",
                        "clients: mail has an invalid name: 1 to 255 characters"),
                arguments(
                        "{\"clients\":[\"mail\",{\"clientId\":\"mail\",\"name\":\"Mail\"}]}",
                        "clients: mail must not appear with different values."),
                arguments("{\"clients\":[\"mail\"],\"createClients\":\"yes\"}", "createClients: must be true or false"),
                arguments(
                        "{\"client\":[\"mail\"]}",
                        "The body has an unknown field. Accepted fields: clients, createClients, clientScope"),
                arguments("[]", "The body must be one JSON object."),
                arguments("{", "The body is not valid JSON, or repeats a field."),
                arguments("", "The body must be one JSON object."));
    }

    @Test
    void aMisspeltDryRunIsRejected() {
        RealmSnapshot before = RealmSnapshot.of(realm);

        assertThat(administrator().post("setup?dryRun=yes", "{}").status()).isEqualTo(400);
        assertThat(administrator().post("teardown?dryRun=", "{}").status()).isEqualTo(400);
        assertThat(RealmSnapshot.of(realm)).isEqualTo(before);
    }

    /** The option belongs into the query: here, it would tear down. */
    @Test
    void teardownRejectsFields() {
        administrator().post("setup", "{}").expect(200);
        RealmSnapshot before = RealmSnapshot.of(realm);

        Answer answer = administrator().post("teardown", "{\"dryRun\":true}").expect(400);

        assertThat(answer.description()).isEqualTo("The body has an unknown field. Accepted fields: none");
        assertThat(administrator().post("teardown", "dryRun=true").status()).isEqualTo(400);
        assertThat(RealmSnapshot.of(realm)).isEqualTo(before);
        administrator().post("teardown", null).expect(200);
    }

    @ParameterizedTest
    @MethodSource("administrators")
    void onlyAdministratorsOfRealmAndClientsAreAllowed(List<String> roles, int status) {
        String name = "delegate-" + String.join("-", roles);
        String userId = new TestUsers(realm).create(name);
        ClientRepresentation management =
                realm.admin().clients().findByClientId("realm-management").get(0);
        realm.admin()
                .users()
                .get(userId)
                .roles()
                .clientLevel(management.getId())
                .add(roles.stream()
                        .map(role -> realm.admin()
                                .clients()
                                .get(management.getId())
                                .roles()
                                .get(role)
                                .toRepresentation())
                        .toList());
        String token = new TokenEndpoint(realm.getBaseUrl())
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "admin-cli",
                                "username",
                                name,
                                "password",
                                TestUsers.PASSWORD),
                        Map.of())
                .accessToken();
        AdminApi delegate = AdminApi.with(realm.getBaseUrl(), token);

        assertThat(delegate.post("setup", "{}").status()).isEqualTo(status);
        assertThat(delegate.post("setup?dryRun=true", "{}").status()).isEqualTo(status);
        assertThat(delegate.post("teardown", "{}").status()).isEqualTo(status);
    }

    static Stream<Arguments> administrators() {
        return Stream.of(
                arguments(List.of(), 403),
                arguments(List.of("manage-realm"), 403),
                arguments(List.of("manage-clients"), 403),
                arguments(List.of("manage-users", "view-realm", "view-clients"), 403),
                arguments(List.of("manage-realm", "manage-clients"), 200));
    }

    @Test
    void anInvalidTokenIsRejected() {
        assertThat(AdminApi.with(realm.getBaseUrl(), "nonsense")
                        .post("setup", "{}")
                        .status())
                .isEqualTo(401);
        assertThat(realm.admin().flows().getFlows()).noneMatch(flow -> FLOW.equals(flow.getAlias()));
    }

    private AdminApi administrator() {
        return AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString());
    }
}
