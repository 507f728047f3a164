package org.apppasswords.ldap.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpExchangeTest {

    /** A search asks the clock whether its time limit has passed: one that ended early would be "unavailable". */
    @Test
    void aTimeoutIsNeverEarly() throws IOException {
        HttpExchange http = new HttpExchange(null);
        Duration timeout = Duration.ofNanos(2_900_000);
        try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                assertThatThrownBy(() -> http.send(uri, Map.of(), null, timeout))
                        .isInstanceOf(SocketTimeoutException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(timeout);
            }
        }
    }
}
