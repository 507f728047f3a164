package org.apppasswords.keycloak.service;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Lets one piece of work at a time happen, on all nodes together.
 *
 * <p>Built on Keycloak's single-use objects, which every node shares. A node that dies while it holds the lock delays
 * the others by {@value #LIFESPAN_SECONDS} seconds, nothing else.
 */
public final class ClusterLock {

    private static final ExtensionLog LOG = ExtensionLog.of(ClusterLock.class);

    private static final long LIFESPAN_SECONDS = 30;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_MILLIS = 25;

    private final KeycloakSessionFactory factory;
    private final String key;

    /**
     * @param name of the work; at most 100 characters, which the store's keys hold
     */
    public ClusterLock(KeycloakSession session, String name) {
        this.factory = session.getKeycloakSessionFactory();
        this.key = "app-passwords." + name;
    }

    /**
     * Runs the work while holding the lock.
     *
     * @throws RejectedRequest with {@link RejectedRequest.Problem#BUSY} if others hold it for too long
     */
    public <T> T during(Supplier<T> work) {
        long start = System.nanoTime();
        while (!acquire()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new RejectedRequest(RejectedRequest.Problem.BUSY);
            }
            Pause.millis(PAUSE_MILLIS);
        }
        return holding(work);
    }

    /** Runs the work if nobody holds the lock; empty if somebody does, or if the work has no result. */
    <T> Optional<T> ifFree(Supplier<T> work) {
        return acquire() ? Optional.ofNullable(holding(work)) : Optional.empty();
    }

    private <T> T holding(Supplier<T> work) {
        long acquired = System.nanoTime();
        try {
            return work.get();
        } finally {
            // After its lifespan the lock may already be somebody else's.
            if (System.nanoTime() - acquired < TimeUnit.SECONDS.toNanos(LIFESPAN_SECONDS)) {
                release();
            }
        }
    }

    private boolean acquire() {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                factory, session -> session.singleUseObjects().putIfAbsent(key, LIFESPAN_SECONDS));
    }

    private void release() {
        try {
            KeycloakModelUtils.runJobInTransaction(
                    factory, session -> session.singleUseObjects().remove(key));
        } catch (RuntimeException e) {
            // The work is done, and its result must not be lost. The lock ends by itself.
            LOG.warn(e, "a lock could not be released");
        }
    }
}
