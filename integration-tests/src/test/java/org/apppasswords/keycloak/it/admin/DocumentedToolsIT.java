package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.EmptyRealm;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.util.JsonSerialization;

/**
 * The files for Terraform and keycloak-config-cli in docs/administration.md have the values that our call writes. The
 * programs themselves are not installed here.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DocumentedToolsIT {

    private static final String ACTION = "app-password-create";
    private static final String FLOW = "app password direct grant";
    private static final String CLIENT = "dovecot";
    private static final Map<String, String> HEADERS = Map.of(
            "app-passwords.remote-address-header", "X-Dovecot-Auth-Remote",
            "app-passwords.protocol-header", "X-Dovecot-Auth-Service");

    @InjectRealm(config = EmptyRealm.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak keycloak;

    private RequiredActionProviderRepresentation action;
    private AuthenticationFlowRepresentation flow;
    private AuthenticationExecutionInfoRepresentation step;
    private ClientRepresentation client;
    private ProtocolMapperRepresentation mapper;

    @BeforeEach
    void provisionWithOurCall() {
        AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString())
                .post("setup", """
                        {"createClients":true,"clients":[{"clientId":"dovecot","name":"Mail (IMAP)"}]}""")
                .expect(200);
        action = realm.admin().flows().getRequiredAction(ACTION);
        flow = realm.admin().flows().getFlows().stream()
                .filter(each -> each.getAlias().equals(FLOW))
                .findFirst()
                .orElseThrow();
        step = realm.admin().flows().getExecutions(FLOW).get(0);
        client = realm.admin().clients().findByClientId(CLIENT).get(0);
        // The call leaves these to the administrator, because they depend on the bridge.
        client.getAttributes().putAll(HEADERS);
        // Keycloak gives each new client a mapper for Docker registries.
        mapper = client.getProtocolMappers().stream()
                .filter(each -> each.getProtocolMapper().equals("oidc-app-password-mapper"))
                .findFirst()
                .orElseThrow();
        client.setProtocolMappers(List.of(mapper));
    }

    @Test
    void terraform() {
        TerraformResources file = TerraformResources.parse(DocumentedBlock.read("administration.md", "provision.tf"));
        String inRealm = "keycloak_realm.realm.id";
        Map<String, Map<String, String>> written = new LinkedHashMap<>();
        file.names().forEach(name -> written.put(name, file.of(name)));

        Map<String, String> terraformClient = new HashMap<>(Map.of(
                "realm_id", inRealm,
                "client_id", client.getClientId(),
                "name", client.getName(),
                "access_type", client.isPublicClient() ? "PUBLIC" : "CONFIDENTIAL",
                "direct_access_grants_enabled", String.valueOf(client.isDirectAccessGrantsEnabled()),
                "standard_flow_enabled", String.valueOf(client.isStandardFlowEnabled()),
                "full_scope_allowed", String.valueOf(client.isFullScopeAllowed()),
                "use_refresh_tokens", client.getAttributes().get("use.refresh.tokens"),
                "access_token_lifespan", client.getAttributes().get("access.token.lifespan"),
                "authentication_flow_binding_overrides.direct_grant_id",
                        boundFlow().equals(flow.getId()) ? "keycloak_authentication_flow.app_password.id" : ""));
        HEADERS.keySet()
                .forEach(name -> terraformClient.put(
                        "extra_config." + name, client.getAttributes().get(name)));
        assertThat(written)
                .isEqualTo(Map.of(
                        "keycloak_required_action.app_passwords",
                        Map.of(
                                "realm_id", inRealm,
                                "alias", action.getAlias(),
                                "name", action.getName(),
                                "enabled", String.valueOf(action.isEnabled())),
                        "keycloak_authentication_flow.app_password",
                        Map.of("realm_id", inRealm, "alias", flow.getAlias(), "provider_id", flow.getProviderId()),
                        "keycloak_authentication_execution.app_password",
                        Map.of(
                                "realm_id", inRealm,
                                "parent_flow_alias", flow.getAlias(),
                                "authenticator", step.getProviderId(),
                                "requirement", step.getRequirement()),
                        "keycloak_openid_client.dovecot",
                        terraformClient,
                        "keycloak_generic_protocol_mapper.dovecot",
                        Map.of(
                                "realm_id", inRealm,
                                "client_id", "keycloak_openid_client.dovecot.id",
                                "name", mapper.getName(),
                                "protocol", mapper.getProtocol(),
                                "protocol_mapper", mapper.getProtocolMapper(),
                                "config", mapper.getConfig().toString())));
    }

    @Test
    void keycloakConfigCli() throws IOException {
        JsonNode file = new YAMLMapper().readTree(DocumentedBlock.read("administration.md", "provision.yaml"));
        client.setAuthenticationFlowBindingOverrides(
                Map.of("direct_grant", boundFlow().equals(flow.getId()) ? flow.getAlias() : ""));
        // The order among Keycloak's own required actions depends on its version.
        action.setPriority(file.path("requiredActions").path(0).path("priority").asInt());

        assertThat(file.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("realm", "requiredActions", "authenticationFlows", "clients");
        assertHas("requiredAction", json(action), only(file.path("requiredActions")));
        assertHas("flow", json(flow), only(file.path("authenticationFlows")));
        assertHas("client", json(client), only(file.path("clients")));
    }

    private String boundFlow() {
        return client.getAuthenticationFlowBindingOverrides().get("direct_grant");
    }

    private static JsonNode only(JsonNode list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }

    /** Asserts that each value of the file is in the representation; the representation has more. */
    private static void assertHas(String path, JsonNode real, JsonNode file) {
        if (file.isValueNode()) {
            assertThat(real.asText()).as(path).isEqualTo(file.asText());
        } else if (file.isArray()) {
            assertThat(real).as(path).hasSameSizeAs(file);
            for (int i = 0; i < file.size(); i++) {
                assertHas(path + "[" + i + "]", real.path(i), file.path(i));
            }
        } else {
            file.properties()
                    .forEach(field ->
                            assertHas(path + "." + field.getKey(), real.path(field.getKey()), field.getValue()));
        }
    }

    private static JsonNode json(Object representation) throws IOException {
        return JsonSerialization.mapper.readTree(JsonSerialization.writeValueAsString(representation));
    }
}
