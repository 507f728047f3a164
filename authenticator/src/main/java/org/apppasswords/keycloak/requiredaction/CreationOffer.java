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
 * The offer of an app password to a user who has just enrolled the first second factor, because mail programs need an
 * app password from then on.
 *
 * <p>Only the authentication session stores it. A required action on the user would block every direct grant.
 */
public final class CreationOffer {

    /** End of the URL of our page in the account console. */
    private static final String PAGE_PATH = "/account/app-passwords";

    /** Authentication note: state of the offer; not set if there was none. */
    private static final String NOTE = "app-password.offer";

    private static final String OPEN = "open";
    private static final String ACCEPTED = "accepted";

    private final AuthenticationSessionModel authSession;

    CreationOffer(AuthenticationSessionModel authSession) {
        this.authSession = authSession;
    }

    /**
     * Makes the offer if the credential that the user has set up is the first second factor, in a browser sign-in that
     * does not already lead to the creation page.
     */
    public static void afterEnrolment(
            KeycloakSession session, RealmModel realm, UserModel user, String credentialType) {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        if (authSession == null
                || !user.equals(authSession.getAuthenticatedUser())
                || authSession.getAuthNote(AuthenticationManager.END_AFTER_REQUIRED_ACTIONS) != null
                || leadsToCreation(authSession, user)) {
            return;
        }
        SecondFactors secondFactors = new SecondFactors(session, realm);
        AppPasswords appPasswords = new AppPasswords(session, realm);
        AppPasswordPolicy policy = appPasswords.policy();
        if (policy.offeredAfterSetUp()
                && policy.enabled()
                && secondFactors.isRequested(credentialType, user)
                && secondFactors.isFirst(user)
                && appPasswords.creationBlocker(user).isEmpty()
                && appPasswords.hasServices(user)) {
            authSession.setAuthNote(NOTE, OPEN);
            FlowAuthenticationContext.noteEnrolment(authSession, credentialType);
            authSession.addRequiredAction(AppPasswordPolicy.REQUIRED_ACTION);
        }
    }

    private static boolean leadsToCreation(AuthenticationSessionModel authSession, UserModel user) {
        return AppPasswordPolicy.REQUIRED_ACTION.equals(authSession.getClientNote(Constants.KC_ACTION))
                || leadsBackToOurPage(authSession)
                || authSession.getRequiredActions().contains(AppPasswordPolicy.REQUIRED_ACTION)
                || user.getRequiredActionsStream().anyMatch(AppPasswordPolicy.REQUIRED_ACTION::equals);
    }

    // The page in the account console sent the user here, and continues with the creation by itself.
    private static boolean leadsBackToOurPage(AuthenticationSessionModel authSession) {
        String address = authSession.getRedirectUri();
        return address != null && address.split("[?#]", 2)[0].endsWith(PAGE_PATH);
    }

    /** Returns whether the user came here through an offer and can decline it. */
    boolean wasMade() {
        return authSession.getAuthNote(NOTE) != null;
    }

    /** Returns whether the user has not answered the offer yet. */
    boolean isOpen() {
        return OPEN.equals(authSession.getAuthNote(NOTE));
    }

    void accept() {
        authSession.setAuthNote(NOTE, ACCEPTED);
    }
}
