package org.apppasswords.keycloak.it.support.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretTracesTest {

    private static final List<String> SECRETS = List.of("abcdefghijklmnopqrstuvwx", "wörd~ with ÿÿ>?");

    static Stream<String> encoded() {
        return SECRETS.stream()
                .flatMap(secret -> Stream.concat(
                        Stream.of(
                                secret,
                                secret.toUpperCase(java.util.Locale.ROOT),
                                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                                HexFormat.of().formatHex(bytes(secret)),
                                HexFormat.of().withUpperCase().formatHex(bytes(secret)),
                                HexFormat.ofDelimiter(" ").formatHex(bytes(secret))),
                        Stream.of("", "a", "al", "ali", "\0alice\0", "alice:", "client:secret:")
                                .flatMap(before -> Stream.of("", "\n", ":x", "xyz")
                                        .map(after -> bytes(before + secret + after))
                                        .flatMap(text -> Stream.of(
                                                Base64.getEncoder().encodeToString(text),
                                                Base64.getUrlEncoder().encodeToString(text))))));
    }

    @ParameterizedTest
    @MethodSource("encoded")
    void findsASecretInEachEncoding(String encoded) {
        assertThat(SecretTraces.in("before\nAUTH PLAIN " + encoded + " after", SECRETS))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("encoded")
    void findsNothingElse(String encoded) {
        assertThat(SecretTraces.in(encoded, "zyxwvutsrqponmlkjihgfedc", "radicale-secret"))
                .isEmpty();
    }

    @Test
    void findsTheFormThatKeycloakShows() {
        String secret = SECRETS.get(0);

        assertThat(SecretTraces.in("abcd-efgh-ijkl-mnop-qrst-uvwx", secret)).isNotEmpty();
        assertThat(SecretTraces.in("ABCD EFGH IJKL MNOP QRST UVWX", secret)).isNotEmpty();
    }

    @Test
    void rejectsWhatIsTooShortToSearchFor() {
        assertThatIllegalArgumentException().isThrownBy(() -> SecretTraces.in("text", "short"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
