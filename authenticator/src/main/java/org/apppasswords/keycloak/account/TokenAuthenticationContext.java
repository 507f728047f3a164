package org.apppasswords.keycloak.account;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.authcontext.AuthenticationContext;
import org.apppasswords.keycloak.authcontext.Freshness;
import org.apppasswords.keycloak.authcontext.LevelTimes;
import org.apppasswords.keycloak.authcontext.SessionFreshness;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.keycloak.authentication.authenticators.util.LoAUtil;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.AuthenticationFlowBindings;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.Constants;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.utils.AcrUtils;

/** The sign-in behind an access token, as recorded in the user session. */
final class TokenAuthenticationContext implements AuthenticationContext {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;

    TokenAuthenticationContext(KeycloakSession session, Caller caller) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.caller = caller;
    }

    @Override
    public boolean isImpersonated() {
        return caller.session().getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString()) != null;
    }

    @Override
    public Freshness age(Duration maxAge) {
        return SessionFreshness.age(
                caller.session(), maxAge, AppPasswordPolicy.of(realm).brokeredSignIn());
    }

    /**
     * {@inheritDoc}
     *
     * <p>The level is that of the application's own session. A later sign-in to another application with a lower level
     * refreshes the user session, so the level itself must be as fresh as the sign-in. Without levels, it is enough that
     * the application's own flow asks for the second factor.
     */
    @Override
    public boolean usedSecondFactor() {
        int required = secondFactorLevel();
        if (required == Constants.NO_LOA) {
            return ownFlow()
                    .filter(flow -> new SecondFactors(session, realm).areSkippedBy(flow, caller.user()))
                    .isEmpty();
        }
        return clientSession()
                .filter(clientSession -> LoAUtil.getCurrentLevelOfAuthentication(clientSession) >= required)
                .flatMap(clientSession -> LevelTimes.reachedAt(required, clientSession))
                .filter(this::isFresh)
                .isPresent();
    }

    private Optional<AuthenticatedClientSessionModel> clientSession() {
        return Optional.ofNullable(caller.session()
                .getAuthenticatedClientSessionByClient(caller.client().getId()));
    }

    private boolean isFresh(long epochSeconds) {
        return SessionFreshness.isWithin(
                epochSeconds, AppPasswordPolicy.of(realm).maxAuthAge());
    }

    /** Returns the error for a blocker, with a challenge if another sign-in resolves it. */
    ApiError error(ErrorCode blocker) {
        AppPasswordPolicy policy = AppPasswordPolicy.of(realm);
        return switch (blocker) {
            case REAUTHENTICATION_REQUIRED ->
                ApiError.insufficientAuthentication(
                        blocker,
                        policy.maxAuthAge(),
                        policy.secondFactorRequired() ? secondFactorAcr() : Optional.empty());
            case SECOND_FACTOR_NOT_USED ->
                ApiError.insufficientAuthentication(blocker, secondFactorMaxAge(), secondFactorAcr());
            default -> new ApiError(blocker);
        };
    }

    /**
     * Returns the {@code max_age} that makes Keycloak ask for the second factor: zero if Keycloak would still accept a
     * second factor that is too old for this API.
     */
    private Duration secondFactorMaxAge() {
        boolean stale = LevelTimes.remembered(
                        secondFactorLevel(), caller.session().getNote(Constants.LOA_MAP))
                .filter(time -> !isFresh(time))
                .isPresent();
        return stale ? Duration.ZERO : AppPasswordPolicy.of(realm).maxAuthAge();
    }

    /**
     * Returns the {@code acr_values} that make the next sign-in require the second factor; empty if the flow does not
     * have a level for it.
     */
    private Optional<String> secondFactorAcr() {
        int level = secondFactorLevel();
        if (level == Constants.NO_LOA) {
            return Optional.empty();
        }
        Map<String, Integer> levels = AcrUtils.getAcrLoaMap(caller.client());
        return Optional.of(levels.entrySet().stream()
                .filter(acr -> acr.getValue() == level)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(String.valueOf(level)));
    }

    // The higher of the levels in the realm's flow and in the application's own flow.
    private int secondFactorLevel() {
        SecondFactors secondFactors = new SecondFactors(session, realm);
        return Stream.of(Optional.ofNullable(realm.getBrowserFlow()), ownFlow())
                .flatMap(Optional::stream)
                .mapToInt(flow -> secondFactors.level(caller.user(), flow))
                .max()
                .orElse(Constants.NO_LOA);
    }

    private Optional<AuthenticationFlowModel> ownFlow() {
        return Optional.ofNullable(caller.client()
                        .getAuthenticationFlowBindingOverride(AuthenticationFlowBindings.BROWSER_BINDING))
                .map(realm::getAuthenticationFlowById);
    }
}
