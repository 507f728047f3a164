package org.apppasswords.keycloak.themes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MessageBundlesTest {

    private static final Path MESSAGES = Path.of("src/main/resources/theme-resources/messages");
    private static final Path TEMPLATES = Path.of("src/main/resources/theme-resources/templates");
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{?\\w+}?}");

    static List<Path> bundles() throws IOException {
        return files(MESSAGES);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void haveTheKeysAndParametersOfTheEnglishOne(Path bundle) throws IOException {
        Properties english = load(MESSAGES.resolve("messages_en.properties"));
        Properties messages = load(bundle);

        assertThat(messages.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(messages.getProperty(key)).as(key).isNotBlank();
            assertThat(parameters(messages.getProperty(key))).as(key).isEqualTo(parameters(english.getProperty(key)));
        }
    }

    /** Login pages send every text through MessageFormat, where a straight apostrophe disappears; others show it. */
    @ParameterizedTest
    @MethodSource("bundles")
    void useTypographicApostrophes(Path bundle) throws IOException {
        Properties messages = load(bundle);

        assertThat(messages.stringPropertyNames())
                .allSatisfy(key -> assertThat(messages.getProperty(key)).as(key).doesNotContain("'"));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void neverTranslateByLeavingTheEnglish(Path bundle) throws IOException {
        if (bundle.endsWith("messages_en.properties")) {
            return;
        }
        Properties english = load(MESSAGES.resolve("messages_en.properties"));
        Properties messages = load(bundle);

        assertThat(messages.stringPropertyNames())
                .allSatisfy(
                        key -> assertThat(messages.getProperty(key)).as(key).isNotEqualTo(english.getProperty(key)));
    }

    /** Keycloak asks for Chinese under several codes, depending on how the realm spells it. */
    @ParameterizedTest
    @CsvSource({"zh_Hans, zh_CN", "zh_Hans, zh__#Hans", "zh_Hant, zh_TW", "zh_Hant, zh__#Hant"})
    void chineseIsTheSameUnderEveryCode(String one, String other) throws IOException {
        assertThat(load(MESSAGES.resolve("messages_" + one + ".properties")))
                .isEqualTo(load(MESSAGES.resolve("messages_" + other + ".properties")));
    }

    @Test
    void holdEveryKeyThatThePagesUse() throws IOException {
        Set<String> used = new TreeSet<>();
        for (Path template : templates()) {
            used.addAll(Pattern.compile("\"(appPassword[A-Z]\\w*[a-z])\"")
                    .matcher(Files.readString(template))
                    .results()
                    .map(result -> result.group(1))
                    .toList());
        }

        assertThat(used).isNotEmpty();
        assertThat(load(MESSAGES.resolve("messages_en.properties")).stringPropertyNames())
                .containsAll(used);
    }

    /** A strict content security policy must not break a page. */
    @Test
    void pagesHaveNoInlineScriptAndNoInlineStyle() throws IOException {
        for (Path template : templates()) {
            assertThat(Files.readString(template))
                    .as(template.toString())
                    .doesNotContainPattern("<script(?![^>]*\\ssrc=)")
                    .doesNotContainPattern(
                            "(?i)\\son(click|load|submit|change|input|focus|blur|error|key[a-z]+|mouse[a-z]+)\\s*=")
                    .doesNotContainPattern("(?i)\\sstyle\\s*=")
                    .doesNotContainPattern("(?i)javascript:");
        }
    }

    private static List<Path> templates() throws IOException {
        return files(TEMPLATES);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static Set<String> parameters(String message) {
        return PARAMETER
                .matcher(message)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Properties load(Path bundle) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(bundle)) {
            properties.load(reader);
        }
        return properties;
    }
}
