package org.apppasswords.ldap.server;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits the memory that the entries of all searches take together: of those that run, and of those that wait for the
 * request of their next page.
 */
final class EntryMemory {

    /** About what the entry of a person with all usual attributes takes; measured with Java 17. */
    static final int ENTRY_BYTES = 6 * 1024;

    /** About what the DN of an entry takes in a set; measured with Java 17. */
    static final int DN_BYTES = 192;

    private static final int UNIT_BYTES = 1024;

    private final int allUnits;
    private final Semaphore freeUnits;

    /** @param bytes what all connections share */
    EntryMemory(long bytes) {
        allUnits = units(bytes);
        freeUnits = new Semaphore(allUnits, true);
    }

    /** Returns the share of a search. */
    Share newShare() {
        return new Share();
    }

    private static int units(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, (bytes + UNIT_BYTES - 1) / UNIT_BYTES);
    }

    /** What one search holds. Only the thread of its connection uses it. */
    final class Share {

        private int units;

        /** Holds this much from now on, no more and no less, and returns true; changes nothing if there is not enough. */
        boolean hold(long bytes) {
            int more = units(bytes) - units;
            if (more > 0 && !freeUnits.tryAcquire(more)) {
                return false;
            }
            if (more < 0) {
                freeUnits.release(-more);
            }
            units += more;
            return true;
        }

        /**
         * Holds this much, or all that exists if it is less, as soon as other searches have given it back. Holds nothing
         * meanwhile, so that searches do not wait for each other.
         *
         * @return whether it was in time
         */
        boolean await(long bytes, Duration time) {
            hold(0);
            int wanted = Math.min(units(bytes), allUnits);
            try {
                if (!freeUnits.tryAcquire(wanted, time.toNanos(), TimeUnit.NANOSECONDS)) {
                    return false;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            units = wanted;
            return true;
        }
    }
}
