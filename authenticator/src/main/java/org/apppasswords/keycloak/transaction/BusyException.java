package org.apppasswords.keycloak.transaction;

/**
 * Reports that too many requests wait for a lock, or that it was not free in time. Nothing was changed; a retry helps.
 */
public final class BusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BusyException() {
        super("the lock was not free in time", null, false, false);
    }
}
