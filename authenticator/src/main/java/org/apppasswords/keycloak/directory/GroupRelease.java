package org.apppasswords.keycloak.directory;

import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.mappers.GroupMembershipMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;

/** Decides whether a client receives the groups of users at all. */
final class GroupRelease {

    private GroupRelease() {}

    /**
     * Returns whether the client's userinfo contains the groups of every user: a group membership mapper for userinfo
     * in the client itself, or in a default client scope. A scope with roles does not count, because Keycloak applies
     * it only to users who have one of them.
     */
    static boolean isGranted(ClientModel client) {
        Stream<ClientScopeModel> scopes = client.getClientScopes(true).values().stream()
                .filter(scope -> OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol()))
                .filter(scope -> scope.getScopeMappingsStream().findAny().isEmpty());
        return Stream.concat(Stream.of(client), scopes).anyMatch(GroupRelease::hasMapper);
    }

    private static boolean hasMapper(ProtocolMapperContainerModel container) {
        return container
                .getProtocolMappersStream()
                .anyMatch(mapper -> GroupMembershipMapper.PROVIDER_ID.equals(mapper.getProtocolMapper())
                        && OIDCAttributeMapperHelper.includeInUserInfo(mapper));
    }
}
