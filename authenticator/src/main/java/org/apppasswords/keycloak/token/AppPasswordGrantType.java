package org.apppasswords.keycloak.token;

import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Errors;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.CorsErrorResponseException;

/**
 * The grant type that tokens issued for an app password carry. It limits them to the bridge's own use, introspection
 * and userinfo: the grant type does not allow its tokens anywhere else, and the token endpoint rejects requests for it.
 *
 * <p>Since 26.6, Keycloak checks {@link OAuth2GrantType#isTokenAllowed} at every endpoint that accepts a bearer token:
 * the account and admin APIs, broker tokens, and extensions that authenticate as Keycloak does. It does not check
 * tokens in form parameters: see {@link AppPasswordAwarePermissionGrantType} and {@link
 * AppPasswordAwareTokenExchangeGrantType}.
 */
final class AppPasswordGrantType implements OAuth2GrantType {

    /** The name of the grant type. */
    static final String GRANT_TYPE = "urn:app-passwords:grant-type:app-password";

    /** Gives the token this grant type. */
    static void limit(AccessToken token, KeycloakSession session) {
        TokenContextEncoderProvider encoder = session.getProvider(TokenContextEncoderProvider.class);
        AccessTokenContext context = encoder.getTokenContextFromTokenId(token.getId());
        token.id(encoder.encodeTokenId(new AccessTokenContext(
                context.getSessionType(), context.getTokenType(), GRANT_TYPE, context.getRawTokenId())));
    }

    /**
     * Returns whether the ID of the token contains this grant type. False for types of tokens whose ID does not contain
     * one.
     */
    static boolean isLimited(JsonWebToken token, KeycloakSession session) {
        try {
            return token.getId() != null
                    && GRANT_TYPE.equals(session.getProvider(TokenContextEncoderProvider.class)
                            .getTokenContextFromTokenId(token.getId())
                            .getGrantType());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public boolean isTokenAllowed(KeycloakSession session, AccessToken token) {
        return false;
    }

    @Override
    public Response process(Context context) {
        context.getEvent().error(Errors.INVALID_REQUEST);
        throw new CorsErrorResponseException(
                context.getCors(),
                OAuthErrorException.UNSUPPORTED_GRANT_TYPE,
                "App passwords are used with the grant type password",
                Response.Status.BAD_REQUEST);
    }

    @Override
    public EventType getEventType() {
        return EventType.LOGIN;
    }

    @Override
    public Set<String> getTokenParameterNames() {
        return Set.of();
    }

    @Override
    public void close() {
        // One instance serves all requests and holds no resources.
    }
}
