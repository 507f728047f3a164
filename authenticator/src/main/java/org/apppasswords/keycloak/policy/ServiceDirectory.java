package org.apppasswords.keycloak.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.AuthenticationFlowBindings;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.DefaultAuthenticationFlows;

/**
 * The services of a realm. These are the enabled confidential clients with direct grants whose own direct-grant flow
 * accepts app passwords, or which are marked as a service in a realm whose direct-grant flow does. Clients of SAML ECP
 * and Docker registries are services if the realm's flow for that protocol accepts app passwords.
 *
 * <p>Queries only these clients, because a realm can have ten thousand others.
 */
public final class ServiceDirectory {

    /** Client attribute that marks a client as a service if the realm's direct-grant flow accepts app passwords. */
    public static final String SERVICE_ATTRIBUTE = "app-passwords.service";

    /** A longer list would not be useful to users, and the page is rendered for each of them. */
    private static final int MAX_OFFERED = 200;

    /** More than are offered, because some clients with our flow or attribute may be disabled. */
    private static final int MAX_EXAMINED = 1000;

    private static final String SAML = "saml";
    private static final String ECP_ATTRIBUTE = "saml.allow.ecp.flow";
    private static final String DOCKER = "docker-v2";

    private final KeycloakSession session;

    public ServiceDirectory(KeycloakSession session) {
        this.session = session;
    }

    /** Returns the services that a user can choose from, sorted by name. */
    public List<Service> offered(RealmModel realm) {
        Set<String> flowIds = realm.getAuthenticationFlowsStream()
                .filter(AuthenticationFlowModel::isTopLevel)
                .filter(flow -> AcceptingStep.DIRECT_GRANT.isIn(realm, flow))
                .map(AuthenticationFlowModel::getId)
                .collect(Collectors.toSet());
        Stream<ClientModel> byOverride = flowIds.stream().flatMap(flowId -> byFlowOverride(realm, flowId));
        AuthenticationFlowModel realmFlow = realm.getDirectGrantFlow();
        Stream<ClientModel> byAttribute = realmFlow != null && flowIds.contains(realmFlow.getId())
                ? byAttribute(realm).filter(client -> directGrantOverride(client) == null)
                : Stream.empty();
        Stream<ClientModel> byDirectGrant =
                Stream.concat(byOverride, byAttribute).filter(ServiceDirectory::isEligible);
        return Stream.concat(byDirectGrant, byHttpBasic(realm))
                .map(ServiceDirectory::describe)
                .distinct()
                .sorted(Comparator.comparing(Service::name, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(Service::clientId))
                .limit(MAX_OFFERED)
                .toList();
    }

    /** Returns the display names of these clients in the given order. A deleted client keeps its clientId. */
    public List<String> names(RealmModel realm, Set<String> clientIds) {
        return clientIds.stream()
                .map(clientId -> {
                    ClientModel client = realm.getClientByClientId(clientId);
                    return client == null ? clientId : describe(client).name();
                })
                .toList();
    }

    /** Returns whether this client accepts app passwords in direct grants. */
    public boolean has(RealmModel realm, ClientModel client) {
        String override = directGrantOverride(client);
        boolean offered = override != null || isMarked(client);
        AuthenticationFlowModel flow =
                override == null ? realm.getDirectGrantFlow() : realm.getAuthenticationFlowById(override);
        return isEligible(client) && offered && flow != null && AcceptingStep.DIRECT_GRANT.isIn(realm, flow);
    }

    private Stream<ClientModel> byFlowOverride(RealmModel realm, String flowId) {
        return session.clients()
                .searchClientsByAuthenticationFlowBindingOverrides(
                        realm, Map.of(AuthenticationFlowBindings.DIRECT_GRANT_BINDING, flowId), 0, MAX_EXAMINED);
    }

    private Stream<ClientModel> byAttribute(RealmModel realm) {
        return ClientQuery.byAttribute(session, realm, SERVICE_ATTRIBUTE, MAX_EXAMINED)
                .filter(ServiceDirectory::isMarked);
    }

    // These protocols have one flow for the whole realm and do not authenticate the client, so it need not be
    // confidential.
    private Stream<ClientModel> byHttpBasic(RealmModel realm) {
        Stream<ClientModel> saml =
                acceptsHttpBasic(realm, realm.getFlowByAlias(DefaultAuthenticationFlows.SAML_ECP_FLOW))
                        ? byProtocol(realm, SAML).filter(client -> "true".equals(client.getAttribute(ECP_ATTRIBUTE)))
                        : Stream.empty();
        Stream<ClientModel> registries = acceptsHttpBasic(realm, realm.getDockerAuthenticationFlow())
                ? byProtocol(realm, DOCKER)
                : Stream.empty();
        return Stream.concat(saml, registries).filter(ClientModel::isEnabled);
    }

    private static boolean acceptsHttpBasic(RealmModel realm, AuthenticationFlowModel flow) {
        return flow != null && AcceptingStep.HTTP_BASIC.isIn(realm, flow);
    }

    private Stream<ClientModel> byProtocol(RealmModel realm, String protocol) {
        return ClientQuery.byProtocol(session, realm, protocol, MAX_EXAMINED);
    }

    private static String directGrantOverride(ClientModel client) {
        return client.getAuthenticationFlowBindingOverride(AuthenticationFlowBindings.DIRECT_GRANT_BINDING);
    }

    private static boolean isMarked(ClientModel client) {
        return "true".equals(client.getAttribute(SERVICE_ATTRIBUTE));
    }

    private static boolean isEligible(ClientModel client) {
        return client.isEnabled()
                && client.isDirectAccessGrantsEnabled()
                && !client.isPublicClient()
                && !client.isBearerOnly();
    }

    private static Service describe(ClientModel client) {
        String name = Objects.requireNonNullElse(client.getName(), "");
        return new Service(client.getClientId(), name.isBlank() ? client.getClientId() : name);
    }
}
