package org.apppasswords.keycloak.themes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluralFormsTest {

    @ParameterizedTest
    @CsvSource({
        "ja, left_other",
        "de, left_one left_other",
        "fr, left_one left_many left_other",
        "pl, left_one left_few left_many left_other",
        "ar, left_zero left_one left_two left_few left_many left_other"
    })
    void aTextWithACountHasTheFormsOfItsLanguage(String language, String keys) {
        assertThat(PluralForms.keys(language, Set.of("left_one", "left_other")))
                .containsExactlyInAnyOrder(keys.split(" "));
    }

    @Test
    void aTextWithoutACountHasOneForm() {
        assertThat(PluralForms.keys("pl", Set.of("unavailable_disabled", "title")))
                .containsExactlyInAnyOrder("unavailable_disabled", "title");
    }

    @Test
    void aFormThatEnglishLacksTranslatesTheOtherForm() {
        assertThat(PluralForms.englishKey("left_few", Set.of("left_one", "left_other")))
                .isEqualTo("left_other");
    }
}
