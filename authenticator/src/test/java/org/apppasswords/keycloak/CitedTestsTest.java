package org.apppasswords.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the test methods that documents cite as evidence: {@code `DirectGrantIT.eachTypedFormSignsIn`}. */
class CitedTestsTest {

    private static final Pattern CITED = Pattern.compile("`([A-Z]\\w*(?:IT|Test))\\.(\\w+)`");
    private static final Pattern CITED_BROWSER_TEST = Pattern.compile("`(\\w+\\.(?:spec|test)\\.ts)`");

    /** A method with one of JUnit's annotations, or a rule of ArchUnit, which is a field. */
    private static final Pattern DECLARED = Pattern.compile(
            "^    @(?:Test|ParameterizedTest|FuzzTest|ArchTest)\\b.*?^    (?:(?:public )?void|static final ArchRule) (\\w+)",
            Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void everyCitedMethodIsATest() throws IOException {
        Map<String, Set<String>> tests = tests();

        Set<String> missing = new HashSet<>();
        for (ProjectDocument document : ProjectDocument.markdown()) {
            CITED.matcher(document.text())
                    .results()
                    .filter(cited ->
                            !tests.getOrDefault(cited.group(1), Set.of()).contains(cited.group(2)))
                    .forEach(cited -> missing.add(document.name() + ": " + cited.group()));
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everyCitedBrowserTestExists() throws IOException {
        Set<String> tests = files("account-ui", ".ts")
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toSet());

        Set<String> missing = new HashSet<>();
        for (ProjectDocument document : ProjectDocument.markdown()) {
            CITED_BROWSER_TEST
                    .matcher(document.text())
                    .results()
                    .filter(cited -> !tests.contains(cited.group(1)))
                    .forEach(cited -> missing.add(document.name() + ": " + cited.group()));
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everyAttackInTheThreatModelIsShownByAMethod() {
        List<String> rows = ProjectDocument.named("threat-model.md")
                .text()
                .split("## Attackers", 2)[1]
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
                .filter(line -> !line.endsWith("| test |"))
                .toList();

        assertThat(rows)
                .hasSizeGreaterThan(150)
                .allMatch(row -> CITED.matcher(row).find());
    }

    /** Returns the names of the test methods of each class; modules can have classes of the same name. */
    private static Map<String, Set<String>> tests() throws IOException {
        Map<String, Set<String>> tests = new HashMap<>();
        for (String module : List.of("authenticator", "themes", "integration-tests", "ldap-bridge", "benchmarks")) {
            files(module, ".java").forEach(file -> {
                Set<String> methods = DECLARED.matcher(read(file))
                        .results()
                        .map(declared -> declared.group(1))
                        .collect(Collectors.toSet());
                tests.computeIfAbsent(file.getFileName().toString().replace(".java", ""), name -> new HashSet<>())
                        .addAll(methods);
            });
        }
        return tests;
    }

    private static Stream<Path> files(String module, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(
                ProjectDocument.PROJECT.resolve(module).resolve("src").resolve("test"))) {
            return files.filter(file -> file.toString().endsWith(ending)).toList().stream();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
