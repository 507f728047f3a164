package org.apppasswords.keycloak.queue;

import java.time.Duration;

/**
 * Why work asks for its turn. Each kind has places of its own in a {@link LockQueue}, so that one kind cannot take the
 * places of another: a flood of renames does not stop a revocation.
 */
public enum WorkKind {
    /** Users create or rename. Their programs and pages can repeat a request that is turned away. */
    USER_CHANGE(4, Duration.ofSeconds(2)),

    /** Users revoke. */
    USER_REVOCATION(4, Duration.ofSeconds(2)),

    /** Administrators revoke, import or set up, and repeat what is turned away. */
    ADMINISTRATION(8, Duration.ofSeconds(10)),

    /** A policy revokes after a commit. Nothing repeats it, so it outlasts the lock of a node that died. */
    POLICY(Integer.MAX_VALUE, Duration.ofSeconds(40));

    private final int maxPresent;
    private final Duration patience;

    WorkKind(int maxPresent, Duration patience) {
        this.maxPresent = maxPresent;
        this.patience = patience;
    }

    /** How many pieces of work of this kind may run or wait in one queue on this node. */
    int maxPresent() {
        return maxPresent;
    }

    /** How many of this kind may wait in all queues of this node together: each occupies a thread meanwhile. */
    int maxWaitingOnNode() {
        return this == POLICY ? Integer.MAX_VALUE : LockQueue.MAX_WAITING_ON_NODE;
    }

    /** How long one may wait. */
    public Duration patience() {
        return patience;
    }
}
