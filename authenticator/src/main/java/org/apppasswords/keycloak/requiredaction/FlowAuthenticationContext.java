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

/** The sign-in that leads to the creation page. */
final class FlowAuthenticationContext implements AuthenticationContext {

    /**
     * Authentication note: the required action that enrols the first second factor before this page; the type of the
     * second factor once it is enrolled.
     */
    private static final String ENROLMENT_NOTE = "app-password.second-factor-enrolment";

    /** Authentication note: the sign-in was fresh when the page was opened. */
    private static final String FRESH_NOTE = "app-password.fresh-sign-in";

    /** Authentication note: when Keycloak was first asked for this page in this sign-in, in epoch seconds. */
    private static final String START_NOTE = "app-password.sign-in-started-at";

    /** Maximum time between a sign-in at an identity provider and its report here. */
    private static final Duration MAX_ROUND_TRIP = Duration.ofMinutes(1);

    private final RequiredActionContext context;
    private final AuthenticationSessionModel authSession;

    FlowAuthenticationContext(RequiredActionContext context) {
        this.context = context;
        this.authSession = context.getAuthenticationSession();
    }

    @Override
    public boolean isImpersonated() {
        return continuedSession()
                .filter(userSession -> userSession.getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString()) != null
                        || AppPasswordSession.credentialId(userSession).isPresent())
                .isPresent();
    }

    /** Records that a sign-in for this page starts. An earlier sign-in must be within the policy's maximum age. */
    static void noteStart(KeycloakSession session) {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        if (authSession != null && authSession.getAuthNote(START_NOTE) == null) {
            authSession.setAuthNote(START_NOTE, String.valueOf(AuthenticationTime.now()));
        }
    }

    /**
     * Returns the freshness of the sign-in when the page was opened, because a user may take a long time to enrol a
     * phone or to fill in the form. Keycloak requires a new sign-in only if {@code kc_action} opens the page; a link in
     * an administrator's e-mail opens it without any sign-in.
     */
    @Override
    public Freshness age(Duration maxAge) {
        if (authSession.getAuthNote(AuthenticationManager.END_AFTER_REQUIRED_ACTIONS) != null) {
            return Freshness.OLD;
        }
        if (Boolean.parseBoolean(authSession.getAuthNote(FRESH_NOTE))) {
            return Freshness.FRESH;
        }
        Freshness age = AuthenticatorUtil.isSSOAuthentication(authSession)
                ? ageOfContinuedSession(maxAge)
                : ageOfThisSignIn(maxAge);
        if (age == Freshness.FRESH) {
            authSession.setAuthNote(FRESH_NOTE, "true");
        }
        return age;
    }

    private Freshness ageOfContinuedSession(Duration maxAge) {
        return continuedSession()
                .map(userSession -> SessionFreshness.age(userSession, maxAge, brokeredSignIn()))
                .orElse(Freshness.OLD);
    }

    private Freshness ageOfThisSignIn(Duration maxAge) {
        Optional<Long> time = AuthenticationTime.of(context.getSession(), authSession);
        if (time.isEmpty()) {
            return brokeredSignIn() == BrokeredSignIn.ACCEPT ? Freshness.FRESH : Freshness.UNKNOWN;
        }
        return SessionFreshness.isWithin(time.get(), maxAge) || isMadeForThisPage(time.get())
                ? Freshness.FRESH
                : Freshness.OLD;
    }

    // If the policy requires a new sign-in every time, the one at the provider is already a few seconds old here.
    private boolean isMadeForThisPage(long time) {
        String start = authSession.getAuthNote(START_NOTE);
        return start != null && time > Long.parseLong(start) && SessionFreshness.isWithin(time, MAX_ROUND_TRIP);
    }

    private BrokeredSignIn brokeredSignIn() {
        return AppPasswordPolicy.of(context.getRealm()).brokeredSignIn();
    }

    @Override
    public boolean usedSecondFactor() {
        return wasEnrolledHere() || new FlowSecondFactor(context.getSession(), authSession).wasUsed();
    }

    /** Sends the user to the required action that enrols a second factor, and then back here. */
    void enrol(String requiredAction) {
        authSession.setAuthNote(ENROLMENT_NOTE, requiredAction);
        // Otherwise, that page would show a Cancel button, which works only on the page of the action that the user
        // started: this one.
        authSession.removeClientNote(Constants.KC_ACTION_EXECUTING);
        authSession.addRequiredAction(requiredAction);
    }

    /** Records that the user has just enrolled a second factor of this type, and so used it. */
    static void noteEnrolment(AuthenticationSessionModel authSession, String credentialType) {
        authSession.setAuthNote(ENROLMENT_NOTE, credentialType);
    }

    // Keycloak removes a required action from the session when it succeeds. Until then, a second factor that the user
    // has was enrolled in another sign-in.
    private boolean wasEnrolledHere() {
        String requiredAction = authSession.getAuthNote(ENROLMENT_NOTE);
        return requiredAction != null && !authSession.getRequiredActions().contains(requiredAction);
    }

    private Optional<UserSessionModel> continuedSession() {
        return ContinuedSession.of(context.getSession(), authSession);
    }
}
