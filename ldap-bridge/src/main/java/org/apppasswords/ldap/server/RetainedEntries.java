package org.apppasswords.ldap.server;

import java.util.concurrent.Semaphore;

/** Limits the memory of what all connections together keep of the answers of their searches between two pages. */
final class RetainedEntries {

    /** About what the entry of a person with all usual attributes takes; measured with Java 17. */
    static final int ENTRY_BYTES = 6 * 1024;

    /** About what the DN of an entry takes in a set; measured with Java 17. */
    static final int DN_BYTES = 192;

    private static final int UNIT_BYTES = 1024;

    private final Semaphore freeUnits;

    /** @param bytes what all connections share */
    RetainedEntries(long bytes) {
        freeUnits = new Semaphore(units(bytes));
    }

    /** Takes memory, and returns whether there was enough. */
    boolean retain(long bytes) {
        return freeUnits.tryAcquire(units(bytes));
    }

    /** Gives back what {@link #retain} has taken. */
    void release(long bytes) {
        freeUnits.release(units(bytes));
    }

    private static int units(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, (bytes + UNIT_BYTES - 1) / UNIT_BYTES);
    }
}
