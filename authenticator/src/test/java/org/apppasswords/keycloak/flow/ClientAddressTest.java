package org.apppasswords.keycloak.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "192.0.2.7:49152, 192.0.2.7",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1]:49152, 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1], 2001:db8:0:0:0:0:0:1",
        "::ffff:192.0.2.7, 192.0.2.7",
        "[::ffff:192.0.2.7]:1, 192.0.2.7",
        "::1, 0:0:0:0:0:0:0:1"
    })
    void readsAddressesWithAndWithoutPort(String text, String address) {
        assertThat(ClientAddress.parse(text)).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "localhost",
                "example.org",
                "192.0.2.7, 198.51.100.1",
                "192.0.2",
                "192.0.2.256",
                "999.1.1.1",
                "1.2.3.4.5",
                "0x7f.1",
                "2130706433",
                "fe80::1%eth0",
                "[::1",
                "::zz",
                "[192.0.2.7]:1",
                "192.0.2.7:port",
                "a:b"
            })
    void rejectsWhatIsNotAnAddress(String text) {
        assertThat(ClientAddress.parse(text)).isEmpty();
    }

    @Test
    void rejectsOverlongInput() {
        assertThat(ClientAddress.parse(":".repeat(100_000))).isEmpty();
    }
}
