package org.apppasswords.keycloak.token;

import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.apppasswords.keycloak.flow.ClientAddress;
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
 * may be used: the client's settings can change in the meantime, and a refreshed token follows the new settings. A
 * session whose app password may no longer be used ends.
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
        event.user(userSession.getUser()).session(userSession.getId());
        violation(userSession).ifPresent(words -> {
            PrivilegedClientLog.warn(client, "sessions of app passwords are not refreshed", words);
            throw rejected(
                    RejectionReason.CLIENT_NOT_ELIGIBLE,
                    Errors.NOT_ALLOWED,
                    OAuthErrorException.UNAUTHORIZED_CLIENT,
                    ClientPrivileges.NOT_ELIGIBLE);
        });
        // The response is the same for every reason, as at a sign-in.
        rejection(userSession).ifPresent(reason -> {
            if (reason.isTemporary()) {
                throw unavailable(reason);
            }
            if (reason != RejectionReason.NETWORK_NOT_ALLOWED) {
                endIfOwn(userSession);
            }
            throw rejected(reason, Errors.INVALID_TOKEN, OAuthErrorException.INVALID_GRANT, "Session not active");
        });
    }

    // Another client that has got hold of the refresh token must not end the session: the rules of its service do not
    // say anything about the session.
    private void endIfOwn(UserSessionModel userSession) {
        if (userSession.getAuthenticatedClientSessionByClient(client.getId()) != null) {
            PersistentSession.end(session, userSession.getId());
        }
    }

    private Optional<RejectionReason> rejection(UserSessionModel userSession) {
        Verification verification =
                new Verification(session, realm, client, ClientAddress.forDecision(session.getContext(), client));
        return AppPasswordSession.credentialId(userSession)
                .map(id -> verification.rejection(userSession.getUser(), id))
                .orElse(Optional.of(RejectionReason.NO_MATCH));
    }

    // As for a sign-in: programs would take another error to mean a wrong password.
    private CorsErrorResponseException unavailable(RejectionReason reason) {
        event.detail(Details.REASON, reason.code()).error(Errors.GENERIC_AUTHENTICATION_ERROR);
        return new CorsErrorResponseException(
                cors,
                OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                "Try again later",
                Response.Status.SERVICE_UNAVAILABLE);
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
