package org.apppasswords.keycloak.credential;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Limits the slow hashes that this node computes at the same time: one per user, as many as there are processors, and a
 * quarter of the server's memory. Only a few requests may wait, because each occupies a worker thread, and fewer for the
 * same user, so that guesses at one user's app passwords leave places to the others.
 */
final class HashingBulkhead {

    /** Programs open several connections at once; the first one fills the verification cache for the others. */
    static final Duration WAIT_TIMEOUT = Duration.ofSeconds(5);

    /** Far fewer than Keycloak's worker threads, which are 50, or four per processor. */
    static final int MAX_WAITING = 16;

    /** A mail program opens up to ten connections at once. */
    static final int MAX_PRESENT_PER_USER = 10;

    private static final int MEMORY_KIB =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 4 / 1024);

    private final Duration timeout;
    private final Semaphore places;
    private final ConcurrentMap<String, UserSlot> users = new ConcurrentHashMap<>();
    private final Semaphore processors;
    private final Semaphore memoryKib = new Semaphore(MEMORY_KIB, true);

    HashingBulkhead() {
        this(Runtime.getRuntime().availableProcessors(), WAIT_TIMEOUT);
    }

    HashingBulkhead(int processors, Duration timeout) {
        this.timeout = timeout;
        this.places = new Semaphore(processors + MAX_WAITING);
        this.processors = new Semaphore(processors, true);
    }

    /** The slot of one user; removed after the last request. */
    private static final class UserSlot {
        private final Semaphore places = new Semaphore(MAX_PRESENT_PER_USER);
        private final Semaphore free = new Semaphore(1, true);
        private int requests;
    }

    /**
     * Runs the work as soon as the limits allow.
     *
     * @param kib memory that the work requires
     * @return its result; empty if too many requests wait, or the wait exceeds the timeout
     */
    <T> Optional<T> execute(String userId, int kib, Supplier<T> work) {
        UserSlot slot = users.compute(userId, (id, known) -> {
            UserSlot entered = known == null ? new UserSlot() : known;
            entered.requests++;
            return entered;
        });
        long now = System.nanoTime();
        try {
            return whileHolding(
                    slot.places,
                    1,
                    now,
                    () -> whileHolding(places, 1, now, () -> execute(slot, Math.min(kib, MEMORY_KIB), work)));
        } finally {
            users.computeIfPresent(userId, (id, left) -> --left.requests == 0 ? null : left);
        }
    }

    // The user's own slot first, so that requests that wait for the same user do not occupy a processor.
    private <T> Optional<T> execute(UserSlot slot, int kib, Supplier<T> work) {
        long deadline = System.nanoTime() + timeout.toNanos();
        return whileHolding(
                slot.free,
                1,
                deadline,
                () -> whileHolding(
                        processors,
                        1,
                        deadline,
                        () -> whileHolding(memoryKib, kib, deadline, () -> Optional.of(work.get()))));
    }

    /** Returns the number of users with running or waiting requests. */
    int users() {
        return users.size();
    }

    /** Returns an estimate of the requests that wait for other requests of this user. */
    int waiting(String userId) {
        UserSlot slot = users.get(userId);
        return slot == null ? 0 : slot.free.getQueueLength();
    }

    private static <T> Optional<T> whileHolding(
            Semaphore semaphore, int permits, long deadline, Supplier<Optional<T>> work) {
        try {
            if (!semaphore.tryAcquire(permits, deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return work.get();
        } finally {
            semaphore.release(permits);
        }
    }
}
