package org.apppasswords.keycloak.credential;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Keeps slow hashes from taking the server down: on this node, one verification at a time for a user, as many together as
 * there are processors, no more memory in use for it than a quarter of the server's, and few that wait.
 */
final class HashingBulkhead {

    /** Programs open a handful of connections at once; the first fills the memory of matches for the others. */
    static final Duration WAIT_TIMEOUT = Duration.ofSeconds(5);

    /** Each waits in a thread that answers no other request meanwhile. */
    static final int MAX_WAITING = 8;

    private static final int MEMORY_KIB =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 4 / 1024);

    private final int most;
    private final Duration patience;
    private final AtomicInteger present = new AtomicInteger();
    private final ConcurrentMap<String, UserTurn> users = new ConcurrentHashMap<>();
    private final Semaphore processors;
    private final Semaphore memoryKib = new Semaphore(MEMORY_KIB, true);

    HashingBulkhead() {
        this(Runtime.getRuntime().availableProcessors(), WAIT_TIMEOUT);
    }

    HashingBulkhead(int processors, Duration patience) {
        this.most = processors * (1 + MAX_WAITING);
        this.patience = patience;
        this.processors = new Semaphore(processors, true);
    }

    /** One user's verifications; forgotten when nobody is interested in it any more. */
    private static final class UserTurn {
        private final Semaphore one = new Semaphore(1, true);
        private int interested;
    }

    /**
     * Does the work when its turn has come.
     *
     * @param kib memory that the work takes
     * @return its result; empty if the turn takes too long to come or too many wait already
     */
    <T> Optional<T> execute(String userId, int kib, Supplier<T> work) {
        try {
            if (present.incrementAndGet() > most) {
                return Optional.empty();
            }
            UserTurn user = users.compute(userId, (id, known) -> {
                UserTurn turn = known == null ? new UserTurn() : known;
                turn.interested++;
                return turn;
            });
            try {
                return execute(user, Math.min(kib, MEMORY_KIB), work);
            } finally {
                users.computeIfPresent(userId, (id, turn) -> --turn.interested == 0 ? null : turn);
            }
        } finally {
            present.decrementAndGet();
        }
    }

    private <T> Optional<T> execute(UserTurn user, int kib, Supplier<T> work) {
        long deadline = System.nanoTime() + patience.toNanos();
        return holding(
                user.one,
                1,
                deadline,
                () -> holding(
                        processors,
                        1,
                        deadline,
                        () -> holding(memoryKib, kib, deadline, () -> Optional.of(work.get()))));
    }

    /** How many users have a turn or wait for one. */
    int users() {
        return users.size();
    }

    private static <T> Optional<T> holding(
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
