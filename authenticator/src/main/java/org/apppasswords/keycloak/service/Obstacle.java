package org.apppasswords.keycloak.requiredaction;

import java.util.Locale;
import java.util.Optional;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.service.RejectedRequest.Problem;
import org.keycloak.authentication.RequiredActionContext;

/** Why the page cannot offer its form. The name, in lower case, is what the page template knows it by. */
enum Obstacle {
    DISABLED,
    IMPERSONATED,
    REAUTHENTICATION_REQUIRED,
    SECOND_FACTOR_REQUIRED,
    SECOND_FACTOR_NOT_USED,
    LIMIT_REACHED;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The first thing in the way, the one that nobody can mend first. */
    static Optional<Obstacle> find(RequiredActionContext context, AppPasswords appPasswords) {
        SignIn signIn = new SignIn(context);
        Optional<Problem> problem = appPasswords.obstacle(context.getUser());
        if (problem.equals(Optional.of(Problem.DISABLED))) {
            return Optional.of(DISABLED);
        }
        if (signIn.isSomebodyElse()) {
            return Optional.of(IMPERSONATED);
        }
        if (!signIn.isWithin(appPasswords.policy().maxAuthAge())) {
            return Optional.of(REAUTHENTICATION_REQUIRED);
        }
        if (problem.equals(Optional.of(Problem.SECOND_FACTOR_REQUIRED))) {
            return Optional.of(SECOND_FACTOR_REQUIRED);
        }
        if (appPasswords.policy().secondFactorRequired() && !signIn.usedSecondFactor()) {
            return Optional.of(SECOND_FACTOR_NOT_USED);
        }
        return problem.flatMap(Obstacle::of);
    }

    /** The obstacle that a rule of the policy is; empty for a problem that belongs to a field of the form. */
    static Optional<Obstacle> of(Problem problem) {
        return switch (problem) {
            case DISABLED -> Optional.of(DISABLED);
            case SECOND_FACTOR_REQUIRED -> Optional.of(SECOND_FACTOR_REQUIRED);
            case LIMIT_REACHED -> Optional.of(LIMIT_REACHED);
            default -> Optional.empty();
        };
    }
}
