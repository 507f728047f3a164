package org.apppasswords.keycloak.verify;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apppasswords.keycloak.token.AppPasswordSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A sign-in whose credentials are right.
 *
 * @param user whose they are
 * @param appPassword the app password; empty if another step of the flow accepted the sign-in
 * @param sessionNotes the notes that a session of this sign-in would have
 */
record AcceptedSignIn(
        UserModel user, Optional<AppPasswordSession.Reference> appPassword, Map<String, String> sessionNotes) {

    /** Reads everything from the authentication session, which ends with the request. */
    static AcceptedSignIn of(AuthenticationSessionModel authSession) {
        return new AcceptedSignIn(
                authSession.getAuthenticatedUser(),
                AppPasswordSession.reference(authSession),
                new HashMap<>(authSession.getUserSessionNotes()));
    }
}
