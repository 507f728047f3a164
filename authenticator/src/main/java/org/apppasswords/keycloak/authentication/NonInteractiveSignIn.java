package org.apppasswords.keycloak.authentication;

import java.util.Optional;
import org.apppasswords.keycloak.flow.FlowKind;
import org.apppasswords.keycloak.model.RejectionReason;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A sign-in by a program, with nobody in front of a browser, in a flow that Keycloak runs as one of a browser. There a
 * successful step can lead on to pages: to a required action, such as a new account password, or to a consent. Whoever has
 * an app password must not get that far, nor near a session that is stored. {@link FlowKind} decides which flows these are;
 * the checks here are about a single request within them.
 */
final class NonInteractiveSignIn {

    private static final String TRANSIENT = SessionPersistenceState.TRANSIENT.toString();

    private NonInteractiveSignIn() {}

    /** Why it cannot be let in, whoever it is; empty if it can. */
    static Optional<RejectionReason> rejection(AuthenticationFlowContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        if (authSession.getClient().isConsentRequired()) {
            return Optional.of(RejectionReason.CONSENT_REQUIRED);
        }
        if (!TRANSIENT.equals(authSession.getClientNote(AuthenticationManager.USER_SESSION_PERSISTENT_STATE))) {
            return Optional.of(RejectionReason.SESSION_NOT_TRANSIENT);
        }
        return isOfStoredSession(context, authSession) ? Optional.of(RejectionReason.SESSION_EXISTS) : Optional.empty();
    }

    // With the cookies of a browser, Keycloak would sign the user in to the session of that browser once more: an app
    // password would make an old sign-in a fresh one.
    private static boolean isOfStoredSession(
            AuthenticationFlowContext context, AuthenticationSessionModel authSession) {
        String sessionId = authSession.getParentSession().getId();
        return context.getSession().sessions().getUserSession(context.getRealm(), sessionId) != null;
    }

    /** Why this user, who has the right app password, cannot be let in; empty if the user can. As in a direct grant. */
    static Optional<RejectionReason> rejection(AuthenticationFlowContext context, UserModel user) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        AuthenticationManager.evaluateRequiredActionTriggers(
                context.getSession(),
                authSession,
                context.getHttpRequest(),
                context.getEvent(),
                context.getRealm(),
                user);
        return user.getRequiredActionsStream().findAny().isPresent()
                        || !authSession.getRequiredActions().isEmpty()
                ? Optional.of(RejectionReason.REQUIRED_ACTION)
                : Optional.empty();
    }
}
