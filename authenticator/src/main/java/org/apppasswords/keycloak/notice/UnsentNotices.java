package org.apppasswords.keycloak.notice;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts the notices that were not sent because too many were waiting. The numbers are due for the log at most once a
 * minute, so that a flood of notices does not become a flood of records.
 */
final class UnsentNotices {

    private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private final Map<String, Integer> unreported = new HashMap<>();
    private long nextReport;

    UnsentNotices(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextReport = nanoTime.getAsLong();
    }

    synchronized void count(String realmName) {
        unreported.merge(realmName, 1, Integer::sum);
    }

    /** Returns the numbers by realm since the last report, and resets them; empty if there are none or it is too early. */
    synchronized Map<String, Integer> takeDue() {
        long now = nanoTime.getAsLong();
        if (unreported.isEmpty() || now - nextReport < 0) {
            return Map.of();
        }
        nextReport = now + INTERVAL_NANOS;
        Map<String, Integer> due = Map.copyOf(unreported);
        unreported.clear();
        return due;
    }
}
