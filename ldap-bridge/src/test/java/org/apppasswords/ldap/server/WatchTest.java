package org.apppasswords.ldap.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.apppasswords.ldap.monitoring.BridgeLog;
import org.junit.jupiter.api.Test;

class WatchTest {

    @Test
    void aTaskThatThrowsAnErrorRunsAgain() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(3);
        try (Watch watch = new Watch(new BridgeLog(false, Level.OFF))) {
            watch.repeat(1, () -> {
                runs.countDown();
                throw new StackOverflowError("a test");
            });
            assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
