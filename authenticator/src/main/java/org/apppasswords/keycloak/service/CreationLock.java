package org.apppasswords.keycloak.service;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Lets one creation at a time happen for a user, on all nodes together: counting and adding are two steps, and no
 * database constraint knows the limit.
 *
 * <p>Built on Keycloak's single-use objects, which every node shares. A node that dies while it holds the lock delays
 * the user by {@value #LIFESPAN_SECONDS} seconds, nothing else.
 */
final class CreationLock {

    private static final long LIFESPAN_SECONDS = 30;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_MILLIS = 25;

    private final KeycloakSessionFactory factory;
    private final String key;

    CreationLock(KeycloakSession session, RealmModel realm, UserModel user) {
        this.factory = session.getKeycloakSessionFactory();
        this.key = "app-password-create." + realm.getId() + "." + user.getId();
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
        KeycloakModelUtils.runJobInTransaction(
                factory, session -> session.singleUseObjects().remove(key));
    }
}
