package org.apppasswords.keycloak.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apppasswords.keycloak.queue.WorkKind;
import org.junit.jupiter.api.Test;

class ClusterLockTest {

    /** Nothing repeats the policy's work, so it must not give up while a node that has died holds the lock. */
    @Test
    void thePolicyWaitsLongerThanTheLockOfADeadNodeLasts() {
        assertThat(WorkKind.POLICY.timeout()).isGreaterThan(Duration.ofSeconds(ClusterLock.LIFESPAN_SECONDS));
    }
}
