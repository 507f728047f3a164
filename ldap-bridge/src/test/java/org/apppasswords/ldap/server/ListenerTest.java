package org.apppasswords.ldap.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.apppasswords.ldap.config.ListenAddress;
import org.apppasswords.ldap.monitoring.BridgeLog;
import org.junit.jupiter.api.Test;

class ListenerTest {

    @Test
    void anErrorWithOneConnectionDoesNotKeepOthersOut() throws Exception {
        CountDownLatch accepted = new CountDownLatch(3);
        Listener listener = new Listener(new ListenAddress("127.0.0.1", 0), new BridgeLog(false, Level.OFF), socket -> {
            socket.close();
            accepted.countDown();
            throw new StackOverflowError("a test");
        });
        listener.start();
        try {
            for (int i = 0; i < 3; i++) {
                new Socket(InetAddress.getLoopbackAddress(), listener.port()).close();
            }
            assertThat(accepted.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            listener.close();
        }
    }
}
