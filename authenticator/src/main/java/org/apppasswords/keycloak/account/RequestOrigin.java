package org.apppasswords.keycloak.account;

import java.util.Set;
import org.keycloak.common.util.UriUtils;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.utils.WebOriginsUtils;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;

/**
 * Where a script in a browser calls from. As Keycloak 26.6 looks at it ({@code DefaultCors.checkAllowedOrigins}); older
 * ones would answer a foreign origin and only keep the browser from reading the answer, when the app password is made.
 */
enum RequestOrigin {
    /** One of the application that the token was issued to. */
    ALLOWED,
    /** Keycloak's own, or no script at all. */
    OWN,
    /** Any other. */
    FOREIGN;

    static RequestOrigin of(KeycloakSession session, AccessToken token) {
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

    // A lightweight token says nothing of them.
    private static Set<String> allowed(KeycloakSession session, AccessToken token) {
        if (token.getAllowedOrigins() != null && !token.getAllowedOrigins().isEmpty()) {
            return token.getAllowedOrigins();
        }
        ClientModel client = session.getContext().getRealm().getClientByClientId(token.getIssuedFor());
        return client == null ? Set.of() : WebOriginsUtils.resolveValidWebOrigins(session, client);
    }
}
