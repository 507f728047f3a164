package org.apppasswords.keycloak.token;

import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.service.Verification;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantType;
import org.keycloak.services.CorsErrorResponseException;

/**
 * The refresh grant. A session of an app password is refreshed only while its client may store one and the app password
 * may be used: the client's settings can change in the meantime, and a refreshed token follows the new settings.
 */
final class AppPasswordAwareRefreshTokenGrantType extends RefreshTokenGrantType {

    @Override
    public Response process(Context context) {
        setContext(context);
        new AppPasswordTokens(session, realm)
                .session(formParams.getFirst(OAuth2Constants.REFRESH_TOKEN))
                .ifPresent(this::requireRefreshable);
        return super.process(context);
    }

    private void requireRefreshable(UserSessionModel userSession) {
        violation(userSession).ifPresent(words -> {
            PrivilegedClientLog.warn(client, "sessions of app passwords are not refreshed", words);
            throw rejected(
                    RejectionReason.CLIENT_NOT_ELIGIBLE,
                    Errors.NOT_ALLOWED,
                    OAuthErrorException.UNAUTHORIZED_CLIENT,
                    ClientPrivileges.NOT_ELIGIBLE);
        });
        boolean usable = AppPasswordSession.credentialId(userSession)
                .filter(id ->
                        new Verification(session, realm, client.getClientId()).mayBeUsed(userSession.getUser(), id))
                .isPresent();
        if (!usable) {
            throw rejected(
                    RejectionReason.NO_MATCH,
                    Errors.INVALID_TOKEN,
                    OAuthErrorException.INVALID_GRANT,
                    "Session not active");
        }
    }

    private Optional<String> violation(UserSessionModel userSession) {
        return client.isPublicClient() && AppPasswordSession.isOfConfidentialClient(userSession)
                ? Optional.of("it has become a public client since the sign-in")
                : PersistentSession.violation(session, client);
    }

    private CorsErrorResponseException rejected(
            RejectionReason reason, String eventError, String error, String description) {
        event.detail(Details.REASON, reason.code()).error(eventError);
        return new CorsErrorResponseException(cors, error, description, Response.Status.BAD_REQUEST);
    }
}
