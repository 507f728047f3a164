package org.apppasswords.keycloak.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteUserTest {

    @ParameterizedTest
    @CsvSource({
        "alice, alice",
        "alice@example.org, alice@example.org",
        "Alice.B-c_d+e, Alice.B-c_d+e",
        "'a,b', a%2Cb",
        "' a ', %20a%20",
        "100%, 100%25",
        "a:b, a%3Ab",
        "../a, ..%2Fa",
        "\u00e9, %C3%A9",
        "e\u0301, e%CC%81",
        "\ud83d\udd11, %F0%9F%94%91",
    })
    void encodesNamesInAscii(String username, String encoded) {
        assertThat(RemoteUser.encode(username)).isEqualTo(encoded);
    }

    @Test
    void keepsANameWithinItsHeader() {
        assertThat(RemoteUser.encode("a\r\nX: y\0\u007f\u0085\u2028"))
                .isEqualTo("a%0D%0AX%3A%20y%00%7F%C2%85%E2%80%A8");
    }

    @Test
    void encodesDifferentNamesDifferently() {
        assertThat(RemoteUser.encode("%C3%A9")).isNotEqualTo(RemoteUser.encode("\u00e9"));
        assertThat(RemoteUser.encode("a?")).isNotEqualTo(RemoteUser.encode("a\u00e9"));
    }
}
