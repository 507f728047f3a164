package org.apppasswords.keycloak.it.support;

import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** Clients made for one test, through the admin API, and removed after it. */
public final class TestClients {

    private final ManagedRealm realm;

    public TestClients(ManagedRealm realm) {
        this.realm = realm;
    }

    /** A confidential client with direct grants by this flow, or by the realm's if {@code null}. */
    public void add(String clientId, String name, String directGrantFlow) {
        add(clientId, name, directGrantFlow, client -> {});
    }

    /** The same with a difference. */
    public void add(String clientId, String name, String directGrantFlow, Consumer<ClientRepresentation> difference) {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(clientId);
        client.setName(name);
        client.setEnabled(true);
        client.setPublicClient(false);
        client.setSecret(clientId + "-secret");
        client.setDirectAccessGrantsEnabled(true);
        client.setStandardFlowEnabled(false);
        client.setFullScopeAllowed(false);
        client.setAttributes(new HashMap<>());
        if (directGrantFlow != null) {
            String flowId = new Flows(realm).id(directGrantFlow);
            client.setAuthenticationFlowBindingOverrides(Map.of("direct_grant", flowId));
        }
        difference.accept(client);
        try (Response response = realm.admin().clients().create(client)) {
            if (response.getStatus() != 201) {
                throw new IllegalStateException(clientId + ": " + response.readEntity(String.class));
            }
            String location = response.getHeaderString("Location");
            String id = location.substring(location.lastIndexOf('/') + 1);
            realm.cleanup().add(r -> r.clients().get(id).remove());
        }
    }
}
