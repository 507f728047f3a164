package org.apppasswords.keycloak.transaction;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apppasswords.keycloak.credential.AppPasswordCredentialProviderFactory;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.queue.LockQueue;
import org.apppasswords.keycloak.queue.WorkKind;
import org.keycloak.models.KeycloakSession;

/**
 * Runs one piece of work at a time, on all nodes together.
 *
 * <p>On each node, work for one lock queues in memory ({@link LockQueue}); only the first in the queue asks the other
 * nodes, through Keycloak's single-use objects. A node that dies while it holds the lock delays the others by
 * {@value #LIFESPAN_SECONDS} seconds, nothing else.
 */
public final class ClusterLock {

    private static final ExtensionLog LOG = ExtensionLog.of(ClusterLock.class);

    private static final long LIFESPAN_SECONDS = 30;
    private static final long PAUSE_MILLIS = 25;

    private final LockQueue queue;
    private final SingleUseStore store;
    private final String name;

    /**
     * @param name of the work
     */
    public ClusterLock(KeycloakSession session, String name) {
        this.queue = AppPasswordCredentialProviderFactory.lockQueue(session.getKeycloakSessionFactory());
        this.store = new SingleUseStore(session);
        this.name = "lock." + name;
    }

    /**
     * Runs an administrator's work while holding the lock.
     *
     * @throws ApiError with {@link ErrorCode#BUSY} if too many requests wait for it, or another
     *     one holds it for too long
     */
    public <T> T during(Supplier<T> work) {
        return during(WorkKind.ADMINISTRATION, work);
    }

    /** The same for work of this kind. */
    <T> T during(WorkKind kind, Supplier<T> work) {
        long deadline = System.nanoTime() + kind.timeout().toNanos();
        return onThisNode(kind, () -> {
            while (!acquire()) {
                if (System.nanoTime() - deadline > 0) {
                    throw busy();
                }
                Pause.millis(PAUSE_MILLIS);
            }
            return holding(work);
        });
    }

    /**
     * Runs the work while no other work for this lock runs on this node. Other nodes may run some at the same time.
     *
     * @throws ApiError as {@link #during}
     */
    <T> T onThisNode(WorkKind kind, Supplier<T> work) {
        return queue.run(name, kind, work).orElseThrow(ClusterLock::busy);
    }

    /** Runs the work if the lock is free; empty if it is not, or if the work has no result. */
    <T> Optional<T> ifFree(WorkKind kind, Supplier<T> work) {
        return queue.runIfFree(name, kind, () -> acquire() ? Optional.ofNullable(holding(work)) : Optional.empty());
    }

    private <T> T holding(Supplier<T> work) {
        long acquired = System.nanoTime();
        try {
            return work.get();
        } finally {
            // After its lifespan, another node may hold the lock.
            if (System.nanoTime() - acquired < TimeUnit.SECONDS.toNanos(LIFESPAN_SECONDS)) {
                release();
            }
        }
    }

    private boolean acquire() {
        return store.putIfAbsent(name, LIFESPAN_SECONDS);
    }

    private void release() {
        try {
            store.remove(name);
        } catch (RuntimeException e) {
            // The work is done, and its result must not be lost. The lock ends by itself.
            LOG.warn(e, "a lock could not be released");
        }
    }

    private static ApiError busy() {
        return new ApiError(ErrorCode.BUSY);
    }
}
