package org.apppasswords.keycloak.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppPasswordNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "iPhone Mail",
                "仕事用のメール",
                "我的手机",
                "بريد الهاتف",
                "👩‍💻 laptop",
                "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
                "<script>alert(1)</script>",
                "می‌خواهم"
            })
    void acceptsAnyScript(String name) {
        assertThat(AppPasswordName.check(name)).isEqualTo(name);
    }

    @Test
    void dropsSpaceAtTheEnds() {
        assertThat(AppPasswordName.check("\u3000\u00A0 iPhone Mail \t")).isEqualTo("iPhone Mail");
    }

    @Test
    void countsCharactersNotCodeUnits() {
        assertThat(AppPasswordName.check("😀".repeat(64))).hasSize(128);
        rejects("😀".repeat(65), ErrorCode.NAME_TOO_LONG);
        rejects("x".repeat(65), ErrorCode.NAME_TOO_LONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u3000\t\n", "\u00A0", "\u200D", "\u3164", "\u2800 \u2800"})
    void rejectsEmptyNames(String name) {
        rejects(name, ErrorCode.NAME_MISSING);
    }

    @Test
    void rejectsNull() {
        rejects(null, ErrorCode.NAME_MISSING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\nb",
                "a\u007Fb",
                "a\u0085b",
                "a\u2028b",
                "a\u202Eb",
                "a\u2066b",
                "a\u200Bb",
                "a\uFEFFb"
            })
    void rejectsInvisibleCharacters(String name) {
        rejects(name, ErrorCode.NAME_CHARACTERS);
    }

    @Test
    void rejectsHalfCharacters() {
        rejects("a" + '\uD83D', ErrorCode.NAME_CHARACTERS);
    }

    private static void rejects(String name, ErrorCode code) {
        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> AppPasswordName.check(name))
                .satisfies(rejected -> assertThat(rejected.code()).isEqualTo(code));
    }
}
