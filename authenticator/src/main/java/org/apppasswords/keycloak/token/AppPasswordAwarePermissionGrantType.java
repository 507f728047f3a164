package org.apppasswords.keycloak.token;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Errors;
import org.keycloak.protocol.oidc.grants.PermissionGrantType;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.managers.AppAuthManager;

/**
 * The permission grant (UMA), which rejects tokens issued for an app password and leaves all others to Keycloak. It
 * exchanges a token for another one with the scope of another client, so the bridge's own scope does not limit it.
 * Keycloak does not check the grant type of a token in {@code claim_token}, and before 26.6 of any token.
 */
final class AppPasswordAwarePermissionGrantType extends PermissionGrantType {

    private static final String BEARER = "bearer";

    @Override
    public Response process(Context context) {
        setContext(context);
        if (presentedTokens().anyMatch(new AppPasswordTokens(session, realm)::contain)) {
            event.error(Errors.INVALID_TOKEN);
            throw new CorsErrorResponseException(
                    cors, OAuthErrorException.INVALID_GRANT, "Invalid bearer token", Response.Status.UNAUTHORIZED);
        }
        return super.process(context);
    }

    private Stream<String> presentedTokens() {
        return Stream.concat(
                        Stream.ofNullable(bearerToken()),
                        Stream.of("subject_token", "claim_token").map(formParams::getFirst))
                .filter(Objects::nonNull);
    }

    private String bearerToken() {
        String header = headers.getRequestHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        return header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? AppAuthManager.extractAuthorizationHeaderToken(headers)
                : null;
    }
}
