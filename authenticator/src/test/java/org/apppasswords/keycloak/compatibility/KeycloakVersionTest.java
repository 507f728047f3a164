package org.apppasswords.keycloak.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeycloakVersionTest {

    @ParameterizedTest
    @ValueSource(strings = {"26.4.0", "26.7.4", "26.10.0", "27.0.1", "26.4.7.redhat-00001", "999.0.0-SNAPSHOT"})
    void acceptsSupportedVersions(String version) {
        assertThatCode(() -> KeycloakVersion.of(version).requireSupported()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"26.3.5", "26.0.0", "25.9.9"})
    void rejectsVersionsThatAreTooOld(String version) {
        assertThatThrownBy(() -> KeycloakVersion.of(version).requireSupported())
                .hasMessageContaining("require Keycloak 26.4.0 or newer, and this is " + version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "26", "26.7", "twenty-six.seven.0", "99999999999.0.0", "26.7.99999"})
    void rejectsWhatIsNotAVersion(String version) {
        assertThatThrownBy(() -> KeycloakVersion.of(version)).hasMessageContaining("unknown Keycloak version");
    }

    @ParameterizedTest
    @CsvSource({
        "26.4.7, false, false, false",
        "26.5.7, false, false, false",
        "26.6.0, true, false, false",
        "26.7.0, true, true, false",
        "26.7.0.redhat-00002, true, true, false",
        "26.7.1, true, true, true",
        "26.7.10, true, true, true",
        "26.10.0, true, true, true",
        "27.0.0, true, true, true",
    })
    void knowsWhichChecksAVersionMakes(
            String version,
            boolean checksGrantTypes,
            boolean countsFailuresByCredential,
            boolean registersClientsWithSessionsOnly) {
        KeycloakVersion keycloak = KeycloakVersion.of(version);

        assertThat(keycloak.checksGrantTypes()).isEqualTo(checksGrantTypes);
        assertThat(keycloak.countsFailuresByCredential()).isEqualTo(countsFailuresByCredential);
        assertThat(keycloak.registersClientsWithSessionsOnly()).isEqualTo(registersClientsWithSessionsOnly);
    }

    @Test
    void acceptsTheVersionThatItIsCompiledAgainst() {
        assertThatCode(() -> KeycloakVersion.current().requireSupported()).doesNotThrowAnyException();
    }
}
