package org.apppasswords.keycloak.account;

import java.util.List;
import java.util.stream.Stream;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.utils.JsonUtils;

/**
 * The claim {@code azp}, which names the application that a token was issued to. Keycloak lets a protocol mapper
 * overwrite it ({@code OIDCAttributeMapperHelper}), so any application could pretend to be the account console.
 */
final class AuthorizedParty {

    private static final List<String> CLAIM = List.of("azp");

    private AuthorizedParty() {}

    /** Returns whether a client of this session has a mapper that writes the claim. */
    static boolean canBeForged(UserSessionModel userSession) {
        return userSession.getAuthenticatedClientSessions().values().stream()
                .map(AuthenticatedClientSessionModel::getClient)
                .anyMatch(AuthorizedParty::writesClaim);
    }

    private static boolean writesClaim(ClientModel client) {
        Stream<ClientScopeModel> scopes =
                Stream.of(true, false).flatMap(byDefault -> client.getClientScopes(byDefault).values().stream());
        return Stream.concat(Stream.of(client), scopes)
                .flatMap(ProtocolMapperContainerModel::getProtocolMappersStream)
                .anyMatch(AuthorizedParty::writesClaim);
    }

    private static boolean writesClaim(ProtocolMapperModel mapper) {
        String claim =
                mapper.getConfig() == null ? null : mapper.getConfig().get(OIDCAttributeMapperHelper.TOKEN_CLAIM_NAME);
        return claim != null && CLAIM.equals(JsonUtils.splitClaimPath(claim));
    }
}
