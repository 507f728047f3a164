package org.apppasswords.keycloak.requiredaction;

import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.apppasswords.keycloak.service.AppPasswords;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The offer of an app password to a user who has just set up the first second factor: the moment from which on mail
 * programs need one.
 *
 * <p>It lives in the sign-in alone. A required action on the user would stop every direct grant of that user.
 */
public final class CreationOffer {

    /** The end of the address of our page in the account console. */
    private static final String PAGE_PATH = "/account/app-passwords";

    /** Authentication note: there was an offer, and whether it still waits for an answer. */
    private static final String NOTE = "app-password.offer";

    private static final String OPEN = "open";
    private static final String ACCEPTED = "accepted";

    private final AuthenticationSessionModel authSession;

    CreationOffer(AuthenticationSessionModel authSession) {
        this.authSession = authSession;
    }

    /**
     * The user has set up a second factor. Makes the offer if it was the first, in a sign-in in a browser, and the user is
     * not on the way to an app password already.
     */
    public static void afterSetUp(KeycloakSession session, RealmModel realm, UserModel user, String credentialType) {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        if (authSession == null
                || !user.equals(authSession.getAuthenticatedUser())
                || authSession.getAuthNote(AuthenticationManager.END_AFTER_REQUIRED_ACTIONS) != null
                || isOnTheWay(authSession, user)) {
            return;
        }
        AppPasswords appPasswords = new AppPasswords(session, realm);
        AppPasswordPolicy policy = appPasswords.policy();
        if (policy.offeredAfterSetUp()
                && policy.enabled()
                && new SecondFactors(session).isFirst(user)
                && appPasswords.creationBlocker(user).isEmpty()
                && !appPasswords.services().isEmpty()) {
            authSession.setAuthNote(NOTE, OPEN);
            FlowAuthenticationContext.noteEnrolment(authSession, credentialType);
            authSession.addRequiredAction(AppPasswordPolicy.REQUIRED_ACTION);
        }
    }

    private static boolean isOnTheWay(AuthenticationSessionModel authSession, UserModel user) {
        return AppPasswordPolicy.REQUIRED_ACTION.equals(authSession.getClientNote(Constants.KC_ACTION))
                || leadsBackToOurPage(authSession)
                || authSession.getRequiredActions().contains(AppPasswordPolicy.REQUIRED_ACTION)
                || user.getRequiredActionsStream().anyMatch(AppPasswordPolicy.REQUIRED_ACTION::equals);
    }

    // The page in the account console sent the user here, and goes on with creating one by itself.
    private static boolean leadsBackToOurPage(AuthenticationSessionModel authSession) {
        String address = authSession.getRedirectUri();
        return address != null && address.split("[?#]", 2)[0].endsWith(PAGE_PATH);
    }

    /** Whether the user is here because of an offer, and can leave as well. */
    boolean wasMade() {
        return authSession.getAuthNote(NOTE) != null;
    }

    /** Whether the offer waits for an answer. */
    boolean isOpen() {
        return OPEN.equals(authSession.getAuthNote(NOTE));
    }

    /** The user wants one. */
    void accept() {
        authSession.setAuthNote(NOTE, ACCEPTED);
    }
}
