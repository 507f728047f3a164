package org.apppasswords.keycloak.authentication;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.common.Version;

class KeycloakVersionTest {

    @ParameterizedTest
    @ValueSource(strings = {"26.7.0", "26.7.4", "26.10.0", "27.0.1", "26.7.4.redhat-00001", "999.0.0-SNAPSHOT"})
    void startsOnThese(String version) {
        assertThatCode(() -> KeycloakVersion.of(version).requireSupported()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"26.6.4", "26.5.7", "26.4.7", "26.0.0", "25.9.9"})
    void startsOnNoneOfThese(String version) {
        assertThatThrownBy(() -> KeycloakVersion.of(version).requireSupported())
                .hasMessageContaining("need Keycloak 26.7 or newer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "26", "twenty-six.seven.0", "99999999999.0.0"})
    void norWhereItCannotTell(String version) {
        assertThatThrownBy(() -> KeycloakVersion.of(version)).hasMessageContaining("cannot tell which Keycloak");
    }

    @Test
    void startsOnTheOneThatItIsCompiledAgainst() {
        assertThatCode(() -> KeycloakVersion.of(Version.VERSION).requireSupported())
                .doesNotThrowAnyException();
    }
}
