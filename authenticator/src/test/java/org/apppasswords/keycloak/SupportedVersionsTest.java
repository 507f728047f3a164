package org.apppasswords.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares files that repeat supported versions with {@code supported-versions.properties}. */
class SupportedVersionsTest {

    private static final ProjectDocument README = new ProjectDocument("README.md");
    private static final Map<String, String> DATABASES =
            Map.of("h2", "H2", "postgres", "PostgreSQL", "mariadb", "MariaDB");

    private final List<String> keycloak = supported("keycloak");

    @Test
    void theReadmeNamesTheVersionsOfTheMatrix() {
        assertThat(README.find("^\\| ([\\d., ]+) \\|[^|]*`./test.sh --matrix`"))
                .singleElement()
                .satisfies(versions -> assertThat(versions.split(", ")).containsExactlyInAnyOrderElementsOf(keycloak));
        assertThat(README.find("`./test.sh --matrix`[^|]* with Java (\\d[^,]*), on "))
                .containsExactly(String.join(" and ", supported("java")));
        assertThat(README.find("`./test.sh --matrix`[^|]* on ([\\w, ]+)"))
                .singleElement()
                .satisfies(databases -> assertThat(databases.split(", | and "))
                        .containsExactlyElementsOf(supported("database").stream()
                                .map(DATABASES::get)
                                .toList()));
    }

    @Test
    void theReadmeNamesTheNewestKeycloakAndTheOldestJava() {
        assertThat(README.find("^\\| ([\\d., ]+) \\|[^|]* `./test.sh`:")).containsExactly(newest());
        assertThat(README.find("^- Java (\\d+) or newer"))
                .containsExactly(supported("java").get(0));
    }

    @Test
    void theBuildRunsTheNewestKeycloakAndCompilesForTheOldestJava() {
        ProjectDocument pom = new ProjectDocument("pom.xml");

        assertThat(pom.find("<keycloak.server.version>(.*)<")).containsExactly(newest());
        assertThat(pom.find("<maven.compiler.release>(.*)<"))
                .containsExactly(supported("java").get(0));
    }

    @Test
    void theImageIsBuiltOnTheNewestKeycloak() {
        assertThat(new ProjectDocument("docker/Dockerfile").find("^ARG KEYCLOAK_VERSION=(.*)"))
                .containsExactly(newest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"test.sh", "demo.sh", "scripts/compatibility/linkage.sh", ".github/workflows/ci.yml"})
    void filesThatReadTheVersionsDoNotRepeatThem(String name) {
        ProjectDocument document = new ProjectDocument(name);

        assertThat(document.find("\\b(\\d\\d\\.\\d+\\.\\d+)\\b")).isEmpty();
        assertThat(document.text()).containsAnyOf("supported-versions.properties", "newest_keycloak");
    }

    private String newest() {
        return keycloak.get(keycloak.size() - 1);
    }

    private static List<String> supported(String name) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new ProjectDocument("supported-versions.properties").text()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return List.of(properties.getProperty(name).split(","));
    }
}
