package org.apppasswords.keycloak.authentication;

import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A sign-in that issues no token: the caller only asks who signs in. The mark is a note of the authentication session, which
 * is made for one request and takes nothing from its parameters.
 */
public final class TokenlessSignIn {

    private static final String NOTE = "app_password_tokenless";

    private TokenlessSignIn() {}

    /** Marks the sign-in. Whoever does so must issue no token. */
    public static void mark(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(NOTE, "true");
    }

    static boolean isMarked(AuthenticationSessionModel authSession) {
        return Boolean.parseBoolean(authSession.getAuthNote(NOTE));
    }
}
