package org.apppasswords.keycloak.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apppasswords.keycloak.network.IpAddress;
import org.junit.jupiter.api.Test;

class ClientNetworksTest {

    @Test
    void containsNoAddressWithoutSettings() {
        assertThat(ClientNetworks.of(null).contain(address("127.0.0.1"))).isFalse();
        assertThat(ClientNetworks.of(Map.of("allowed-networks", " ")).contain(address("127.0.0.1")))
                .isFalse();
    }

    @Test
    void excludesExceptionsFromAllowedNetworks() {
        ClientNetworks networks = networks("10.0.0.0/8##2001:db8::/32", "10.66.0.0/16, 2001:db8:66::/48");

        assertThat(networks.contain(address("10.1.2.3"))).isTrue();
        assertThat(networks.contain(address("10.66.2.3"))).isFalse();
        assertThat(networks.contain(address("::ffff:10.1.2.3"))).isTrue();
        assertThat(networks.contain(address("2001:db8:1::1"))).isTrue();
        assertThat(networks.contain(address("2001:db8:66::1"))).isFalse();
        assertThat(networks.contain(address("192.0.2.7"))).isFalse();
        assertThat(networks.invalid()).isEmpty();
    }

    @Test
    void allowsNoAddressByAnInvalidNetwork() {
        assertThat(networks("10.0.0.0/8 campus", "").contain(address("10.1.2.3")))
                .isTrue();
        assertThat(networks("10.0.0.0/8", "guests").contain(address("10.1.2.3")))
                .isFalse();
        assertThat(networks("10.0.0.0/8\ncampus", "10.0.0.0/33").invalid()).containsExactly("campus", "10.0.0.0/33");
    }

    private static ClientNetworks networks(String allowed, String excepted) {
        return ClientNetworks.of(Map.of("allowed-networks", allowed, "excepted-networks", excepted));
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
