package org.apppasswords.ldap.server;

import java.util.concurrent.Semaphore;

/**
 * Limits the memory that the requests of all connections take together, so that programs cannot fill the heap with them.
 * Each connection has {@value #OWN_BYTES} bytes of its own for the requests that it sends, and {@value #OWN_WAITING_BYTES}
 * for those of its waiting searches, so that small requests are always served; what it needs beyond them comes from here.
 */
final class RequestMemory {

    /** More than a bind or a usual search takes. */
    static final int OWN_BYTES = 16 * 1024;

    /** About what one or two usual paged searches take. */
    static final int OWN_WAITING_BYTES = 8 * 1024;

    private static final int UNIT_BYTES = 1024;

    private final Semaphore freeUnits;

    /** The part of {@link #freeUnits} that waiting searches may hold: half, so that they cannot keep long requests out. */
    private final Semaphore freeWaitingUnits;

    /** @param bytes what all connections share */
    RequestMemory(long bytes) {
        int units = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT_BYTES);
        freeUnits = new Semaphore(units);
        freeWaitingUnits = new Semaphore(units / 2);
    }

    /** Returns the share of a connection's requests, each of which holds memory until it has been served. */
    Share newShare() {
        return new Share(OWN_BYTES, false);
    }

    /** Returns the share of a connection's waiting searches: {@link PagedSearches}. */
    Share newWaitingShare() {
        return new Share(OWN_WAITING_BYTES, true);
    }

    /** What one connection holds. Only the thread of the connection uses it. */
    final class Share {

        private final int ownBytes;
        private final boolean isWaiting;
        private long bytes;
        private int units;

        private Share(int ownBytes, boolean isWaiting) {
            this.ownBytes = ownBytes;
            this.isWaiting = isWaiting;
        }

        /**
         * Takes memory, before it is allocated.
         *
         * @throws RequestMemoryException if the other connections hold too much
         */
        void take(long more) throws RequestMemoryException {
            if (!tryTake(more)) {
                throw new RequestMemoryException();
            }
        }

        /** Takes memory, and returns whether there was enough. */
        boolean tryTake(long more) {
            int missing = unitsFor(bytes + more) - units;
            if (missing > 0) {
                if (!tryAcquire(missing)) {
                    return false;
                }
                units += missing;
            }
            bytes += more;
            return true;
        }

        void giveBack(long less) {
            bytes -= less;
            int unneeded = units - unitsFor(bytes);
            units -= unneeded;
            freeUnits.release(unneeded);
            if (isWaiting) {
                freeWaitingUnits.release(unneeded);
            }
        }

        /** Gives back everything when the connection ends, wherever it was. */
        void giveBackAll() {
            giveBack(bytes);
        }

        private boolean tryAcquire(int missing) {
            if (isWaiting && !freeWaitingUnits.tryAcquire(missing)) {
                return false;
            }
            boolean isAcquired = freeUnits.tryAcquire(missing);
            if (isWaiting && !isAcquired) {
                freeWaitingUnits.release(missing);
            }
            return isAcquired;
        }

        private int unitsFor(long bytes) {
            long shared = Math.max(0, bytes - ownBytes);
            return (int) Math.min(Integer.MAX_VALUE, (shared + UNIT_BYTES - 1) / UNIT_BYTES);
        }
    }
}
