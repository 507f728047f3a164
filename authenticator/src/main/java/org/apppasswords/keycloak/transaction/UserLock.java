package org.apppasswords.keycloak.transaction;

import java.util.Optional;
import java.util.function.Supplier;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.queue.WorkKind;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/** Runs changes to the app passwords of one user one at a time, and keeps them from occupying the server. */
public final class UserLock {

    private final ClusterLock lock;
    private final boolean versioned;

    public UserLock(KeycloakSession session, RealmModel realm, UserModel user) {
        this.lock = new ClusterLock(session, "user." + realm.getId() + "/" + user.getId());
        this.versioned = StorageId.isLocalStorage(user.getId());
    }

    /**
     * Runs work that depends on all app passwords of the user: one at a time on all nodes, since no database constraint
     * keeps the limit.
     *
     * @throws ApiError with {@link ErrorCode#BUSY} if too many wait already, or others hold the lock
     *     for too long
     */
    public <T> T during(WorkKind kind, Supplier<T> work) {
        return lock.during(kind, work);
    }

    /**
     * Runs work that changes one app password. Rows of local users have a version, so a conflict with another node
     * repeats the work. Rows of federated users do not have one, so the work takes the lock.
     *
     * @throws ApiError as {@link #during}
     */
    public <T> T duringChangeOfOne(WorkKind kind, Supplier<T> work) {
        return versioned ? lock.onThisNode(kind, work) : lock.during(kind, work);
    }

    /**
     * Runs work that only removes: it cannot break a limit or a name, and a conflict with another node repeats it.
     *
     * @throws ApiError as {@link #during}
     */
    public <T> T onThisNode(WorkKind kind, Supplier<T> work) {
        return lock.onThisNode(kind, work);
    }

    /** Runs the work if the lock is free; empty if it is not, or if the work has no result. */
    public <T> Optional<T> ifFree(WorkKind kind, Supplier<T> work) {
        return lock.ifFree(kind, work);
    }
}
