package org.apppasswords.keycloak.queue;

import java.time.Duration;

/**
 * The kind of work that queues. Each kind has its own slots in a {@link LockQueue}, so that a flood of one kind, such
 * as renames, cannot block another, such as revocations.
 */
public enum WorkKind {
    /** Users create or rename. Their programs and pages can repeat a rejected request. */
    USER_CHANGE(4, Duration.ofSeconds(2)),

    /** Users revoke. */
    USER_REVOCATION(4, Duration.ofSeconds(2)),

    /** Administrators revoke, import or provision, and can repeat a rejected request. */
    ADMINISTRATION(8, Duration.ofSeconds(10)),

    /** The policy revokes after a commit. Nothing repeats it, so it waits longer than the lock of a dead node lasts. */
    POLICY(Integer.MAX_VALUE, Duration.ofSeconds(40));

    /** Far fewer than Keycloak's worker threads, of which there are at least 50. */
    private static final int MAX_WAITING_ON_NODE = 16;

    private final int maxPresent;
    private final Duration timeout;

    WorkKind(int maxPresent, Duration timeout) {
        this.maxPresent = maxPresent;
        this.timeout = timeout;
    }

    /** Returns how many pieces of work of this kind may run or wait in one queue on this node. */
    int maxPresent() {
        return maxPresent;
    }

    /** Returns how many of this kind may wait in all queues of this node together; each occupies a thread. */
    int maxWaitingOnNode() {
        return this == POLICY ? Integer.MAX_VALUE : MAX_WAITING_ON_NODE;
    }

    /** Returns how long work of this kind may wait. */
    public Duration timeout() {
        return timeout;
    }
}
