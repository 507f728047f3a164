package org.apppasswords.keycloak.service;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Lets one creation or renaming at a time happen for a user, on all nodes together: looking and writing are two steps,
 * and no database constraint knows the limit or the names.
 */
final class UserLock {

    private final ClusterLock lock;

    UserLock(KeycloakSession session, RealmModel realm, UserModel user) {
        // Of fixed length: the id of a federated user can be longer than the store's keys.
        byte[] owner = (realm.getId() + "/" + user.getId()).getBytes(StandardCharsets.UTF_8);
        this.lock = new ClusterLock(session, UUID.nameUUIDFromBytes(owner).toString());
    }

    /**
     * Runs the work while holding the lock.
     *
     * @throws RejectedRequest with {@link RejectedRequest.Problem#BUSY} if others hold it for too long
     */
    <T> T during(Supplier<T> work) {
        return lock.during(work);
    }

    /** Runs the work if nobody holds the lock; empty if somebody does, or if the work has no result. */
    <T> Optional<T> ifFree(Supplier<T> work) {
        return lock.ifFree(work);
    }
}
