package org.apppasswords.keycloak.authentication;

import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.apppasswords.keycloak.service.RefusalReason;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantType;
import org.keycloak.services.CorsErrorResponseException;

/**
 * The refresh grant. The settings of a client can change while a session that an app password started is stored, and a
 * refreshed token follows the new settings. So such a session is refreshed only while the client may store one.
 */
final class RefreshTokenGuard extends RefreshTokenGrantType {

    @Override
    public Response process(Context context) {
        setContext(context);
        String refreshToken = formParams.getFirst(OAuth2Constants.REFRESH_TOKEN);
        Optional<String> objection =
                new AppPasswordTokens(session, realm).session(refreshToken).isEmpty()
                        ? Optional.empty()
                        : PersistentSession.objection(session, client);
        objection.ifPresent(words -> {
            HarmfulClientLog.tell(client, "sessions of app passwords are not refreshed", words);
            event.detail(Details.REASON, RefusalReason.CLIENT_NOT_ELIGIBLE.code())
                    .error(Errors.NOT_ALLOWED);
            throw new CorsErrorResponseException(
                    cors,
                    OAuthErrorException.UNAUTHORIZED_CLIENT,
                    Refusal.CLIENT_NOT_ELIGIBLE.description(),
                    Response.Status.BAD_REQUEST);
        });
        return super.process(context);
    }
}
