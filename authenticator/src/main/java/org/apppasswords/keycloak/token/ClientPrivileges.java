package org.apppasswords.keycloak.token;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.compatibility.KeycloakNames;
import org.apppasswords.keycloak.compatibility.KeycloakVersion;
import org.keycloak.Config;
import org.keycloak.OAuth2Constants;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.common.Profile;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.ScopeContainerModel;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;

/**
 * Checks whether a client is restricted: whether its tokens cannot reach Keycloak's own APIs.
 *
 * <p>The account and admin APIs do not rely on the roles in a token: they compute the roles again from the client's
 * scope. So the scope must not contain such roles; removing them from the token is not enough.
 */
public final class ClientPrivileges {

    /** The error description for a client that may not use app passwords. */
    public static final String NOT_ELIGIBLE = "This client may not use app passwords";

    private static final String MASTER_REALM_CLIENT_SUFFIX = "-realm";
    private static final Set<String> KEYCLOAK_CLIENTS = Set.of(
            Constants.ACCOUNT_MANAGEMENT_CLIENT_ID,
            Constants.REALM_MANAGEMENT_CLIENT_ID,
            Constants.BROKER_SERVICE_CLIENT_ID);
    private static final Set<String> ADMIN_REALM_ROLES = Set.of(AdminRoles.ADMIN, AdminRoles.CREATE_REALM);

    private static final Set<String> FREE_MAPPERS =
            Set.of("oidc-hardcoded-role-mapper", "oidc-role-name-mapper", "oidc-script-based-protocol-mapper");
    private static final String SCRIPT_MAPPER_PREFIX = "script-";
    private static final Set<String> BUILT_IN_ROLE_MAPPERS =
            Set.of("oidc-usermodel-realm-role-mapper", "oidc-usermodel-client-role-mapper");
    private static final Set<String> ROLE_CLAIMS = Set.of("realm_access", "resource_access");

    private ClientPrivileges() {}

    /** Returns why the client is not restricted, as the end of a sentence for the log; empty if it is. */
    public static Optional<String> violation(KeycloakSession session, ClientModel client) {
        return scopeViolation(session, client).or(() -> realmViolation(client.getRealm()));
    }

    // Settings that let the tokens of any client do more than the client's scope allows.
    private static Optional<String> realmViolation(RealmModel realm) {
        if (Profile.isFeatureEnabled(Profile.Feature.TOKEN_EXCHANGE)) {
            // Version 1 is available to every client, and does not check the grant type.
            return Optional.of("the feature token-exchange is on");
        }
        boolean finePermissions =
                realm.isAdminPermissionsEnabled() || Profile.isFeatureEnabled(Profile.Feature.ADMIN_FINE_GRAINED_AUTHZ);
        return finePermissions && !KeycloakVersion.current().checksGrantTypes()
                ? Optional.of("the realm has fine-grained admin permissions, and this is a Keycloak before 26.6")
                : Optional.empty();
    }

    /**
     * Returns what the roles in its tokens allow, as the end of a sentence for the log; empty if they allow nothing.
     */
    public static Optional<String> scopeViolation(KeycloakSession session, ClientModel client) {
        if (client.isFullScopeAllowed()) {
            return Optional.of("full scope is allowed");
        }
        if (Boolean.parseBoolean(client.getAttribute(OIDCConfigAttributes.STANDARD_TOKEN_EXCHANGE_ENABLED))) {
            return Optional.of("standard token exchange is on");
        }
        if (Boolean.parseBoolean(client.getAttribute(KeycloakNames.VERIFIABLE_CREDENTIALS_ENABLED))) {
            return Optional.of("verifiable credentials are on");
        }
        if (hasAuthorizationServices(session, client)) {
            return Optional.of("authorization services are on");
        }
        List<ClientScopeModel> scopes = Stream.of(true, false)
                .flatMap(byDefault -> client.getClientScopes(byDefault).values().stream())
                .toList();
        return roleViolation(client, scopes).or(() -> mapperViolation(client, scopes));
    }

    /** Returns whether every sign-in of the client requests offline access, which would outlive the revocation. */
    public static boolean alwaysOffline(ClientModel client) {
        return client.getClientScopes(true).containsKey(OAuth2Constants.OFFLINE_ACCESS);
    }

    // A client's own roles are always in its scope, and can be composites of any other role.
    private static Optional<String> roleViolation(ClientModel client, List<ClientScopeModel> scopes) {
        Set<RoleModel> roles = Stream.concat(
                        Stream.concat(client.getScopeMappingsStream(), client.getRolesStream()),
                        scopes.stream().flatMap(ScopeContainerModel::getScopeMappingsStream))
                .collect(Collectors.toSet());
        return RoleUtils.expandCompositeRoles(roles).stream()
                .filter(ClientPrivileges::isKeycloakRole)
                .map(role -> "its scope contains the role " + role.getName())
                .findFirst();
    }

    private static boolean isKeycloakRole(RoleModel role) {
        if (!role.isClientRole()) {
            return ADMIN_REALM_ROLES.contains(role.getName());
        }
        return !(role.getContainer() instanceof ClientModel owner)
                || KEYCLOAK_CLIENTS.contains(owner.getClientId())
                || isMasterRealmClient(owner);
    }

    private static boolean isMasterRealmClient(ClientModel client) {
        return Config.getAdminRealm().equals(client.getRealm().getName())
                && client.getClientId().endsWith(MASTER_REALM_CLIENT_SUFFIX);
    }

    private static Optional<String> mapperViolation(ClientModel client, List<ClientScopeModel> scopes) {
        return Stream.concat(
                        client.getProtocolMappersStream(),
                        scopes.stream().flatMap(ClientScopeModel::getProtocolMappersStream))
                .filter(ClientPrivileges::canAddRoles)
                .map(mapper -> "its mapper " + mapper.getName() + " can add roles")
                .findFirst();
    }

    private static boolean canAddRoles(ProtocolMapperModel mapper) {
        String type = mapper.getProtocolMapper();
        if (FREE_MAPPERS.contains(type) || type.startsWith(SCRIPT_MAPPER_PREFIX)) {
            return true;
        }
        String claim = mapper.getConfig() == null ? null : mapper.getConfig().get("claim.name");
        return claim != null
                && !BUILT_IN_ROLE_MAPPERS.contains(type)
                && ROLE_CLAIMS.stream().anyMatch(claim::startsWith);
    }

    private static boolean hasAuthorizationServices(KeycloakSession session, ClientModel client) {
        if (!Profile.isFeatureEnabled(Profile.Feature.AUTHORIZATION)) {
            return false;
        }
        return session.getProvider(AuthorizationProvider.class)
                        .getStoreFactory()
                        .getResourceServerStore()
                        .findByClient(client)
                != null;
    }
}
