package org.apppasswords.keycloak.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedNetworksTest {

    @Test
    void withoutNetworksEveryAddressIsAllowedEvenAnUnknownOne() {
        assertThat(AllowedNetworks.ANY.isLimited()).isFalse();
        assertThat(AllowedNetworks.ANY.allow(Optional.empty())).isTrue();
        assertThat(AllowedNetworks.ANY.allow(IpAddress.parse("192.0.2.7"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, true",
        "192.0.2.8, false",
        "::ffff:192.0.2.7, true",
        "[::ffff:192.0.2.7]:993, true",
        "2001:db8:1::9, true",
        "2001:db8:2::9, false",
        "unknown, false"
    })
    void onlyAddressesOfOneOfTheNetworksAreAllowed(String address, boolean allowed) {
        AllowedNetworks networks = parse("192.0.2.7", "2001:db8:1::/48");

        assertThat(networks.allow(IpAddress.parse(address))).isEqualTo(allowed);
    }

    @Test
    void anIpv4NetworkWrittenAsIpv6IsTheSame() {
        AllowedNetworks mapped = parse("::ffff:192.0.2.0/120");

        assertThat(mapped).isEqualTo(parse("192.0.2.0/24"));
        assertThat(mapped.allow(IpAddress.parse("192.0.2.7"))).isTrue();
        assertThat(mapped.allow(IpAddress.parse("::ffff:192.0.2.7"))).isTrue();
    }

    @Test
    void theyAreNormalizedAndWithoutDuplicates() {
        assertThat(parse("192.0.2.7/24", "192.0.2.9", "192.0.2.0/24", "2001:DB8:0:0::5/32")
                        .texts())
                .containsExactly("192.0.2.0/24", "192.0.2.9/32", "2001:db8::/32");
    }

    @Test
    void oneInvalidNetworkInvalidatesAll() {
        assertThat(AllowedNetworks.parse(List.of("192.0.2.0/24", "home"))).isEmpty();
        assertThat(AllowedNetworks.parse(List.of(""))).isEmpty();
    }

    /** The examples of RFC 5952, sections 1 and 4. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1/128",
        "2001:0db8::0001, 2001:db8::1/128",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1/128",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1/128",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1/128",
        "2001:DB8::ABCD/127, 2001:db8::abcc/127",
        "::/0, ::/0",
        "::1, ::1/128",
        "1::, 1::/128",
        "198.51.100.255/25, 198.51.100.128/25"
    })
    void theirTextIsTheShortest(String typed, String text) {
        assertThat(parse(typed).texts()).containsExactly(text);
        assertThat(parse(text)).isEqualTo(parse(typed));
    }

    private static AllowedNetworks parse(String... texts) {
        return AllowedNetworks.parse(List.of(texts)).orElseThrow();
    }
}
