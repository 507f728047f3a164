package org.apppasswords.keycloak.authcontext;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.Constants;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The time when a level of authentication was reached, in epoch seconds.
 *
 * <p>Keycloak remembers this for the user session ({@code AcrStore}), except for levels with Max Age 0: such a level
 * counts only for the sign-in that reached it. For these levels, the application's own session stores when the user
 * last signed in to it other than by single sign-on.
 */
public final class LevelTimes {

    /** Note of the authentication session, which Keycloak copies to the application's session with the level. */
    private static final String SIGN_IN_NOTE = "app-passwords.signed-in-at";

    /** Overwrites an earlier time; a missing note would not. */
    private static final String SINGLE_SIGN_ON = "";

    private static final long NEVER = 0;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private LevelTimes() {}

    /** Stores the time of the current sign-in. Called between the flow and the start of the session. */
    public static void noteSignIn(AuthenticationSessionModel authSession) {
        if (authSession.getAuthNote(Constants.LEVEL_OF_AUTHENTICATION) == null) {
            return;
        }
        if (isSingleSignOn(authSession)) {
            authSession.setClientNote(SIGN_IN_NOTE, SINGLE_SIGN_ON);
        } else if (time(authSession.getClientNote(SIGN_IN_NOTE)).isEmpty()) {
            // Only once, because the required actions that follow can take a long time.
            authSession.setClientNote(SIGN_IN_NOTE, String.valueOf(AuthenticationTime.now()));
        }
    }

    /** Returns when the application's session reached its current level; empty if unknown. */
    public static Optional<Long> reachedAt(int level, AuthenticatedClientSessionModel clientSession) {
        return remembered(level, clientSession.getUserSession().getNote(Constants.LOA_MAP))
                .or(() -> time(clientSession.getNote(SIGN_IN_NOTE)));
    }

    /**
     * Returns when the level was reached, as Keycloak remembers it; empty if Keycloak does not.
     *
     * @param levelMap the note {@link Constants#LOA_MAP} of a user session, or of an authentication session, which
     *     starts with a copy; may be {@code null}
     */
    public static Optional<Long> remembered(int level, String levelMap) {
        if (levelMap == null) {
            return Optional.empty();
        }
        try {
            JsonNode reachedAt = MAPPER.readTree(levelMap).path(String.valueOf(level));
            return reachedAt.isMissingNode() ? Optional.empty() : Optional.of(reachedAt.asLong(NEVER));
        } catch (JsonProcessingException e) {
            return Optional.of(NEVER);
        }
    }

    private static boolean isSingleSignOn(AuthenticationSessionModel authSession) {
        return Boolean.parseBoolean(authSession.getAuthNote(AuthenticationManager.SSO_AUTH));
    }

    private static Optional<Long> time(String note) {
        return note == null || note.equals(SINGLE_SIGN_ON) ? Optional.empty() : Optional.of(Long.valueOf(note));
    }
}
