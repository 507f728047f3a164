package org.apppasswords.keycloak.token;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.mappers.AbstractPairwiseSubMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.protocol.oidc.mappers.UserClientRoleMappingMapper;
import org.keycloak.protocol.oidc.mappers.UserRealmRoleMappingMapper;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.IDToken;
import org.keycloak.utils.JsonUtils;
import org.keycloak.utils.RoleResolveUtil;

/**
 * Restricts a token to the client that it was issued to, whatever other mappers have added: an API that checks JWTs by
 * itself must not find itself in the audience, or any of its own roles in the token.
 */
final class SingleClientToken {

    /**
     * The claims that Keycloak writes itself. A mapper can only add a second value beside Keycloak's own, and JSON
     * parsers read the last one.
     */
    private static final Set<String> RESERVED_CLAIMS = Set.of(
            "jti",
            "iss",
            "aud",
            "azp",
            "client_id",
            "sub",
            "exp",
            "nbf",
            "iat",
            "typ",
            "sid",
            "session_state",
            "nonce",
            "acr",
            "auth_time",
            "at_hash",
            "c_hash",
            "s_hash",
            "scope",
            "cnf",
            "act",
            "may_act",
            "realm_access",
            "resource_access",
            "authorization",
            "authorization_details",
            "allowed-origins",
            "trusted-certs");

    private static final String ROLES_OF_CLIENT = "usermodel.clientRoleMapping.clientId";
    private static final String CLIENT_ID_PLACEHOLDER = "${client_id}";

    private final KeycloakSession session;
    private final ClientSessionContext context;
    private final ClientModel client;
    private final UserModel user;

    SingleClientToken(KeycloakSession session, ClientSessionContext context, UserModel user) {
        this.session = session;
        this.context = context;
        this.client = context.getClientSession().getClient();
        this.user = user;
    }

    /** Restricts an ID token. It keeps no roles in Keycloak's own role claims. */
    void restrict(IDToken token) {
        token.audience(client.getClientId());
        token.issuedFor(client.getClientId());
        if (token.getSubject() != null && !hasPairwiseSubject()) {
            token.subject(user.getId());
        }
        Map<String, Object> claims = token.getOtherClaims();
        claims.keySet().removeAll(RESERVED_CLAIMS);
        context.getProtocolMappersStream()
                .filter(mapper -> mapper.getConfig() != null)
                .flatMap(this::claimsOfForeignRoles)
                .forEach(claims::remove);
    }

    /**
     * Restricts an access token, or the answer of introspection. It keeps the client's own roles, and the realm roles
     * that the client's scope names; full scope does not name any.
     */
    void restrict(AccessToken token) {
        restrict((IDToken) token);
        AccessToken.Access own = token.getResourceAccess(client.getClientId());
        token.setResourceAccess(own == null ? null : Map.of(client.getClientId(), own));
        if (client.isFullScopeAllowed()) {
            token.setRealmAccess(null);
        }
        token.setAuthorization(null);
    }

    private boolean hasPairwiseSubject() {
        return context.getProtocolMappersStream()
                .anyMatch(mapper -> mapper.getProtocolMapper().endsWith(AbstractPairwiseSubMapper.PROVIDER_ID_SUFFIX));
    }

    // Keycloak's role mappers can write roles into any claim. Nested claims are removed with the claim that contains
    // them.
    private Stream<String> claimsOfForeignRoles(ProtocolMapperModel mapper) {
        String path = mapper.getConfig().get(OIDCAttributeMapperHelper.TOKEN_CLAIM_NAME);
        if (path == null) {
            return Stream.empty();
        }
        return switch (mapper.getProtocolMapper()) {
            case UserRealmRoleMappingMapper.PROVIDER_ID ->
                client.isFullScopeAllowed() ? topLevelClaim(path) : Stream.empty();
            case UserClientRoleMappingMapper.PROVIDER_ID ->
                otherClients(mapper).flatMap(clientId -> topLevelClaim(ofClient(path, clientId)));
            default -> Stream.empty();
        };
    }

    // As Keycloak's AbstractUserRoleMappingMapper does.
    private static String ofClient(String path, String clientId) {
        return path.replace(
                CLIENT_ID_PLACEHOLDER, clientId.replace("\\", "\\\\").replace(".", "\\."));
    }

    private Stream<String> otherClients(ProtocolMapperModel mapper) {
        String chosen = mapper.getConfig().get(ROLES_OF_CLIENT);
        return RoleResolveUtil.getAllResolvedClientRoles(session, context).keySet().stream()
                .filter(clientId -> chosen == null || chosen.isEmpty() || chosen.equals(clientId))
                .filter(clientId -> !clientId.equals(client.getClientId()));
    }

    private static Stream<String> topLevelClaim(String path) {
        return JsonUtils.splitClaimPath(path).stream().limit(1);
    }
}
