package org.apppasswords.keycloak.queue;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs one piece of work per name at a time on this node, in the order of arrival. Only a few requests may wait,
 * because each occupies a worker thread; further requests are rejected immediately.
 */
public final class LockQueue {

    private final ConcurrentMap<String, Queue> queues = new ConcurrentHashMap<>();
    private final Slots waitingOnNode = new Slots(WorkKind::maxWaitingOnNode);
    private final Function<WorkKind, Duration> timeout;

    public LockQueue() {
        this(WorkKind::timeout);
    }

    LockQueue(Function<WorkKind, Duration> timeout) {
        this.timeout = timeout;
    }

    /** A limited number of slots for each kind of work. */
    private static final class Slots {
        private final Map<WorkKind, Semaphore> free = new EnumMap<>(WorkKind.class);

        Slots(Function<WorkKind, Integer> number) {
            for (WorkKind kind : WorkKind.values()) {
                free.put(kind, new Semaphore(number.apply(kind)));
            }
        }

        <T> Optional<T> whileHolding(WorkKind kind, Supplier<Optional<T>> work) {
            Semaphore slot = free.get(kind);
            if (!slot.tryAcquire()) {
                return Optional.empty();
            }
            try {
                return work.get();
            } finally {
                slot.release();
            }
        }
    }

    /** The queue of one name; removed when it is empty. */
    private static final class Queue {
        private final Slots present = new Slots(WorkKind::maxPresent);
        private final Semaphore lock = new Semaphore(1, true);
        private int users;
    }

    /**
     * Runs the work after all earlier work of the name.
     *
     * @return its result, which must not be {@code null}; empty if too many requests wait, or the wait exceeds the
     *     timeout of the kind
     */
    public <T> Optional<T> run(String name, WorkKind kind, Supplier<T> work) {
        return inQueue(name, kind, queue -> {
            if (acquire(queue, Duration.ZERO)
                    || waitingOnNode
                            .whileHolding(kind, () -> Optional.of(acquire(queue, timeout.apply(kind))))
                            .orElse(false)) {
                return Optional.of(runAndRelease(queue, work));
            }
            return Optional.empty();
        });
    }

    /**
     * Runs the work if no other work of this name runs or waits. Returns empty otherwise, or if the work has no result.
     */
    public <T> Optional<T> runIfFree(String name, WorkKind kind, Supplier<Optional<T>> work) {
        return inQueue(
                name, kind, queue -> acquire(queue, Duration.ZERO) ? runAndRelease(queue, work) : Optional.empty());
    }

    /** Returns the number of names with running or waiting work. */
    int names() {
        return queues.size();
    }

    /** Returns the number of running and waiting pieces of work of this kind and name. */
    int present(String name, WorkKind kind) {
        Queue queue = queues.get(name);
        return queue == null
                ? 0
                : kind.maxPresent() - queue.present.free.get(kind).availablePermits();
    }

    /** Returns the number of pieces of work of this kind that wait on this node, for all names together. */
    int waiting(WorkKind kind) {
        return kind.maxWaitingOnNode() - waitingOnNode.free.get(kind).availablePermits();
    }

    private <T> Optional<T> inQueue(String name, WorkKind kind, Function<Queue, Optional<T>> work) {
        Queue queue = queues.compute(name, (key, known) -> {
            Queue entered = known == null ? new Queue() : known;
            entered.users++;
            return entered;
        });
        try {
            return queue.present.whileHolding(kind, () -> work.apply(queue));
        } finally {
            queues.computeIfPresent(name, (key, left) -> --left.users == 0 ? null : left);
        }
    }

    // Unlike tryAcquire() without a timeout, tryAcquire with a timeout of zero does not overtake waiting threads.
    private static boolean acquire(Queue queue, Duration timeout) {
        try {
            return queue.lock.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> T runAndRelease(Queue queue, Supplier<T> work) {
        try {
            return work.get();
        } finally {
            queue.lock.release();
        }
    }
}
