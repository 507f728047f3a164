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
 * A sign-in by a program without a browser, in a flow that Keycloak runs like a browser flow. In such a flow, a
 * successful step can lead to pages: to a required action, such as a new account password, or to a consent. An app
 * password must not open these pages or a stored session. {@link FlowKind} recognizes these flows; this class checks a
 * single request.
 */
final class NonInteractiveSignIn {

    private static final String TRANSIENT = SessionPersistenceState.TRANSIENT.toString();

    private NonInteractiveSignIn() {}

    /** Returns why the request is rejected for any user; empty if it is not. */
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

    // With the cookies of a browser, Keycloak would sign the user in again to that browser's session: an app password
    // would make an old sign-in fresh.
    private static boolean isOfStoredSession(
            AuthenticationFlowContext context, AuthenticationSessionModel authSession) {
        String sessionId = authSession.getParentSession().getId();
        return context.getSession().sessions().getUserSession(context.getRealm(), sessionId) != null;
    }

    /** Returns why a user with the right app password is rejected, as in a direct grant; empty if the user is not. */
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
