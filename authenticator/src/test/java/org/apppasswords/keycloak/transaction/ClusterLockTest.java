package org.apppasswords.keycloak.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.apppasswords.keycloak.queue.LockQueue;
import org.apppasswords.keycloak.queue.WorkKind;
import org.junit.jupiter.api.Test;

class ClusterLockTest {

    /** Nothing repeats the policy's work, so it must not give up while a node that has died holds the lock. */
    @Test
    void thePolicyWaitsLongerThanTheLockOfADeadNodeLasts() {
        assertThat(WorkKind.POLICY.timeout()).isGreaterThan(Duration.ofSeconds(ClusterLock.LIFESPAN_SECONDS));
    }

    /** A stolen app password must not survive a new account password because the cluster is in trouble. */
    @Test
    void onlyWorkThatMustNotFailIsDoneWhileTheStoreDoesNotRespond() {
        ClusterLock lock = new ClusterLock(
                new LockQueue(),
                "alice",
                () -> {
                    throw new IllegalStateException("no response");
                },
                () -> {
                    throw new IllegalStateException("no response");
                });

        assertThat(lock.duringIfReachable(WorkKind.POLICY, () -> "removed")).isEqualTo("removed");
        assertThatIllegalStateException()
                .isThrownBy(() -> lock.during(WorkKind.POLICY, () -> "created"))
                .withMessage("no response");
    }
}
