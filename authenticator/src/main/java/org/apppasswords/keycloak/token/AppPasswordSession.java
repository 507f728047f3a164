package org.apppasswords.keycloak.token;

import java.util.Map;
import java.util.Optional;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Marks the sessions that an app password started, with the app password. */
public final class AppPasswordSession {

    private static final String ID_NOTE = "app_password_id";
    private static final String NAME_NOTE = "app_password_name";
    private static final String CONFIDENTIAL_NOTE = "app_password_confidential_client";

    private AppPasswordSession() {}

    /**
     * The app password that started a session.
     *
     * @param id credential ID
     * @param name the name that the user gave it
     */
    public record Reference(String id, String name) {}

    /** Marks the session that this sign-in starts. */
    public static void mark(AuthenticationSessionModel authSession, String credentialId, String name) {
        authSession.setUserSessionNote(ID_NOTE, credentialId);
        authSession.setUserSessionNote(NAME_NOTE, name);
        authSession.setUserSessionNote(
                CONFIDENTIAL_NOTE, String.valueOf(!authSession.getClient().isPublicClient()));
    }

    /** Returns the app password of the current sign-in; empty if it is by another credential. */
    public static Optional<Reference> reference(AuthenticationSessionModel authSession) {
        Map<String, String> notes = authSession.getUserSessionNotes();
        return Optional.ofNullable(notes.get(ID_NOTE)).map(id -> new Reference(id, notes.get(NAME_NOTE)));
    }

    /** Returns whether the current sign-in is by app password. */
    public static boolean isMarked(AuthenticationSessionModel authSession) {
        return authSession.getUserSessionNotes().containsKey(ID_NOTE);
    }

    /** Returns the credential ID of the app password that started the session; empty for any other session. */
    public static Optional<String> credentialId(UserSessionModel userSession) {
        return Optional.ofNullable(userSession.getNote(ID_NOTE));
    }

    /** Returns whether the client authenticated itself when the session began. */
    static boolean isOfConfidentialClient(UserSessionModel userSession) {
        return Boolean.parseBoolean(userSession.getNote(CONFIDENTIAL_NOTE));
    }

    static String name(UserSessionModel userSession) {
        return userSession.getNote(NAME_NOTE);
    }
}
