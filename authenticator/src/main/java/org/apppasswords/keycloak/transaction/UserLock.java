package org.apppasswords.keycloak.transaction;

import java.util.Optional;
import java.util.function.Supplier;
import org.apppasswords.keycloak.queue.WorkKind;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/** Runs changes to the app passwords of one user one at a time, and limits how many requests wait. */
public final class UserLock {

    private final ClusterLock lock;
    private final boolean versioned;

    public UserLock(KeycloakSession session, RealmModel realm, UserModel user) {
        this.lock = new ClusterLock(session, "user." + realm.getId() + "/" + user.getId());
        this.versioned = StorageId.isLocalStorage(user.getId());
    }

    /**
     * Runs work that depends on all app passwords of the user: one at a time on all nodes, because no database
     * constraint enforces the limit.
     *
     * @throws BusyException if too many requests wait, or the lock is not free in time
     */
    public <T> T during(WorkKind kind, Supplier<T> work) {
        return lock.during(kind, work);
    }

    /**
     * Runs work that removes all app passwords of the user: like {@link #during}, but also if the other nodes cannot be
     * reached. One that such a node is creating at the moment may remain.
     *
     * @throws BusyException as {@link #during}
     */
    public <T> T duringRemovalOfAll(WorkKind kind, Supplier<T> work) {
        return lock.duringIfReachable(kind, work);
    }

    /**
     * Runs work that changes one app password. Rows of local users have a version, so the work is repeated after a
     * conflict with another node. Rows of federated users do not have one, so the work takes the lock.
     *
     * @throws BusyException as {@link #during}
     */
    public <T> T duringChangeOfOne(WorkKind kind, Supplier<T> work) {
        return versioned ? lock.onThisNode(kind, work) : lock.during(kind, work);
    }

    /**
     * Runs work that only removes. It cannot violate a limit or a unique name, and is repeated after a conflict with
     * another node.
     *
     * @throws BusyException as {@link #during}
     */
    public <T> T onThisNode(WorkKind kind, Supplier<T> work) {
        return lock.onThisNode(kind, work);
    }

    /** Runs the work if the lock is free. Returns empty if it is not, or if the work has no result. */
    public <T> Optional<T> ifFree(WorkKind kind, Supplier<T> work) {
        return lock.ifFree(kind, work);
    }
}
