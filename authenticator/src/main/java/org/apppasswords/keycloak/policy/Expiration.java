package org.apppasswords.keycloak.policy;

import java.time.Instant;

/**
 * The time and cause of an app password's expiration.
 */
public record Expiration(Instant at, Cause cause) {

    /** The reasons for an expiration. */
    public enum Cause {
        /** The lifetime ended: the one chosen at creation, or the longest that the policy allows. */
        LIFETIME,
        /** The app password was unused for too long. */
        UNUSED
    }

    /** Returns whether the app password has expired at this time. */
    public boolean isOver(Instant now) {
        return !now.isBefore(at);
    }
}
