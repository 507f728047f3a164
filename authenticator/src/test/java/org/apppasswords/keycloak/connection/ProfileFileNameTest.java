package org.apppasswords.keycloak.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileFileNameTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    iPhone Mail          | iPhone Mail
                    仕事用のメール        | 仕事用のメール
                    ../../etc/passwd     | -etc-passwd
                    C:\\Users\\x         | C-Users-x
                    profile.exe          | profile-exe
                    'a"b<c>d'            | a-b-c-d
                    '...'                | app-password
                    '-'                  | app-password
                    ''                   | app-password
                    """)
    void isTheNameAsFarAsFileSystemsAllowIt(String name, String file) {
        assertThat(ProfileFileName.of(name)).isEqualTo(file + ".mobileconfig");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\uD842\uDFB7"})
    void isNotTooLong(String letter) {
        assertThat(ProfileFileName.of(letter.repeat(300))).isEqualTo(letter.repeat(64) + ".mobileconfig");
    }
}
