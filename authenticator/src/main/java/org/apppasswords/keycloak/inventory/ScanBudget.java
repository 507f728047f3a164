package org.apppasswords.keycloak.inventory;

import java.util.concurrent.TimeUnit;

/**
 * The work limit of a request that scans many app passwords. A filter, rights for only a few users, or a slow directory
 * would otherwise make the scan very long; the client continues with the cursor.
 */
final class ScanBudget {

    private static final int MAX_EXAMINED = 2000;
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final long start = System.nanoTime();
    private int examined;

    /** Counts an examined app password. */
    void count() {
        examined++;
    }

    /** Returns whether the request should end with the results so far. */
    boolean isSpent() {
        return examined >= MAX_EXAMINED || System.nanoTime() - start > MAX_NANOS;
    }
}
