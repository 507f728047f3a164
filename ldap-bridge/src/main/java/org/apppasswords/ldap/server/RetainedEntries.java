package org.apppasswords.ldap.server;

import java.util.concurrent.Semaphore;

/** Limits how many entries all connections together keep between the pages of their searches. */
final class RetainedEntries {

    private static final int MAX = 50_000;

    private final Semaphore free = new Semaphore(MAX);

    boolean retain(int number) {
        return free.tryAcquire(number);
    }

    void release(int number) {
        free.release(number);
    }
}
