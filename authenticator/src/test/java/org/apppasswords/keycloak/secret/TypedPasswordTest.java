package org.apppasswords.keycloak.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedPasswordTest {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwx";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abcdefghijklmnopqrstuvwx",
                "abcd-efgh-ijkl-mnop-qrst-uvwx",
                "abcd efgh ijkl mnop qrst uvwx",
                "  ABCD-efgh-IJKL mnop\tqrst-uvwx\r\n",
                "Abcd-efgh-ijkl-mnop-qrst-uvwx",
                "abcd\u00A0efgh\u2003ijkl\u3000mnop\u202Fqrst\u2009uvwx",
                "abcd\u2010efgh\u2011ijkl\u2013mnop\u2014qrst\u2212uvwx",
                "abcd\uFF0Defgh\u301Cijkl-mnop-qrst-uvwx",
                "\uFF41\uFF42\uFF43\uFF44\uFF25\uFF26\uFF27\uFF28ijklmnopqrstuvwx",
                "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x"
            })
    void readsEveryNotationOfTheLetters(String input) {
        TypedPassword typed = TypedPassword.read(input);

        assertThat(typed.isAppShaped()).isTrue();
        assertThat(typed.letters()).isEqualTo(LETTERS);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                " ",
                "------",
                "abcdefghijklmnopqrstuvw",
                "abcdefghijklmnopqrstuvwxy",
                "abcdefghijklmnopqrstuvw1",
                "abcdefghijklmnopqrstuvw_",
                "abcdefghijklmnopqrstuvw\u00E9",
                "abcdefghijklmnopqrstuvw\u0430",
                "abcdefghij\u212Almnopqrstuvwx",
                "abcdefghijklmnopqrstuvw\u0131",
                "abcdefgh\u0000ijklmnopqrstuvwx",
                "abcdefghijklmnopqrstuvwx\uD83D\uDD11",
                "abcdefgh\u200Dijklmnopqrstuvwx"
            })
    void rejectsEveryOtherShape(String input) {
        TypedPassword typed = TypedPassword.read(input);

        assertThat(typed.isAppShaped()).isFalse();
        assertThatIllegalStateException().isThrownBy(typed::letters);
    }

    @Test
    void readsUpTo128Characters() {
        String padded = LETTERS + " ".repeat(128 - LETTERS.length());

        assertThat(TypedPassword.read(padded).isAppShaped()).isTrue();
        assertThat(TypedPassword.read(padded + " ").isAppShaped()).isFalse();
        assertThat(TypedPassword.read("a".repeat(131_072)).isAppShaped()).isFalse();
    }

    @Test
    void hidesTheInputInText() {
        assertThat(TypedPassword.read(LETTERS).toString()).doesNotContain(LETTERS);
    }

    @Test
    void keepsTheExactInput() {
        assertThat(TypedPassword.read(" ABCD-efgh ijkl ").exactly())
                .hasValueSatisfying(bytes ->
                        assertThat(bytes).asString(StandardCharsets.UTF_8).isEqualTo(" ABCD-efgh ijkl "));
        assertThat(TypedPassword.read("Gr\u00fc\u00dfe").exactly())
                .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(7));
        assertThat(TypedPassword.read("x".repeat(TypedPassword.MAX_LENGTH)).exactly())
                .isPresent();
    }

    @Test
    void returnsNoBytesForInputThatSystemsReadDifferently() {
        assertThat(TypedPassword.read(null).exactly()).isEmpty();
        assertThat(TypedPassword.read("").exactly()).isEmpty();
        assertThat(TypedPassword.read("a\0b").exactly()).isEmpty();
        assertThat(TypedPassword.read("a\ud800b").exactly()).isEmpty();
        assertThat(TypedPassword.read("x".repeat(TypedPassword.MAX_LENGTH + 1)).exactly())
                .isEmpty();
    }
}
