package org.apppasswords.keycloak.queue;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs the notices of all realms on this node. A realm occupies only a few threads, and its next notice queues behind
 * those of other realms, so a mail server that does not answer cannot stop the notices of other realms. Only a limited
 * number of notices may wait, because they are in memory.
 */
public final class NoticeQueue {

    /** Half of the threads that Keycloak starts. */
    static final int MAX_STARTED_OF_REALM = 2;

    /** As many as one request of an administrator's bulk revocation can cause: one for each of 1,000 users. */
    static final int MAX_WAITING_OF_REALM = 1000;

    /** About 10 MB. */
    static final int MAX_WAITING_ON_NODE = 10_000;

    private final Map<String, Lane> lanes = new HashMap<>();
    private int waitingOnNode;

    /** The notices of one realm; removed when it is empty. */
    private static final class Lane {
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private int started;
    }

    /**
     * Runs the notice on one of the threads, now or later.
     *
     * @return false if too many notices wait
     * @throws RejectedExecutionException if the threads have stopped
     */
    public boolean offer(String realmId, Executor threads, Runnable notice) {
        synchronized (this) {
            Lane lane = lanes.computeIfAbsent(realmId, id -> new Lane());
            if (lane.started == MAX_STARTED_OF_REALM) {
                return enqueue(lane, notice);
            }
            lane.started++;
        }
        start(realmId, threads, notice);
        return true;
    }

    /** Returns the number of realms with started or waiting notices. */
    synchronized int realms() {
        return lanes.size();
    }

    // Outside the lock: the executor may run the notice in this thread.
    private void start(String realmId, Executor threads, Runnable notice) {
        try {
            threads.execute(() -> {
                try {
                    notice.run();
                } finally {
                    startNext(realmId, threads);
                }
            });
        } catch (RuntimeException | Error e) {
            // The threads have stopped, or there is no memory for another one.
            release(realmId);
            throw e;
        }
    }

    private void startNext(String realmId, Executor threads) {
        try {
            next(realmId).ifPresent(notice -> start(realmId, threads, notice));
        } catch (RejectedExecutionException e) {
            // The server stops, and no caller is left to report it to.
        }
    }

    private boolean enqueue(Lane lane, Runnable notice) {
        if (lane.waiting.size() == MAX_WAITING_OF_REALM || waitingOnNode == MAX_WAITING_ON_NODE) {
            return false;
        }
        waitingOnNode++;
        return lane.waiting.add(notice);
    }

    private synchronized Optional<Runnable> next(String realmId) {
        Optional<Runnable> next = Optional.ofNullable(lanes.get(realmId).waiting.poll());
        if (next.isPresent()) {
            waitingOnNode--;
        } else {
            release(realmId);
        }
        return next;
    }

    private synchronized void release(String realmId) {
        Lane lane = lanes.get(realmId);
        lane.started--;
        if (lane.started == 0) {
            lanes.remove(realmId);
            waitingOnNode -= lane.waiting.size();
        }
    }
}
