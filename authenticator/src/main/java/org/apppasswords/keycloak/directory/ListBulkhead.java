package org.apppasswords.keycloak.directory;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;

/**
 * Limits the lists that this node computes at the same time to the number of processors, so that a bridge that walks
 * over all users again and again does not keep others from signing in. Only a few requests may wait, because each
 * occupies a worker thread. Look-ups are not limited.
 */
final class ListBulkhead {

    /** Far fewer than Keycloak's worker threads, which are 50, or four per processor. */
    static final int MAX_WAITING = 16;

    private static final Duration WAIT_TIMEOUT = Duration.ofSeconds(5);

    private final int maxPresent;
    private final Duration timeout;
    private final Semaphore processors;
    private final AtomicInteger present = new AtomicInteger();

    ListBulkhead() {
        this(Runtime.getRuntime().availableProcessors(), WAIT_TIMEOUT);
    }

    ListBulkhead(int processors, Duration timeout) {
        this.maxPresent = processors + MAX_WAITING;
        this.timeout = timeout;
        this.processors = new Semaphore(processors, true);
    }

    /**
     * Computes a list as soon as the limit allows.
     *
     * @throws ApiError if too many requests wait, or the wait exceeds the timeout
     */
    <T> T execute(Supplier<T> list) {
        try {
            if (present.incrementAndGet() > maxPresent || !acquire()) {
                throw new ApiError(ErrorCode.BUSY, "Too many lists are in progress. Try again.");
            }
            try {
                return list.get();
            } finally {
                processors.release();
            }
        } finally {
            present.decrementAndGet();
        }
    }

    private boolean acquire() {
        try {
            return processors.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
