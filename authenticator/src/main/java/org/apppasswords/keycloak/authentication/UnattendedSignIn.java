package org.apppasswords.keycloak.authentication;

import java.util.Optional;
import org.apppasswords.keycloak.service.RefusalReason;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A sign-in by a program, with nobody in front of a browser, in a flow that Keycloak runs as one of a browser. There a
 * successful step can lead on to pages: to a required action, such as a new account password, or to a consent. Whoever has
 * an app password must not get that far.
 */
final class UnattendedSignIn {

    private UnattendedSignIn() {}

    /** Why it cannot be let in, whoever it is; empty if it can. */
    static Optional<RefusalReason> objection(AuthenticationFlowContext context) {
        return context.getAuthenticationSession().getClient().isConsentRequired()
                ? Optional.of(RefusalReason.CONSENT_REQUIRED)
                : Optional.empty();
    }

    /** Why this user, who has the right app password, cannot be let in; empty if the user can. As in a direct grant. */
    static Optional<RefusalReason> objectionTo(AuthenticationFlowContext context, UserModel user) {
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
                ? Optional.of(RefusalReason.REQUIRED_ACTION)
                : Optional.empty();
    }
}
