package org.apppasswords.ldap.server;

import java.util.concurrent.Semaphore;

/**
 * Limits the memory that the requests of all connections take together, so that programs that have not signed in cannot
 * fill the heap. Each connection has {@value #OWN_BYTES} bytes of its own, so that small requests are always served; what
 * it needs beyond them comes from here.
 */
final class RequestMemory {

    /** More than a bind or a usual search takes. */
    static final int OWN_BYTES = 16 * 1024;

    private static final int UNIT_BYTES = 1024;

    private final Semaphore freeUnits;

    /** @param bytes what all connections share */
    RequestMemory(long bytes) {
        freeUnits = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / UNIT_BYTES));
    }

    Share newShare() {
        return new Share();
    }

    /** What one connection holds. Only the thread of the connection uses it. */
    final class Share {

        private long bytes;
        private int units;

        private Share() {}

        /**
         * Takes memory, before it is allocated.
         *
         * @throws RequestMemoryException if the other connections hold too much
         */
        void take(long more) throws RequestMemoryException {
            int missing = unitsFor(bytes + more) - units;
            if (missing > 0) {
                if (!freeUnits.tryAcquire(missing)) {
                    throw new RequestMemoryException();
                }
                units += missing;
            }
            bytes += more;
        }

        void giveBack(long less) {
            bytes -= less;
            int unneeded = units - unitsFor(bytes);
            units -= unneeded;
            freeUnits.release(unneeded);
        }

        /** Gives back everything when the connection ends, wherever it was. */
        void giveBackAll() {
            giveBack(bytes);
        }

        private static int unitsFor(long bytes) {
            long shared = Math.max(0, bytes - OWN_BYTES);
            return (int) Math.min(Integer.MAX_VALUE, (shared + UNIT_BYTES - 1) / UNIT_BYTES);
        }
    }
}
