package org.apppasswords.keycloak.service;

import java.util.Optional;
import org.apppasswords.keycloak.authcontext.AuthenticationContext;
import org.apppasswords.keycloak.authcontext.Freshness;
import org.apppasswords.keycloak.error.ErrorCode;
import org.keycloak.models.UserModel;

/** Finds out why a user who is signed in cannot create an app password now. */
public final class CreationBlocker {

    private CreationBlocker() {}

    /** Returns the first blocker; blockers that the user cannot fix come first. */
    public static Optional<ErrorCode> find(AuthenticationContext signIn, AppPasswords appPasswords, UserModel user) {
        Optional<ErrorCode> byPolicy = appPasswords.creationBlocker(user);
        if (byPolicy.equals(Optional.of(ErrorCode.DISABLED)) || byPolicy.equals(Optional.of(ErrorCode.NO_SERVICE))) {
            return byPolicy;
        }
        if (signIn.isImpersonated()) {
            return Optional.of(ErrorCode.IMPERSONATED);
        }
        Freshness age = signIn.age(appPasswords.policy().maxAuthAge());
        if (age != Freshness.FRESH) {
            return Optional.of(
                    age == Freshness.OLD ? ErrorCode.REAUTHENTICATION_REQUIRED : ErrorCode.SIGN_IN_TIME_UNKNOWN);
        }
        if (byPolicy.equals(Optional.of(ErrorCode.SECOND_FACTOR_REQUIRED))) {
            return byPolicy;
        }
        return appPasswords.policy().secondFactorRequired() && !signIn.usedSecondFactor()
                ? Optional.of(ErrorCode.SECOND_FACTOR_NOT_USED)
                : byPolicy;
    }
}
