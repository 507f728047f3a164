package org.apppasswords.keycloak.localization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsolatedTextTest {

    @ParameterizedTest
    @CsvSource({
        "ar, Phone (old)",
        "ar, 2001:db8::7",
        "ar, 192.0.2.7",
        "ar, \u0647\u0627\u062a\u0641 2",
        "fa, Phone",
        "he, Phone",
        "en, \u05d8\u05dc\u05e4\u05d5\u05df",
        "de, Mail (\u0647\u0627\u062a\u0641)"
    })
    void isIsolatedIfAPartHasAnotherDirectionThanTheLanguage(String language, String text) {
        assertThat(IsolatedText.in(Locale.forLanguageTag(language), text)).isEqualTo("\u2068" + text + "\u2069");
    }

    @ParameterizedTest
    @CsvSource({
        "en, Phone (old) 2",
        "zh-TW, \u96fb\u8a71",
        "uk, 2001:db8::7",
        "ar, \u0647\u0627\u062a\u0641",
        "xx, Phone",
        "und, Phone",
        "en, ''"
    })
    void isUnchangedOtherwise(String language, String text) {
        assertThat(IsolatedText.in(Locale.forLanguageTag(language), text)).isEqualTo(text);
    }
}
