package org.apppasswords.keycloak.localization;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "\t\r\n",
                "\u00a0\u3000\u2003",
                "\u200b\u2060\ufeff",
                "\u202e\u200d",
                "\u2800\u3164\uffa0\u115f\u1160",
                "\ufe0f",
                "\u034f",
                "\u2028\u2029",
                "\u0000\u0007\u0085",
                "\udb40\udd00"
            })
    void aReaderSeesNothingOfBlanksAndInvisibleCharacters(String text) {
        assertThat(VisibleText.isEmpty(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", " .", "\u200bx", "-", "メール", "\ud83d\udc68\u200d\ud83d\udcbb", "${x}", "<b>", "\u0301"})
    void aReaderSeesAnythingElse(String text) {
        assertThat(VisibleText.isEmpty(text)).isFalse();
    }
}
