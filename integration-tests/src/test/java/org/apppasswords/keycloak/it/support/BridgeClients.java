package org.apppasswords.keycloak.it.support;

import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** Clients made for one test: the demo's {@code dovecot}, changed where the test says so. */
public final class BridgeClients {

    private static final String MODEL = "dovecot";

    private final RealmResource realm;

    public BridgeClients(ManagedRealm realm) {
        this(realm.admin());
    }

    public BridgeClients(RealmResource realm) {
        this.realm = realm;
    }

    /** A client like {@code dovecot}, with the secret {@code <clientId>-secret}, and with this change. */
    public ClientResource create(String clientId, Consumer<ClientRepresentation> change) {
        ClientRepresentation client = get(MODEL).toRepresentation();
        client.setId(null);
        client.setClientId(clientId);
        client.setName(null);
        client.setSecret(clientId + "-secret");
        client.getProtocolMappers().forEach(mapper -> mapper.setId(null));
        client.setAttributes(new HashMap<>(Map.of("use.refresh.tokens", "false")));
        change.accept(client);
        try (Response response = realm.clients().create(client)) {
            return realm.clients().get(Created.id(response));
        }
    }

    /** The client with this clientId. */
    public ClientResource get(String clientId) {
        return realm.clients().get(internalId(clientId));
    }

    public boolean exists(String clientId) {
        return !realm.clients().findByClientId(clientId).isEmpty();
    }

    /** The id that the admin API knows the client by. */
    public String internalId(String clientId) {
        return realm.clients().findByClientId(clientId).get(0).getId();
    }

    /** Signs in with this flow. */
    public static Consumer<ClientRepresentation> flow(String flowId) {
        return client -> client.setAuthenticationFlowBindingOverrides(Map.of("direct_grant", flowId));
    }

    /** Has no mapper of its own. */
    public static Consumer<ClientRepresentation> withoutMappers() {
        return client -> client.setProtocolMappers(List.of());
    }

    /** Has this protocol mapper too. */
    public static Consumer<ClientRepresentation> withMapper(String type, Map<String, String> config) {
        return client -> {
            List<ProtocolMapperRepresentation> mappers =
                    new ArrayList<>(client.getProtocolMappers() == null ? List.of() : client.getProtocolMappers());
            ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
            mapper.setName(type + " " + mappers.size());
            mapper.setProtocol("openid-connect");
            mapper.setProtocolMapper(type);
            mapper.setConfig(config);
            mappers.add(mapper);
            client.setProtocolMappers(mappers);
        };
    }

    /** Has the mapper without which it gets no token. */
    public static Consumer<ClientRepresentation> withTokenMapper() {
        return withMapper("oidc-app-password-mapper", Map.of());
    }

    /** Gets refresh tokens. */
    public static Consumer<ClientRepresentation> withRefreshTokens() {
        return client -> client.getAttributes().put("use.refresh.tokens", "true");
    }

    /** Has this client scope by default. */
    public static Consumer<ClientRepresentation> withDefaultScope(String name) {
        return client -> client.setDefaultClientScopes(plus(client.getDefaultClientScopes(), name));
    }

    /** Has this client scope where the request asks for it. */
    public static Consumer<ClientRepresentation> withOptionalScope(String name) {
        return client -> client.setOptionalClientScopes(plus(client.getOptionalClientScopes(), name));
    }

    private static List<String> plus(List<String> names, String name) {
        return Stream.concat(names.stream(), Stream.of(name)).distinct().toList();
    }

    /** Those of the two that may use app passwords: before Keycloak 26.7.1, harmful ones may not ({@code TokenRefusalIT}). */
    public static List<String> eligible(String harmless, String harmful) {
        return TestedKeycloak.isBefore(26, 7, 1) ? List.of(harmless) : List.of(harmless, harmful);
    }
}
