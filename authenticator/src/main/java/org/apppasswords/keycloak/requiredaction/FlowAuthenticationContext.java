package org.apppasswords.keycloak.requiredaction;

import java.time.Duration;
import java.util.Optional;
import org.apppasswords.keycloak.authcontext.AuthenticationContext;
import org.apppasswords.keycloak.authcontext.AuthenticationTime;
import org.apppasswords.keycloak.authcontext.Freshness;
import org.apppasswords.keycloak.authcontext.SessionFreshness;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.BrokeredSignIn;
import org.apppasswords.keycloak.token.AppPasswordSession;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The sign-in behind the page. */
final class FlowAuthenticationContext implements AuthenticationContext {

    /**
     * Authentication note: the required action that sets up the first second factor on the way to this page; or, once it
     * is set up, the factor's type.
     */
    private static final String ENROLMENT_NOTE = "app-password.second-factor-enrolment";

    /** Authentication note: the sign-in was fresh when the page was opened. */
    private static final String FRESH_NOTE = "app-password.fresh-sign-in";

    /** Authentication note: when Keycloak was first asked for this page in this sign-in, in epoch seconds. */
    private static final String START_NOTE = "app-password.sign-in-started-at";

    /** How old a provider's report may be for a sign-in that the user made for this page. */
    private static final Duration MAX_ROUND_TRIP = Duration.ofMinutes(1);

    private final RequiredActionContext context;
    private final AuthenticationSessionModel authSession;

    FlowAuthenticationContext(RequiredActionContext context) {
        this.context = context;
        this.authSession = context.getAuthenticationSession();
    }

    @Override
    public boolean isImpersonated() {
        UserSessionModel userSession = existingSession();
        return userSession != null
                && (userSession.getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString()) != null
                        || AppPasswordSession.credentialId(userSession).isPresent());
    }

    /** Records that a sign-in for this page begins. An earlier sign-in must be within the policy's maximum age. */
    static void noteStart(KeycloakSession session) {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        if (authSession != null && authSession.getAuthNote(START_NOTE) == null) {
            authSession.setAuthNote(START_NOTE, String.valueOf(AuthenticationTime.now()));
        }
    }

    /**
     * Whether the user signed in no longer ago than this, when the page was opened: who then takes time to set up a phone
     * or to fill in the form has not become somebody else. Keycloak asks for a new sign-in only when the page is opened
     * by {@code kc_action}; a link in an e-mail from an administrator leads here with no sign-in at all.
     */
    @Override
    public Freshness age(Duration maxAge) {
        if (authSession.getAuthNote(AuthenticationManager.END_AFTER_REQUIRED_ACTIONS) != null) {
            return Freshness.OLD;
        }
        if (Boolean.parseBoolean(authSession.getAuthNote(FRESH_NOTE))) {
            return Freshness.FRESH;
        }
        Freshness age =
                AuthenticatorUtil.isSSOAuthentication(authSession) ? ageOfExisting(maxAge) : ageOfThisOne(maxAge);
        if (age == Freshness.FRESH) {
            authSession.setAuthNote(FRESH_NOTE, "true");
        }
        return age;
    }

    private Freshness ageOfExisting(Duration maxAge) {
        UserSessionModel userSession = existingSession();
        return userSession == null ? Freshness.OLD : SessionFreshness.age(userSession, maxAge, brokeredSignIn());
    }

    private Freshness ageOfThisOne(Duration maxAge) {
        Optional<Long> time = AuthenticationTime.of(context.getSession(), authSession);
        if (time.isEmpty()) {
            return brokeredSignIn() == BrokeredSignIn.ACCEPT ? Freshness.FRESH : Freshness.UNKNOWN;
        }
        return SessionFreshness.isWithin(time.get(), maxAge) || isMadeForThisPage(time.get())
                ? Freshness.FRESH
                : Freshness.OLD;
    }

    // If the policy requires a new sign-in every time, the one at the provider is a few seconds old when it arrives.
    private boolean isMadeForThisPage(long time) {
        String start = authSession.getAuthNote(START_NOTE);
        return start != null && time > Long.parseLong(start) && SessionFreshness.isWithin(time, MAX_ROUND_TRIP);
    }

    private BrokeredSignIn brokeredSignIn() {
        return AppPasswordPolicy.of(context.getRealm()).brokeredSignIn();
    }

    @Override
    public boolean usedSecondFactor() {
        return enrolledHere() || new FlowSecondFactor(context.getSession(), authSession).wasUsed();
    }

    /** Sends the user through the required action that sets up a second factor, before coming back here. */
    void enrol(String requiredAction) {
        authSession.setAuthNote(ENROLMENT_NOTE, requiredAction);
        // Else that page would show a Cancel button, which Keycloak honours only on the page of the action that the
        // user started: this one, when its turn comes again.
        authSession.removeClientNote(Constants.KC_ACTION_EXECUTING);
        authSession.addRequiredAction(requiredAction);
    }

    /** The user has just set up a factor of this type, and by that used it. */
    static void noteEnrolment(AuthenticationSessionModel authSession, String credentialType) {
        authSession.setAuthNote(ENROLMENT_NOTE, credentialType);
    }

    // Who has just set a factor up has used it. Keycloak takes the action from the session once it has succeeded; as
    // long as it is there, a factor that the user has by now was set up by somebody else.
    private boolean enrolledHere() {
        String requiredAction = authSession.getAuthNote(ENROLMENT_NOTE);
        return requiredAction != null && !authSession.getRequiredActions().contains(requiredAction);
    }

    // The user session takes its id from the authentication session: one that exists already is the one signed in to.
    static UserSessionModel existingSession(KeycloakSession session, AuthenticationSessionModel authSession) {
        return session.sessions()
                .getUserSession(
                        authSession.getRealm(), authSession.getParentSession().getId());
    }

    private UserSessionModel existingSession() {
        return existingSession(context.getSession(), authSession);
    }
}
