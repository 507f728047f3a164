package org.apppasswords.keycloak.token;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apppasswords.keycloak.compatibility.KeycloakNames;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantType;
import org.keycloak.services.CorsErrorResponseException;

/**
 * Token exchange (RFC 8693) in both of Keycloak's versions, which rejects tokens issued for an app password, as subject
 * and as actor, and leaves all others to Keycloak. An administrator can allow a client to exchange tokens after the
 * client got one, and the exchanged token would not show where it comes from.
 */
final class AppPasswordAwareTokenExchangeGrantType extends TokenExchangeGrantType {

    private static final Set<String> TOKEN_PARAMETERS =
            Set.of(OAuth2Constants.SUBJECT_TOKEN, KeycloakNames.ACTOR_TOKEN);

    @Override
    public Response process(Context context) {
        setContext(context);
        AppPasswordTokens appPasswordTokens = new AppPasswordTokens(session, realm);
        if (presentedTokens().anyMatch(appPasswordTokens::contain)) {
            event.detail(Details.REASON, "a token that was issued for an app password cannot be exchanged")
                    .error(Errors.INVALID_TOKEN);
            throw new CorsErrorResponseException(
                    cors, OAuthErrorException.INVALID_REQUEST, "Invalid token", Response.Status.BAD_REQUEST);
        }
        return super.process(context);
    }

    private Stream<String> presentedTokens() {
        return TOKEN_PARAMETERS.stream().flatMap(name -> formParams.getOrDefault(name, List.of()).stream());
    }
}
