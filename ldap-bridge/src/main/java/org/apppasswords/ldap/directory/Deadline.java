package org.apppasswords.ldap.directory;

import java.time.Duration;

/** When an operation has to end. */
public record Deadline(long nanoTime) {

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Returns the time that is left; zero if it has passed. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    public boolean hasPassed() {
        return nanoTime - System.nanoTime() <= 0;
    }
}
