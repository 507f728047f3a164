package org.apppasswords.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares files that repeat supported versions with {@code supported-versions.properties}, and the README's table with
 * the recorded results.
 */
class SupportedVersionsTest {

    private static final String HOW = "run scripts/compatibility/use-keycloak.sh";
    private static final ProjectDocument README = new ProjectDocument("README.md");
    private static final Map<String, String> DATABASES =
            Map.of("h2", "H2", "postgres", "PostgreSQL", "mariadb", "MariaDB");

    private final List<String> keycloak = supported("keycloak");

    @Test
    void theReadmesTableHasTheRecordedResults() {
        List<String> header = new ArrayList<>(List.of("Keycloak", "Java"));
        supported("database").forEach(database -> header.add(DATABASES.get(database)));

        assertThat(README.table(header.toArray(String[]::new)))
                .as(HOW + "; edit docs/compatibility.csv by scripts/compatibility/results.sh, which writes the table")
                .containsExactlyElementsOf(combinations().map(this::row).toList());
    }

    @Test
    void theReadmeNamesTheOlderVersions() {
        assertThat(README.find("^\\| ([\\d., ]+) \\|[^|]*`./test.sh --matrix`"))
                .singleElement()
                .satisfies(versions -> assertThat(versions.split(", "))
                        .as(HOW)
                        .containsExactlyInAnyOrderElementsOf(keycloak.subList(0, keycloak.size() - 1)));
    }

    @Test
    void theReadmeNamesTheNewestKeycloakAndTheOldestJava() {
        assertThat(README.find("^\\| ([\\d., ]+) \\|[^|]* `./test.sh`:"))
                .as(HOW)
                .containsExactly(newest());
        assertThat(README.find("^- Java (\\d+) or newer"))
                .containsExactly(supported("java").get(0));
    }

    @Test
    void theBuildRunsTheNewestKeycloakAndCompilesForTheOldestJava() {
        ProjectDocument pom = new ProjectDocument("pom.xml");

        assertThat(pom.find("<keycloak.server.version>(.*)<")).as(HOW).containsExactly(newest());
        assertThat(pom.find("<maven.compiler.release>(.*)<"))
                .containsExactly(supported("java").get(0));
    }

    @Test
    void theImageIsBuiltOnTheNewestKeycloak() {
        assertThat(new ProjectDocument("docker/Dockerfile").find("^ARG KEYCLOAK_VERSION=(.*)"))
                .as(HOW)
                .containsExactly(newest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test.sh",
                "demo.sh",
                "scripts/compatibility/linkage.sh",
                ".github/workflows/ci.yml",
                ".github/workflows/newest-keycloak.yml"
            })
    void filesThatReadTheVersionsDoNotRepeatThem(String name) {
        ProjectDocument document = new ProjectDocument(name);

        assertThat(document.find("\\b(\\d\\d\\.\\d+\\.\\d+)\\b")).isEmpty();
        assertThat(document.text()).containsAnyOf("supported-versions.properties", "newest_keycloak");
    }

    /** Each supported Keycloak, newest first, with each Java. */
    private Stream<List<String>> combinations() {
        return IntStream.range(0, keycloak.size())
                .mapToObj(index -> keycloak.get(keycloak.size() - 1 - index))
                .flatMap(version -> supported("java").stream().map(java -> List.of(version, java)));
    }

    private List<String> row(List<String> combination) {
        return Stream.concat(
                        combination.stream(),
                        supported("database").stream()
                                .map(database -> result(String.join(",", combination) + "," + database + ",")))
                .toList();
    }

    private static String result(String combination) {
        List<String[]> results = new ProjectDocument("docs/compatibility.csv")
                .text()
                .lines()
                .filter(line -> line.startsWith(combination))
                .map(line -> line.substring(combination.length()).split(",", -1))
                .toList();
        assertThat(results)
                .as(combination)
                .hasSizeLessThan(2)
                .allSatisfy(fields -> assertThat(fields).hasSize(4));
        return results.stream()
                .map(fields -> ("0".equals(fields[1])
                                ? fields[0] + " passed"
                                : "**" + fields[1] + " of " + fields[0] + " failed**")
                        + ", " + fields[2] + ", " + fields[3])
                .findFirst()
                .orElse("not run");
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
