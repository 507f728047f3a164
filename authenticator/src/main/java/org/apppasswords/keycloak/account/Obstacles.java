package org.apppasswords.keycloak.account;

import java.util.Optional;
import org.apppasswords.keycloak.error.RejectedRequest;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.rest.Problem;
import org.apppasswords.keycloak.service.CreationBlocker;

/** What this API answers where an obstacle is in the way of a new app password. */
final class Obstacles {

    private Obstacles() {}

    static Problem problem(CreationBlocker obstacle, AppPasswordPolicy policy, TokenAuthenticationContext signIn) {
        return switch (obstacle) {
            case IMPERSONATED ->
                Problem.accessDenied("An administrator who acts as the user cannot create app passwords.");
            case REAUTHENTICATION_REQUIRED ->
                Problem.insufficientUserAuthentication(
                        "The sign-in is too old to create an app password.",
                        policy.maxAuthAge(),
                        policy.secondFactorRequired() ? signIn.secondFactorAcr() : Optional.empty());
            case SECOND_FACTOR_NOT_USED ->
                Problem.insufficientUserAuthentication(
                        "The second factor was not used in this sign-in.",
                        signIn.secondFactorMaxAge(),
                        signIn.secondFactorAcr());
            // Not a challenge (RFC 9470): another sign-in at the provider would lead to the same answer.
            case SIGN_IN_TIME_UNKNOWN ->
                Problem.conflict(
                        obstacle.code(),
                        "The identity provider did not report when the user authenticated there. Sign in with a"
                                + " credential of this realm, or switch on Pass max_age for the identity provider.");
            case DISABLED -> Problem.of(RejectedRequest.Problem.DISABLED);
            case SECOND_FACTOR_REQUIRED -> Problem.of(RejectedRequest.Problem.SECOND_FACTOR_REQUIRED);
            case LIMIT_REACHED -> Problem.of(RejectedRequest.Problem.LIMIT_REACHED);
        };
    }
}
