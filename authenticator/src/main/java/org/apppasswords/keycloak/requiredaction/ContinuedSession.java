package org.apppasswords.keycloak.requiredaction;

import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Finds the user session that a sign-in continues. */
final class ContinuedSession {

    private ContinuedSession() {}

    /** Returns the user session that existed before this sign-in: it has the ID of the authentication session. */
    static Optional<UserSessionModel> of(KeycloakSession session, AuthenticationSessionModel authSession) {
        return Optional.ofNullable(session.sessions()
                .getUserSession(
                        authSession.getRealm(), authSession.getParentSession().getId()));
    }
}
