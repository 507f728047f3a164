package org.apppasswords.keycloak.inventory;

import java.util.concurrent.TimeUnit;

/**
 * What one request may cost that walks over many app passwords: a filter, rights on few users, or a directory that does
 * not answer, must not make it endless. There is always a cursor to go on from.
 */
final class ScanBudget {

    private static final int MAX_EXAMINED = 2000;
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final long start = System.nanoTime();
    private int lookedAt;

    /** One more was looked at. */
    void count() {
        lookedAt++;
    }

    /** Whether the request should be answered with what there is. */
    boolean isSpent() {
        return lookedAt >= MAX_EXAMINED || System.nanoTime() - start > MAX_NANOS;
    }
}
