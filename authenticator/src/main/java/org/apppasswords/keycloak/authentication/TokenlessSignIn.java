package org.apppasswords.keycloak.authentication;

import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A sign-in that does not issue a token, because the caller only needs to know the user. The mark is a note of the
 * authentication session, which exists for one request; the request's parameters cannot set the note.
 */
public final class TokenlessSignIn {

    private static final String NOTE = "app_password_tokenless";

    private TokenlessSignIn() {}

    /** Marks the sign-in. The caller must not issue a token. */
    public static void mark(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(NOTE, "true");
    }

    static boolean isMarked(AuthenticationSessionModel authSession) {
        return Boolean.parseBoolean(authSession.getAuthNote(NOTE));
    }
}
