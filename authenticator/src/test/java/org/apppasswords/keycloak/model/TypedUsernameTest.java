package org.apppasswords.keycloak.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedUsernameTest {

    @Test
    void keepsAnOrdinaryName() {
        assertThat(TypedUsername.read("Ålice+mail@example.org")).isEqualTo("Ålice+mail@example.org");
        assertThat(TypedUsername.read("alice archer")).isEqualTo("alice archer");
        assertThat(TypedUsername.read(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice ", " alice", "\talice\r\n", "alice\u00a0", "\u3000alice\u2007", "alice\u2028"})
    void removesWhiteSpaceAroundTheName(String typed) {
        assertThat(TypedUsername.read(typed)).isEqualTo("alice");
    }

    @Test
    void aNameOfWhiteSpaceOnlyIsEmpty() {
        assertThat(TypedUsername.read(" \t\r\n\u00a0")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"al\0ice", "alice\0", "\0alice", "alice \0"})
    void aNameWithANulIsUnknown(String typed) {
        assertThat(TypedUsername.read(typed)).doesNotContain("\0").contains("\uFFFD");
    }

    @Test
    void cutsAnOverlongNameToALengthThatNoUserHas() {
        assertThat(TypedUsername.read("x".repeat(255))).hasSize(255);
        assertThat(TypedUsername.read("x".repeat(255) + " ")).hasSize(255);
        assertThat(TypedUsername.read("x".repeat(100_000))).hasSize(256);
        assertThat(TypedUsername.read("x".repeat(255) + " y")).hasSize(256).isNotEqualTo("x".repeat(255) + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "alice%40example.org, alice@example.org",
        "zo%C3%ab, zoë",
        "ålice%40example.org, ålice@example.org",
        "alice%20, alice",
        "a%2Bb+c, a+b+c",
        "alice%2540example.org, alice%40example.org"
    })
    void decodesOnce(String encoded, String decoded) {
        assertThat(TypedUsername.percentDecoded(encoded)).contains(decoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "100%",
                "alice%4",
                "alice%zz",
                "alice%40%",
                "zo%EB",
                "%C0%80",
                "%ED%A0%80",
                "alice%00",
                "alice%0A",
                "alice%C2%85",
                "%20",
                "alice%-1",
                "alice%+4",
                "alice%\uFF14\uFF10"
            })
    void doesNotDecodeAnythingElse(String name) {
        assertThat(TypedUsername.percentDecoded(name)).isEmpty();
    }

    @Test
    void doesNotDecodeAnOverlongName() {
        assertThat(TypedUsername.percentDecoded("%61".repeat(85))).contains("a".repeat(85));
        assertThat(TypedUsername.percentDecoded(TypedUsername.read("%61".repeat(86))))
                .isEmpty();
    }
}
