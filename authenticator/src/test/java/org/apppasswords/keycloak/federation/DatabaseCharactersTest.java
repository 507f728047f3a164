package org.apppasswords.keycloak.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseCharactersTest {

    /** An umlaut, the capital Y with diaeresis, a Japanese character, and an emoji. */
    private static final List<String> TEXTS = List.of("\u00fc", "\u0178", "\u30ab", "\uD83D\uDCF1");

    /** @param expected for each text whether the encoding has it */
    @ParameterizedTest
    @CsvSource({
        "UTF8, yes yes yes yes",
        "LATIN1, yes no no no",
        "WIN1252, yes yes no no",
        "EUC_JP, yes yes yes no",
        "KOI8R, no no no no",
        "SQL_ASCII, yes yes yes yes",
        "MULE_INTERNAL, yes yes yes yes"
    })
    void postgresqlsEncodings(String encoding, String expected) {
        assertThat(stored(DatabaseCharacters.ofPostgresql(encoding))).isEqualTo(expected);
    }

    /** @param expected for each text whether the character set has it */
    @ParameterizedTest
    @CsvSource({
        "utf8mb4, yes yes yes yes",
        "utf8mb3, yes yes yes no",
        "utf8, yes yes yes no",
        "latin1, yes yes no no",
        "latin2, yes no no no",
        "sjis, no no yes no",
        "armscii8, yes yes yes yes",
        "'', yes yes yes yes"
    })
    void mariaDbsCharacterSets(String characterSet, String expected) {
        assertThat(stored(DatabaseCharacters.ofMariaDb(characterSet))).isEqualTo(expected);
    }

    private static String stored(Predicate<String> characters) {
        return String.join(
                " ",
                TEXTS.stream().map(text -> characters.test(text) ? "yes" : "no").toList());
    }
}
