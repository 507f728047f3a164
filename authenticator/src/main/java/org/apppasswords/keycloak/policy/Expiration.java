package org.apppasswords.keycloak.policy;

import java.time.Instant;

/**
 * When an app password ends, and why.
 *
 * @param at when
 * @param cause why
 */
public record Expiration(Instant at, Cause cause) {

    /** Why an app password ends. */
    public enum Cause {
        /** Its lifetime is over: the one chosen at creation, or the longest that the policy allows. */
        LIFETIME,
        /** It was not used for as long as the policy allows. */
        UNUSED
    }

    /** Whether it is over. */
    public boolean isOver(Instant now) {
        return !now.isBefore(at);
    }
}
