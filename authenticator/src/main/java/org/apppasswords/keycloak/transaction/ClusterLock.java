package org.apppasswords.keycloak.transaction;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apppasswords.keycloak.credential.AppPasswordCredentialProviderFactory;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.queue.LockQueue;
import org.apppasswords.keycloak.queue.WorkKind;
import org.keycloak.models.KeycloakSession;

/**
 * A lock that one piece of work holds at a time, on all nodes together.
 *
 * <p>On each node, work for one lock queues in memory ({@link LockQueue}). Only the first in the queue competes with
 * the other nodes, through Keycloak's single-use objects. The lock of a node that dies lasts {@value #LIFESPAN_SECONDS}
 * seconds.
 */
public final class ClusterLock {

    private static final ExtensionLog LOG = ExtensionLog.of(ClusterLock.class);

    static final long LIFESPAN_SECONDS = 30;
    private static final long PAUSE_MILLIS = 25;

    private final LockQueue queue;
    private final String name;
    private final BooleanSupplier acquire;
    private final Runnable release;

    /** @param name of the lock */
    public ClusterLock(KeycloakSession session, String name) {
        this(
                AppPasswordCredentialProviderFactory.lockQueue(session.getKeycloakSessionFactory()),
                new SingleUseStore(session),
                "lock." + name);
    }

    private ClusterLock(LockQueue queue, SingleUseStore store, String name) {
        this(queue, name, () -> store.putIfAbsent(name, LIFESPAN_SECONDS), () -> store.remove(name));
    }

    /**
     * @param acquire keeps the other nodes out; returns false if one of them holds the lock
     * @param release lets them in
     */
    ClusterLock(LockQueue queue, String name, BooleanSupplier acquire, Runnable release) {
        this.queue = queue;
        this.name = name;
        this.acquire = acquire;
        this.release = release;
    }

    /**
     * Runs an administrator's work while holding the lock.
     *
     * @throws BusyException if too many requests wait for it, or it is not free in time
     */
    public <T> T during(Supplier<T> work) {
        return during(WorkKind.ADMINISTRATION, work);
    }

    /** Runs work of this kind while holding the lock. */
    <T> T during(WorkKind kind, Supplier<T> work) {
        return during(kind, work, acquire);
    }

    /** Like {@link #during}, but does not wait for other nodes while the single-use objects do not respond. */
    <T> T duringIfReachable(WorkKind kind, Supplier<T> work) {
        return during(kind, work, this::acquireIfReachable);
    }

    private <T> T during(WorkKind kind, Supplier<T> work, BooleanSupplier acquiring) {
        long deadline = System.nanoTime() + kind.timeout().toNanos();
        return onThisNode(kind, () -> {
            while (!acquiring.getAsBoolean()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new BusyException();
                }
                Pause.millis(PAUSE_MILLIS);
            }
            return runAndRelease(work);
        });
    }

    /**
     * Runs the work while no other work for this lock runs on this node. Other nodes may run such work at the same
     * time.
     *
     * @throws BusyException as {@link #during}
     */
    <T> T onThisNode(WorkKind kind, Supplier<T> work) {
        return queue.run(name, kind, work).orElseThrow(BusyException::new);
    }

    /** Runs the work if the lock is free. Returns empty if it is not, or if the work has no result. */
    <T> Optional<T> ifFree(WorkKind kind, Supplier<T> work) {
        return queue.runIfFree(
                name, kind, () -> acquire.getAsBoolean() ? Optional.ofNullable(runAndRelease(work)) : Optional.empty());
    }

    private <T> T runAndRelease(Supplier<T> work) {
        long acquired = System.nanoTime();
        try {
            return work.get();
        } finally {
            // After the lifespan, another node may hold the lock.
            if (System.nanoTime() - acquired < TimeUnit.SECONDS.toNanos(LIFESPAN_SECONDS)) {
                release();
            }
        }
    }

    private boolean acquireIfReachable() {
        try {
            return acquire.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.warn(e, "could not lock out the other nodes; the work is done without");
            return true;
        }
    }

    private void release() {
        try {
            release.run();
        } catch (RuntimeException e) {
            // The work is done and its result must not be lost. The lock expires.
            LOG.warn(e, "could not release a lock; it expires");
        }
    }
}
