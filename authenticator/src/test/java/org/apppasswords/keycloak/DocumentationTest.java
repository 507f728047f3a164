package org.apppasswords.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the tests, files and headings that documents and scripts refer to exist. */
class DocumentationTest {

    private static final Path PROJECT = ProjectDocument.PROJECT;
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:IT|Test))`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern CODE_BLOCK = Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> tests = sources();
        List<String> missing = new ArrayList<>();
        for (Path document : documents()) {
            found(TEST, Files.readString(document))
                    .filter(test -> !tests.contains(test + ".java"))
                    .forEach(test -> missing.add(document.getFileName() + ": " + test));
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everyTestThatAScriptNamesExists() throws IOException {
        Set<String> tests = sources();
        List<String> missing = new ArrayList<>();
        for (String script : List.of(
                "test.sh",
                ".github/workflows/ci.yml",
                ".github/workflows/newest-keycloak.yml",
                ".github/workflows/release.yml")) {
            new ProjectDocument(script)
                    .find("\\b([A-Z]\\w+(?:IT|Test))\\b")
                    .filter(test -> !tests.contains(test + ".java"))
                    .forEach(test -> missing.add(script + ": " + test));
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everyLinkWithinTheProjectLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            found(LINK, prose(document))
                    .filter(link -> !link.contains("://") && !link.startsWith("mailto:"))
                    .filter(link -> !leadsSomewhere(document, link))
                    .forEach(link -> broken.add(document.getFileName() + ": " + link));
        }

        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Path document, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1 || anchors(target).contains(parts[1]);
    }

    /** Returns the anchors that GitHub and similar hosts derive from the headings. */
    private static Set<String> anchors(Path document) {
        Set<String> anchors = new HashSet<>();
        found(HEADING, prose(document)).forEach(heading -> {
            String anchor = heading.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            String unique = anchor;
            for (int number = 1; !anchors.add(unique); number++) {
                unique = anchor + "-" + number;
            }
        });
        return anchors;
    }

    private static String prose(Path document) {
        try {
            return CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult result) -> result.group(1));
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = ProjectDocument.markdown().stream()
                .map(document -> PROJECT.resolve(document.name()))
                .toList();
        assertThat(documents).hasSizeGreaterThan(10);
        return documents;
    }

    private static Set<String> sources() throws IOException {
        Set<String> sources = new HashSet<>();
        for (String module : List.of("authenticator", "themes", "integration-tests", "ldap-bridge", "benchmarks")) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src"))) {
                sources.addAll(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
            }
        }
        return sources;
    }
}
