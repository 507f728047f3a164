package org.apppasswords.keycloak.directory;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.ProtocolMapperUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.mappers.FullNameMapper;
import org.keycloak.protocol.oidc.mappers.GroupMembershipMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;

/**
 * What a client's userinfo contains about every user, by Keycloak's mappers in the client itself and in its default
 * client scopes. A scope with roles does not count, because Keycloak applies it only to users who have one of them.
 *
 * @param groups whether it contains the groups
 * @param attributes the names of the attributes that it contains, such as {@link UserModel#EMAIL}
 */
record Release(boolean groups, Set<String> attributes) {

    static Release to(ClientModel client) {
        Stream<ClientScopeModel> scopes = client.getClientScopes(true).values().stream()
                .filter(scope -> OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol()))
                .filter(scope -> scope.getScopeMappingsStream().findAny().isEmpty());
        List<ProtocolMapperModel> mappers = Stream.<ProtocolMapperContainerModel>concat(Stream.of(client), scopes)
                .flatMap(ProtocolMapperContainerModel::getProtocolMappersStream)
                .filter(OIDCAttributeMapperHelper::includeInUserInfo)
                .toList();
        Set<String> attributes = new HashSet<>();
        boolean groups = false;
        for (ProtocolMapperModel mapper : mappers) {
            switch (mapper.getProtocolMapper()) {
                case GroupMembershipMapper.PROVIDER_ID -> groups = true;
                case FullNameMapper.PROVIDER_ID ->
                    attributes.addAll(List.of(UserModel.FIRST_NAME, UserModel.LAST_NAME));
                default -> attributes.add(mapper.getConfig().getOrDefault(ProtocolMapperUtils.USER_ATTRIBUTE, ""));
            }
        }
        return new Release(groups, attributes);
    }
}
