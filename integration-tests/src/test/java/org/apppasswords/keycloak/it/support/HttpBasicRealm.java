package org.apppasswords.keycloak.it.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.keycloak.representations.idm.AuthenticationExecutionExportRepresentation;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/** The demo realm with app passwords in the flows for SAML ECP and Docker registries, as an import sets them up. */
public final class HttpBasicRealm implements RealmConfig {

    /** The header in which the registry's client may tell an address, which nobody can vouch for. */
    public static final String ADDRESS_HEADER = "X-Registry-Client";

    /** Client ID of the SAML service provider. */
    public static final String SERVICE_PROVIDER = "https://sp.example.org/shibboleth";

    /** Client ID of the Docker registry. */
    public static final String REGISTRY = "registry";

    private static final String AUTHENTICATOR = "http-basic-app-password";
    private static final String ECP_FLOW = "saml ecp";
    private static final String DOCKER_FLOW = "app password docker";

    @Override
    public RealmBuilder configure(RealmBuilder realm) {
        RealmRepresentation representation = new DemoRealm().configure(realm).build();
        List<AuthenticationFlowRepresentation> flows = new ArrayList<>(representation.getAuthenticationFlows());
        flows.add(flow(ECP_FLOW, true));
        flows.add(flow(DOCKER_FLOW, false));
        representation.setAuthenticationFlows(flows);
        representation.setDockerAuthenticationFlow(DOCKER_FLOW);
        List<ClientRepresentation> clients = new ArrayList<>(representation.getClients());
        clients.add(serviceProvider());
        clients.add(registry());
        representation.setClients(clients);
        return RealmBuilder.update(representation);
    }

    private static AuthenticationFlowRepresentation flow(String alias, boolean builtIn) {
        AuthenticationExecutionExportRepresentation execution = new AuthenticationExecutionExportRepresentation();
        execution.setAuthenticator(AUTHENTICATOR);
        execution.setRequirement("REQUIRED");
        execution.setPriority(10);
        AuthenticationFlowRepresentation flow = new AuthenticationFlowRepresentation();
        flow.setAlias(alias);
        flow.setProviderId("basic-flow");
        flow.setTopLevel(true);
        flow.setBuiltIn(builtIn);
        flow.setAuthenticationExecutions(List.of(execution));
        return flow;
    }

    static ClientRepresentation serviceProvider() {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(SERVICE_PROVIDER);
        client.setName("Library");
        client.setProtocol("saml");
        client.setRedirectUris(List.of("https://sp.example.org/*"));
        client.setAttributes(Map.of("saml.allow.ecp.flow", "true", "saml.client.signature", "false"));
        return client;
    }

    static ClientRepresentation registry() {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(REGISTRY);
        client.setName("Container registry");
        client.setProtocol("docker-v2");
        client.setAttributes(Map.of("app-passwords.remote-address-header", ADDRESS_HEADER));
        return client;
    }
}
