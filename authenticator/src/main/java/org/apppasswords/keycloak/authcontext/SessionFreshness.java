package org.apppasswords.keycloak.authcontext;

import java.time.Duration;
import java.util.Optional;
import org.apppasswords.keycloak.policy.BrokeredSignIn;
import org.keycloak.models.UserSessionModel;

/** The freshness of the sign-in behind a user session. */
public final class SessionFreshness {

    private SessionFreshness() {}

    /** Returns whether the user of this session authenticated within the maximum age. */
    public static Freshness age(UserSessionModel userSession, Duration maxAge, BrokeredSignIn brokeredSignIn) {
        boolean freshForKeycloak = isWithin(AuthenticationTime.ofKeycloak(userSession), maxAge);
        if (brokeredSignIn == BrokeredSignIn.ACCEPT || !AuthenticationTime.isBrokered(userSession)) {
            return freshForKeycloak ? Freshness.FRESH : Freshness.OLD;
        }
        if (isWithin(AuthenticationTime.recorded(userSession), maxAge)) {
            return Freshness.FRESH;
        }
        return freshForKeycloak ? Freshness.UNKNOWN : Freshness.OLD;
    }

    /** Returns whether a time is within the maximum age, in whole seconds, as Keycloak compares them. */
    public static boolean isWithin(long epochSeconds, Duration maxAge) {
        return AuthenticationTime.now() - epochSeconds <= maxAge.toSeconds();
    }

    private static boolean isWithin(Optional<Long> epochSeconds, Duration maxAge) {
        return epochSeconds.filter(time -> isWithin(time, maxAge)).isPresent();
    }
}
