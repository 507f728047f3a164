package org.apppasswords.keycloak.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Set;
import org.apppasswords.keycloak.error.ApiError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTermsTest {

    @ParameterizedTest
    @CsvSource({
        "Smith,   %smith%",
        "100%,    %100!%%",
        "al_ce,   %al!_ce%",
        "wow!,    %wow!!%",
        "!%,      %!!!%%",
        "a*b,     %a%b%",
        "\\\\%,   %\\\\!%%"
    })
    void onlyTheStarStandsForAnyText(String text, String pattern) {
        assertThat(SearchTerms.parse(text, Set.of()).patterns()).containsExactly(pattern);
    }

    @ParameterizedTest
    @CsvSource({
        "smith,  goldsmith, true",
        "smith,  smit,      false",
        "s*th,   goldsmith, true",
        "th*s,   goldsmith, false",
        "*mit*,  goldsmith, true",
        "**,     goldsmith, true",
        "a*a,    a,         false",
        "a*a,    aba,       true",
        ".*,     goldsmith, false"
    })
    void aTermOccursInAValue(String term, String value, boolean occurs) {
        assertThat(SearchTerms.occurs(term, value)).isEqualTo(occurs);
    }

    /** A regular expression would take longer than the universe is old, and cannot be interrupted. */
    @Test
    @Timeout(value = 10, threadMode = ThreadMode.SEPARATE_THREAD)
    void aTermOfManyStarsCostsLittle() {
        assertThat(SearchTerms.occurs("a*".repeat(100) + "b", "a".repeat(255))).isFalse();
    }

    @Test
    void eachWordIsATermOfKeycloaksSearch() {
        SearchTerms terms = SearchTerms.parse("  Alice   ARCHER ", Set.of());

        assertThat(terms.terms()).containsExactly("alice", "archer");
        assertThat(terms.forKeycloak()).isEqualTo("*alice* *archer*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b c d e f g h i j k"})
    void otherNumbersOfWordsAreRejected(String text) {
        assertThatExceptionOfType(ApiError.class).isThrownBy(() -> SearchTerms.parse(text, Set.of()));
    }
}
