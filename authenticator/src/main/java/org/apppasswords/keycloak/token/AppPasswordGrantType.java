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
 * What a token that was got with an app password may be used for: the bridge's own questions about it, introspection and
 * userinfo, and nothing else.
 *
 * <p>Keycloak lets a grant type say where its tokens are allowed ({@link OAuth2GrantType#isTokenAllowed}), and asks,
 * since 26.6, at every endpoint that takes a bearer token: the account and admin APIs, broker tokens, and extensions
 * that authenticate as Keycloak does. It does not ask where a token comes in a form ({@link AppPasswordAwarePermissionGrantType},
 * {@link AppPasswordAwareTokenExchangeGrantType}). So these tokens name a grant type of their own, which allows them nowhere. The token
 * endpoint rejects requests for that grant type.
 */
final class AppPasswordGrantType implements OAuth2GrantType {

    /** The grant type that the tokens name. */
    static final String GRANT_TYPE = "urn:app-passwords:grant-type:app-password";

    /** Makes the token one of this grant type. */
    static void limit(AccessToken token, KeycloakSession session) {
        TokenContextEncoderProvider encoder = session.getProvider(TokenContextEncoderProvider.class);
        AccessTokenContext context = encoder.getTokenContextFromTokenId(token.getId());
        token.id(encoder.encodeTokenId(new AccessTokenContext(
                context.getSessionType(), context.getTokenType(), GRANT_TYPE, context.getRawTokenId())));
    }

    /** Whether the id of the token names this grant type. False for kinds of tokens whose id does not name one. */
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
        // Shared by all requests: holds nothing.
    }
}
