package org.apppasswords.keycloak.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0, true",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.77/24, 192.0.2.1, true",
        "10.0.0.0/9, 10.127.255.255, true",
        "10.0.0.0/9, 10.128.0.0, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "192.0.2.7/32, 192.0.2.8, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "::/0, 2001:db8::1, true",
        "::/0, 192.0.2.7, false",
        "192.0.2.0/24, ::ffff:192.0.2.9, true",
        "::ffff:192.0.2.0/120, 192.0.2.9, true",
        "::ffff:192.0.2.0/120, 192.0.3.9, false",
    })
    void containsTheAddressesWithItsPrefix(String network, String address, boolean contains) {
        assertThat(Network.parse(network)
                        .orElseThrow()
                        .contains(IpAddress.parse(address).orElseThrow()))
                .isEqualTo(contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "campus",
                "example.org/24",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/",
                "192.0.2.0/24/24",
                "192.0.2/24",
                "192.0.2.0:80/24",
                "[2001:db8::]/32",
                "2001:db8::/129",
                "::ffff:192.0.2.0/95",
                "192.0.2.0/999999999999",
                "192.0.2.0 /24 x"
            })
    void rejectsInvalidNetworks(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }

    @Test
    void aSiteIsA24OrA48() {
        assertThat(site("192.0.2.77")).isEqualTo("192.0.2.0/24");
        assertThat(site("::ffff:192.0.2.77")).isEqualTo("192.0.2.0/24");
        assertThat(site("2001:db8:1:2::3")).isEqualTo("2001:db8:1:0:0:0:0:0/48");
    }

    @Test
    void networksWithTheSamePrefixAreEqual() {
        assertThat(Network.parse("192.0.2.1/24")).isEqualTo(Network.parse("192.0.2.2/24"));
        assertThat(Network.parse("192.0.2.0/24")).isNotEqualTo(Network.parse("192.0.2.0/25"));
        assertThat(Network.parse("192.0.2.1/24").orElseThrow())
                .hasSameHashCodeAs(Network.parse("192.0.2.2/24").orElseThrow());
    }

    private static String site(String address) {
        return Network.siteOf(IpAddress.parse(address).orElseThrow()).toString();
    }
}
