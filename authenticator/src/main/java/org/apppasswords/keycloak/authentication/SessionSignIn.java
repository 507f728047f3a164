package org.apppasswords.keycloak.authentication;

import java.time.Duration;
import java.util.Optional;
import org.apppasswords.keycloak.policy.BrokeredSignIn;
import org.apppasswords.keycloak.service.SignInAge;
import org.keycloak.models.UserSessionModel;

/** How recent the sign-in behind a user session is. */
public final class SessionSignIn {

    private SessionSignIn() {}

    /** Returns whether the user of this session authenticated within the maximum age. */
    public static SignInAge age(UserSessionModel userSession, Duration maxAge, BrokeredSignIn brokeredSignIn) {
        boolean freshForKeycloak = isWithin(AuthenticationTime.ofKeycloak(userSession), maxAge);
        if (brokeredSignIn == BrokeredSignIn.ACCEPT || !AuthenticationTime.isBrokered(userSession)) {
            return freshForKeycloak ? SignInAge.FRESH : SignInAge.OLD;
        }
        if (isWithin(AuthenticationTime.recorded(userSession), maxAge)) {
            return SignInAge.FRESH;
        }
        return freshForKeycloak ? SignInAge.UNKNOWN : SignInAge.OLD;
    }

    /** Whether a time is within the maximum age, in whole seconds, as Keycloak compares them. */
    public static boolean isWithin(long epochSeconds, Duration maxAge) {
        return AuthenticationTime.now() - epochSeconds <= maxAge.toSeconds();
    }

    private static boolean isWithin(Optional<Long> epochSeconds, Duration maxAge) {
        return epochSeconds.filter(time -> isWithin(time, maxAge)).isPresent();
    }
}
