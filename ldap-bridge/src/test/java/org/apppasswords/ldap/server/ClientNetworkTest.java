package org.apppasswords.ldap.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientNetworkTest {

    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "::ffff:192.0.2.1, 192.0.2.1, true",
        "2001:db8::1, 2001:db8::ffff:ffff:ffff:ffff, true",
        "2001:db8::1, 2001:db8:0:1::1, false",
    })
    @ParameterizedTest
    void anIpv6NetworkOf64BitsIsOneClient(String first, String second, boolean isSame) throws UnknownHostException {
        assertThat(ClientNetwork.of(InetAddress.getByName(first))
                        .equals(ClientNetwork.of(InetAddress.getByName(second))))
                .isEqualTo(isSame);
    }
}
