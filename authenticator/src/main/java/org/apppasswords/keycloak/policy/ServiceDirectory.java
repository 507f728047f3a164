package org.apppasswords.keycloak.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.localization.RealmTexts;
import org.keycloak.models.AuthenticationFlowBindings;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
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

    /** Client attribute with the name under which users choose this service together with others. */
    public static final String GROUP_ATTRIBUTE = "app-passwords.group";

    /** A longer list would not be useful to users, and the page is rendered for each of them. */
    private static final int MAX_OFFERED = 200;

    /** More than are offered, because some clients with our flow or attribute may be disabled. */
    private static final int MAX_EXAMINED = 1000;

    private static final String SAML = "saml";
    private static final String ECP_ATTRIBUTE = "saml.allow.ecp.flow";
    private static final String DOCKER = "docker-v2";

    private final KeycloakSession session;

    /** Read once, for one user in one language: a page names the services of each app password. */
    private List<Service> choosable;

    public ServiceDirectory(KeycloakSession session) {
        this.session = session;
    }

    /** Returns all services of the realm, with names in this language, sorted by name. */
    public List<Service> offered(RealmModel realm, RealmTexts texts) {
        return describe(realm, offeredClients(realm), texts);
    }

    /** Returns the services that this user may choose from, with names in this language, sorted by name. */
    public List<Service> offeredTo(RealmModel realm, UserModel user, RealmTexts texts) {
        return describe(realm, clientsOfferedTo(realm, user), texts);
    }

    private static List<Service> describe(RealmModel realm, Stream<ClientModel> clients, RealmTexts texts) {
        AppPasswordPolicy policy = AppPasswordPolicy.of(realm);
        return clients.map(client -> describe(client, policy, texts))
                .distinct()
                .sorted(Service.ORDER)
                .limit(MAX_OFFERED)
                .toList();
    }

    private static Service describe(ClientModel client, AppPasswordPolicy policy, RealmTexts texts) {
        return new Service(
                client.getClientId(),
                texts.nameOf(client),
                texts.text(client.getAttribute(GROUP_ATTRIBUTE)).orElse(null),
                policy.forServices(Set.of(client.getClientId())).maxLifetimeDays());
    }

    /** Returns the client IDs of all services of the realm. */
    public Set<String> offeredIds(RealmModel realm) {
        return ids(offeredClients(realm));
    }

    /** Returns the client IDs of the services that this user may choose from. */
    public Set<String> offeredIdsTo(RealmModel realm, UserModel user) {
        return ids(clientsOfferedTo(realm, user));
    }

    /** Returns whether the realm has services, but none that this user may use. */
    public boolean isClosedTo(RealmModel realm, UserModel user) {
        List<ClientModel> offered = offeredClients(realm).toList();
        return !offered.isEmpty() && offered.stream().noneMatch(client -> ServiceAccess.mayUse(client, user));
    }

    private static Set<String> ids(Stream<ClientModel> clients) {
        return clients.map(ClientModel::getClientId).collect(Collectors.toUnmodifiableSet());
    }

    private Stream<ClientModel> clientsOfferedTo(RealmModel realm, UserModel user) {
        return offeredClients(realm).filter(client -> ServiceAccess.mayUse(client, user));
    }

    private Stream<ClientModel> offeredClients(RealmModel realm) {
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
        return Stream.concat(byDirectGrant, byHttpBasic(realm));
    }

    /**
     * Returns how users call these services, sorted: by the name of a group if all services are among them that the
     * user could choose with it. A deleted client keeps its clientId.
     *
     * @param user {@code null} if unknown: then the whole group counts
     */
    public List<String> names(RealmModel realm, UserModel user, Set<String> clientIds, RealmTexts texts) {
        List<Service> chosen =
                clientIds.stream().map(clientId -> find(realm, clientId, texts)).toList();
        boolean grouped = chosen.stream().anyMatch(service -> service.group() != null);
        return ServiceChoice.names(chosen, grouped ? choosable(realm, user, texts) : List.of());
    }

    /** Returns the service with this client ID, as users see it. A deleted client keeps its client ID as the name. */
    public Service find(RealmModel realm, String clientId, RealmTexts texts) {
        ClientModel client = ClientIds.canExist(clientId) ? realm.getClientByClientId(clientId) : null;
        return client == null ? new Service(clientId, clientId) : describe(client, AppPasswordPolicy.of(realm), texts);
    }

    private List<Service> choosable(RealmModel realm, UserModel user, RealmTexts texts) {
        if (choosable == null) {
            choosable = user == null ? offered(realm, texts) : offeredTo(realm, user, texts);
        }
        return choosable;
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
}
