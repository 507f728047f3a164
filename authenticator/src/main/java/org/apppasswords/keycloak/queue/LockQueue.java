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
 * Runs one piece of work per name at a time on this node, in the order of arrival, and lets few requests wait. A
 * waiting request occupies a worker thread, so further requests are turned away at once.
 */
public final class LockQueue {

    /** Far fewer than Keycloak's worker threads, of which there are at least 50. */
    static final int MAX_WAITING_ON_NODE = 16;

    private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();
    private final Places waitingOnNode = new Places(WorkKind::maxWaitingOnNode);
    private final Function<WorkKind, Duration> patience;

    public LockQueue() {
        this(WorkKind::patience);
    }

    LockQueue(Function<WorkKind, Duration> patience) {
        this.patience = patience;
    }

    /** A limited number of places for each kind of work. */
    private static final class Places {
        private final Map<WorkKind, Semaphore> free = new EnumMap<>(WorkKind.class);

        Places(Function<WorkKind, Integer> number) {
            for (WorkKind kind : WorkKind.values()) {
                free.put(kind, new Semaphore(number.apply(kind)));
            }
        }

        <T> Optional<T> taking(WorkKind kind, Supplier<Optional<T>> work) {
            Semaphore place = free.get(kind);
            if (!place.tryAcquire()) {
                return Optional.empty();
            }
            try {
                return work.get();
            } finally {
                place.release();
            }
        }
    }

    /** The work of one name; removed when no work is left. */
    private static final class Line {
        private final Places present = new Places(WorkKind::maxPresent);
        private final Semaphore turn = new Semaphore(1, true);
        private int interested;
    }

    /**
     * Runs the work when its turn comes.
     *
     * @return its result, which must not be {@code null}; empty if too many wait already, or if the turn does not come
     *     within the patience of the kind
     */
    public <T> Optional<T> run(String name, WorkKind kind, Supplier<T> work) {
        return inLine(name, kind, line -> {
            if (takeTurn(line, Duration.ZERO)
                    || waitingOnNode
                            .taking(kind, () -> Optional.of(takeTurn(line, patience.apply(kind))))
                            .orElse(false)) {
                return Optional.of(doTurn(line, work));
            }
            return Optional.empty();
        });
    }

    /** Runs the work if no other work of this name runs or waits; empty otherwise, or if the work has no result. */
    public <T> Optional<T> runIfFree(String name, WorkKind kind, Supplier<Optional<T>> work) {
        return inLine(name, kind, line -> takeTurn(line, Duration.ZERO) ? doTurn(line, work) : Optional.empty());
    }

    /** Returns how many names have work that runs or waits. */
    int names() {
        return lines.size();
    }

    /** Returns how many pieces of work of this kind and name run or wait. */
    int present(String name, WorkKind kind) {
        Line line = lines.get(name);
        return line == null
                ? 0
                : kind.maxPresent() - line.present.free.get(kind).availablePermits();
    }

    /** Returns how many pieces of work of this kind wait on this node, for any name. */
    int waiting(WorkKind kind) {
        return kind.maxWaitingOnNode() - waitingOnNode.free.get(kind).availablePermits();
    }

    private <T> Optional<T> inLine(String name, WorkKind kind, Function<Line, Optional<T>> work) {
        Line line = lines.compute(name, (key, known) -> {
            Line entered = known == null ? new Line() : known;
            entered.interested++;
            return entered;
        });
        try {
            return line.present.taking(kind, () -> work.apply(line));
        } finally {
            lines.computeIfPresent(name, (key, left) -> --left.interested == 0 ? null : left);
        }
    }

    // Unlike tryAcquire() without a timeout, tryAcquire with a timeout of zero does not overtake waiting threads.
    private static boolean takeTurn(Line line, Duration patience) {
        try {
            return line.turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> T doTurn(Line line, Supplier<T> work) {
        try {
            return work.get();
        } finally {
            line.turn.release();
        }
    }
}
