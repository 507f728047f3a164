package org.apppasswords.keycloak.compatibility;

import java.util.Set;
import org.keycloak.common.util.UriUtils;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.utils.WebOriginsUtils;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;

/**
 * The origin of a request, checked as Keycloak checks it since 26.6 ({@code DefaultCors.checkAllowedOrigins}). Older
 * versions process a request from a foreign origin, and only keep the browser from reading the response. By then, the
 * app password has been created.
 */
public enum RequestOrigin {
    /** An origin of the application that the token was issued to. */
    ALLOWED,
    /** Keycloak's own origin, or a request that does not come from a script. */
    OWN,
    /** Any other origin. */
    FOREIGN;

    public static RequestOrigin of(KeycloakSession session, AccessToken token) {
        String origin = session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(Cors.ORIGIN_HEADER);
        if (origin == null) {
            return OWN;
        }
        Set<String> allowed = allowed(session, token);
        if (allowed.contains(origin) || allowed.contains(Cors.ACCESS_CONTROL_ALLOW_ORIGIN_WILDCARD)) {
            return ALLOWED;
        }
        String own = UriUtils.getOrigin(session.getContext().getUri().getRequestUri());
        return origin.equals(own) ? OWN : FOREIGN;
    }

    // A lightweight token does not contain the origins.
    private static Set<String> allowed(KeycloakSession session, AccessToken token) {
        if (token.getAllowedOrigins() != null && !token.getAllowedOrigins().isEmpty()) {
            return token.getAllowedOrigins();
        }
        ClientModel client = session.getContext().getRealm().getClientByClientId(token.getIssuedFor());
        return client == null ? Set.of() : WebOriginsUtils.resolveValidWebOrigins(session, client);
    }
}
