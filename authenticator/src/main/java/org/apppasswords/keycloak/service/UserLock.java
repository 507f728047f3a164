package org.apppasswords.keycloak.service;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Lets one creation or renaming at a time happen for a user, on all nodes together: looking and writing are two steps,
 * and no database constraint knows the limit or the names.
 *
 * <p>Built on Keycloak's single-use objects, which every node shares. A node that dies while it holds the lock delays
 * the user by {@value #LIFESPAN_SECONDS} seconds, nothing else.
 */
final class UserLock {

    private static final Logger LOG = Logger.getLogger(UserLock.class);

    private static final long LIFESPAN_SECONDS = 30;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_MILLIS = 25;

    private final KeycloakSessionFactory factory;
    private final String key;

    UserLock(KeycloakSession session, RealmModel realm, UserModel user) {
        this.factory = session.getKeycloakSessionFactory();
        // Of fixed length: the id of a federated user can be longer than the store's keys.
        byte[] owner = (realm.getId() + "/" + user.getId()).getBytes(StandardCharsets.UTF_8);
        this.key = "app-passwords." + UUID.nameUUIDFromBytes(owner);
    }

    /**
     * Runs the work while holding the lock.
     *
     * @throws RejectedRequest with {@link RejectedRequest.Problem#BUSY} if others hold it for too long
     */
    <T> T during(Supplier<T> work) {
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
            LOG.warn("App passwords: a user's lock could not be released", e);
        }
    }
}
