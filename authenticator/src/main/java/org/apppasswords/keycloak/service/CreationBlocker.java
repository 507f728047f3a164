package org.apppasswords.keycloak.service;

import java.util.Locale;
import java.util.Optional;
import org.apppasswords.keycloak.authcontext.AuthenticationContext;
import org.apppasswords.keycloak.authcontext.Freshness;
import org.apppasswords.keycloak.error.RejectedRequest.Problem;
import org.keycloak.models.UserModel;

/** Why somebody who is signed in cannot create an app password now. */
public enum CreationBlocker {
    /** The realm does not let users create app passwords. */
    DISABLED,
    /** It is not the user who is signed in. */
    IMPERSONATED,
    /** The sign-in is too old. */
    REAUTHENTICATION_REQUIRED,
    /** The identity provider did not report when the user authenticated there. Signing in there again does not help. */
    SIGN_IN_TIME_UNKNOWN,
    /** The user has no second factor, and the policy requires one. */
    SECOND_FACTOR_REQUIRED,
    /** The user has a second factor that was not used in this sign-in. */
    SECOND_FACTOR_NOT_USED,
    /** The user has as many as the policy allows. */
    LIMIT_REACHED;

    /** What pages and programs know it by. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The first thing in the way, the one that nobody can mend first. */
    public static Optional<CreationBlocker> find(
            AuthenticationContext signIn, AppPasswords appPasswords, UserModel user) {
        Optional<Problem> problem = appPasswords.obstacle(user);
        if (problem.equals(Optional.of(Problem.DISABLED))) {
            return Optional.of(DISABLED);
        }
        if (signIn.isImpersonated()) {
            return Optional.of(IMPERSONATED);
        }
        Freshness age = signIn.age(appPasswords.policy().maxAuthAge());
        if (age != Freshness.FRESH) {
            return Optional.of(age == Freshness.OLD ? REAUTHENTICATION_REQUIRED : SIGN_IN_TIME_UNKNOWN);
        }
        if (problem.equals(Optional.of(Problem.SECOND_FACTOR_REQUIRED))) {
            return Optional.of(SECOND_FACTOR_REQUIRED);
        }
        if (appPasswords.policy().secondFactorRequired() && !signIn.usedSecondFactor()) {
            return Optional.of(SECOND_FACTOR_NOT_USED);
        }
        return problem.flatMap(CreationBlocker::of);
    }

    /** The obstacle that a rule of the policy is; empty for a problem that belongs to a field of the request. */
    public static Optional<CreationBlocker> of(Problem problem) {
        return switch (problem) {
            case DISABLED -> Optional.of(DISABLED);
            case SECOND_FACTOR_REQUIRED -> Optional.of(SECOND_FACTOR_REQUIRED);
            case LIMIT_REACHED -> Optional.of(LIMIT_REACHED);
            default -> Optional.empty();
        };
    }
}
