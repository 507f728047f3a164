package org.apppasswords.keycloak.compatibility;

import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/** What Keycloak has read from a bearer token. */
public record BearerAuthentication(UserModel user, UserSessionModel session, AccessToken token, ClientModel client) {

    // Newer versions deprecate these methods, and Keycloak 26.4 lacks the ones that replace them.
    @SuppressWarnings("removal")
    public static BearerAuthentication of(AuthResult result) {
        return new BearerAuthentication(result.getUser(), result.getSession(), result.getToken(), result.getClient());
    }
}
