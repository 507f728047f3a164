package org.apppasswords.keycloak.requiredaction;

import java.util.Optional;
import org.apppasswords.keycloak.authcontext.LevelTimes;
import org.apppasswords.keycloak.authcontext.SessionFreshness;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.keycloak.authentication.authenticators.util.AcrStore;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.AuthenticationFlowResolver;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The user's second factor in the sign-in that leads to the creation page. */
final class FlowSecondFactor {

    /** Authentication note: the second factor was fresh when the page was opened. */
    private static final String FRESH_NOTE = "app-password.fresh-second-factor";

    private final KeycloakSession session;
    private final AuthenticationSessionModel authSession;

    FlowSecondFactor(KeycloakSession session, AuthenticationSessionModel authSession) {
        this.session = session;
        this.authSession = authSession;
    }

    /**
     * Returns whether the second factor was used in this sign-in, or within the maximum age of a sign-in. Keycloak lets
     * a sign-in inherit the level of an earlier one during the level's Max Age, which can be much longer. Without levels,
     * it is enough that the client's flow asks for it.
     */
    boolean wasUsed() {
        int required = level();
        return required == Constants.NO_LOA
                ? !secondFactors().areSkippedBy(ownFlow(), authSession.getAuthenticatedUser())
                : reachedLevel() >= required && wasFresh(required);
    }

    /**
     * Returns whether Keycloak would inherit the second factor from a sign-in that is too old for creating an app
     * password.
     */
    boolean isStale() {
        return remembered(level()).filter(time -> !isFresh(time)).isPresent();
    }

    private int reachedLevel() {
        return new AcrStore(session, authSession).getLevelOfAuthenticationFromCurrentAuthentication();
    }

    // Stores the result, because the user may take a long time to fill in the form.
    private boolean wasFresh(int level) {
        boolean fresh = Boolean.parseBoolean(authSession.getAuthNote(FRESH_NOTE))
                || wasReachedHere(level)
                || remembered(level).filter(this::isFresh).isPresent();
        if (fresh) {
            authSession.setAuthNote(FRESH_NOTE, "true");
        }
        return fresh;
    }

    // A level that Keycloak does not remember cannot be inherited. A level that it remembers is inherited if the user
    // session already had it with this time.
    private boolean wasReachedHere(int level) {
        if (Boolean.parseBoolean(authSession.getAuthNote(AuthenticationManager.SSO_AUTH))) {
            return false;
        }
        long before = ContinuedSession.of(session, authSession)
                .flatMap(existing -> LevelTimes.remembered(level, existing.getNote(Constants.LOA_MAP)))
                .orElse(0L);
        return remembered(level).filter(time -> time <= before).isEmpty();
    }

    private Optional<Long> remembered(int level) {
        return LevelTimes.remembered(level, authSession.getAuthNote(Constants.LOA_MAP));
    }

    private boolean isFresh(long epochSeconds) {
        return SessionFreshness.isWithin(
                epochSeconds, AppPasswordPolicy.of(authSession.getRealm()).maxAuthAge());
    }

    // The higher level of the realm's flow and the client's own. Otherwise, a thief of the password could sign in
    // through a client whose flow does not ask for a second factor.
    private int level() {
        return Math.max(level(authSession.getRealm().getBrowserFlow()), level(ownFlow()));
    }

    private int level(AuthenticationFlowModel flow) {
        return secondFactors().level(authSession.getAuthenticatedUser(), flow);
    }

    private AuthenticationFlowModel ownFlow() {
        return AuthenticationFlowResolver.resolveBrowserFlow(authSession);
    }

    private SecondFactors secondFactors() {
        return new SecondFactors(session, authSession.getRealm());
    }
}
