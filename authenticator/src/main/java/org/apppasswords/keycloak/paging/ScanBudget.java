package org.apppasswords.keycloak.paging;

import java.util.concurrent.TimeUnit;

/**
 * The work limit of a request that scans many objects. A filter, rights for only a few users, or a slow directory would
 * otherwise make the scan very long; the client continues with the cursor.
 */
public final class ScanBudget {

    private static final int MAX_EXAMINED = 2000;
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final long start = System.nanoTime();
    private int examined;

    /** Counts an examined object. */
    public void count() {
        examined++;
    }

    /** Returns whether the request should end with the results so far. */
    public boolean isSpent() {
        return examined >= MAX_EXAMINED || System.nanoTime() - start > MAX_NANOS;
    }
}
