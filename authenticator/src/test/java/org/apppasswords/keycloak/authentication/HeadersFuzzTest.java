package org.apppasswords.keycloak.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.flow.ClientAddress;
import org.apppasswords.keycloak.flow.ClientNetworks;
import org.apppasswords.keycloak.flow.ClientProtocol;
import org.apppasswords.keycloak.model.TypedUsername;
import org.apppasswords.keycloak.network.IpAddress;
import org.apppasswords.keycloak.network.Network;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzes headers and network settings: see {@code benchmarks/fuzz.sh}. */
class HeadersFuzzTest {

    @MethodSource("authorizations")
    @DictionaryEntries({"Basic ", "basic ", "Bearer ", "dTpw", "Og=="})
    @FuzzTest
    void readsTheEncodedCredentialsOrNone(@NotNull String header, String second) {
        Optional<BasicCredentials> one = BasicCredentials.read(List.of(header));
        one.ifPresent(credentials -> {
            assertThat(header).startsWithIgnoringCase("Basic ").hasSizeLessThan(2100);
            assertThat(credentials.username()).doesNotContain(":");
            assertThat(credentials.toString()).isEqualTo("BasicCredentials[" + credentials.username() + "]");
        });
        if (second != null) {
            assertThat(BasicCredentials.read(List.of(header, second))).isEmpty();
        }
        String encoded = "Basic " + base64(header);
        String expected = new String(header.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        int colon = expected.indexOf(':');
        assertThat(BasicCredentials.read(List.of(encoded)))
                .isEqualTo(
                        colon < 0 || encoded.length() > 2048 + 6
                                ? Optional.empty()
                                : Optional.of(new BasicCredentials(
                                        expected.substring(0, colon), expected.substring(colon + 1))));
    }

    static Stream<Arguments> authorizations() {
        return Stream.of(
                Arguments.of("Basic " + base64("alice:abcdefghijklmnopqrstuvwx"), null),
                Arguments.of("bAsIc   " + base64("grüße@example.org:a:b"), "Basic Og=="),
                Arguments.of("Basic ====", null),
                Arguments.of("Basic " + "A".repeat(3000), null),
                Arguments.of("Bearer abc", "Bearer abc"),
                Arguments.of(":", null));
    }

    @MethodSource("addresses")
    @DictionaryEntries({"192.0.2.7", "::ffff:", "[2001:db8::1]:443", "fe80::1", "%eth0", "/24", "::"})
    @FuzzTest
    void readsAnAddressInCanonicalFormOrNotAtAll(@NotNull String text) {
        Optional<String> address = ClientAddress.parse(text);

        address.ifPresent(usual -> {
            assertThat(usual).matches("[0-9.]{7,15}|[0-9a-f:]{2,39}");
            assertThat(ClientAddress.parse(usual)).contains(usual);
            IpAddress ip = IpAddress.parseBare(usual).orElseThrow();
            assertThat(Network.siteOf(ip).contains(ip)).isTrue();
            assertThat(Network.parse(usual).orElseThrow().contains(ip)).isTrue();
        });
        Network.parse(text).ifPresent(network -> {
            assertThat(Network.parse(network.toString())).contains(network);
            assertThat(network.contains(IpAddress.parseBare(network.toString().replaceAll("/.*", ""))
                            .orElseThrow()))
                    .isTrue();
        });
    }

    static Stream<String> addresses() {
        return Stream.of(
                "192.0.2.7",
                " 192.0.2.7:65535 ",
                "[2001:db8::1]:443",
                "::ffff:192.0.2.7",
                "::ffff:192.0.2.0/120",
                "2001:db8::/32",
                "0.0.0.0/0",
                "::/0",
                "1:2",
                "fe80::1%eth0",
                "localhost",
                "192.0.2.0/33",
                "::1/999");
    }

    @MethodSource("networks")
    @DictionaryEntries({"192.0.2.0/24", "##", "2001:db8::/32", ",", "0.0.0.0/0"})
    @FuzzTest
    void invalidNetworksDoNotAllowAnyAddress(String allowed, String excepted) {
        Map<String, String> config = new HashMap<>();
        config.put("allowed-networks", allowed);
        config.put("excepted-networks", excepted);
        ClientNetworks networks = ClientNetworks.of(config);

        IpAddress address = IpAddress.parse("192.0.2.7").orElseThrow();
        boolean expected = networks.allowed().stream()
                        .flatMap(text -> Network.parse(text).stream())
                        .anyMatch(network -> network.contains(address))
                && networks.excepted().stream()
                        .allMatch(text -> Network.parse(text)
                                .map(network -> !network.contains(address))
                                .orElse(false));
        if (networks.invalid().isEmpty()) {
            assertThat(networks.contain(address)).isEqualTo(expected);
        }
        if (allowed == null || allowed.isBlank()) {
            assertThat(networks.contain(address)).isFalse();
        }
    }

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of("192.0.2.0/24##2001:db8::/32", "192.0.2.128/25"),
                Arguments.of("192.0.2.0/24, 10.0.0.0/8", null),
                Arguments.of("0.0.0.0/0", "192.0.2.7"),
                Arguments.of("somewhere", ""),
                Arguments.of(null, null));
    }

    @MethodSource("names")
    @FuzzTest
    void namesAreMadeSafeOrRemoved(@NotNull String text) {
        ClientProtocol.only(List.of(text))
                .ifPresent(protocol -> assertThat(protocol).isEqualTo(text).matches("[A-Za-z0-9-]{1,32}"));
        assertThat(ClientProtocol.only(List.of(text, text))).isEmpty();
        String username = TypedUsername.read(text);
        assertThat(username).doesNotContain("\0").hasSizeLessThanOrEqualTo(TypedUsername.MAX_LENGTH + 1);
        assertThat(TypedUsername.read(username)).isEqualTo(username);
        TypedUsername.percentDecoded(username).ifPresent(decoded -> {
            assertThat(username).contains("%");
            assertThat(decoded).isNotEmpty().hasSizeLessThan(username.length()).isEqualTo(TypedUsername.read(decoded));
            assertThat(decoded.chars()).noneMatch(Character::isISOControl);
        });
    }

    static Stream<String> names() {
        return Stream.of(
                "imap",
                "IMAP\r\nX: y",
                "-",
                "a".repeat(33),
                "alice\0",
                "\0".repeat(300) + "a".repeat(300),
                "alice%40example.org",
                "%C3%ab\u00a0%");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
