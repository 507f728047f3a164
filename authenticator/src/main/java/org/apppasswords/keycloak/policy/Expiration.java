package org.apppasswords.keycloak.policy;

import java.time.Duration;
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

    /** The longest time before the end at which an app password expires soon. */
    private static final Duration LONGEST_WARNING = Duration.ofDays(7);

    /** The part of its lifetime at whose beginning an app password expires soon: the last quarter. */
    private static final int PARTS = 4;

    /** Returns from when on an app password expires soon: in the last quarter of its lifetime, at most 7 days before. */
    public static Instant warnFrom(Instant createdAt, Instant end) {
        Duration quarter = Duration.between(createdAt, end).dividedBy(PARTS);
        return end.minus(quarter.compareTo(LONGEST_WARNING) < 0 ? quarter : LONGEST_WARNING);
    }

    /** Returns whether the app password has expired at this time. */
    public boolean isOver(Instant now) {
        return !now.isBefore(at);
    }
}
