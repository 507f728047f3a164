package org.apppasswords.keycloak.themes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
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
    private static final Path DEMO_REALM = Path.of("../docker/keycloak/demo-realm.json");
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{?\\w+}?}");
    private static final Pattern NAMED_PARAMETER = Pattern.compile("\\{\\{\\w+}}");
    private static final String[] ARGUMENTS = {"first", "second"};

    private static final Map<String, String> QUOTATION_MARKS = Map.ofEntries(
            Map.entry("ar", "«»"),
            Map.entry("de", "„“"),
            Map.entry("en", "“”"),
            Map.entry("es", "«»"),
            Map.entry("fr", "«»"),
            Map.entry("it", "“”"),
            Map.entry("ja", "「」"),
            Map.entry("ko", "‘’"),
            Map.entry("nl", "“”"),
            Map.entry("pl", "„”"),
            Map.entry("pt", "“”"),
            Map.entry("uk", "«»"),
            Map.entry("zh", "“”「」"));

    /** Keys whose text is the same as in English, by language. */
    private static final Map<String, Set<String>> SAME_AS_ENGLISH = Map.of(
            "de", Set.of("appPasswordName", "appPasswordNoticeName", "appPasswordSetUpPort", "appPasswordSetUpServer"),
            "es", Set.of("appPasswordsError"),
            "fr", Set.of("appPasswordServices", "appPasswordNoticeService", "appPasswordSetUpPort"),
            "it", Set.of("appPasswordSetUpServer"),
            "nl", Set.of("appPasswordSetUpServer"),
            "pl", Set.of("appPasswordSetUpPort"));

    static List<Path> bundles() throws IOException {
        return files(MESSAGES);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void haveTheKeysOfTheEnglishOne(Path bundle) throws IOException {
        assertThat(load(bundle).stringPropertyNames())
                .isEqualTo(PluralForms.keys(language(bundle), english().stringPropertyNames()));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void haveTheParametersOfTheEnglishOne(Path bundle) throws IOException {
        Properties english = english();
        Properties messages = load(bundle);

        for (String key : messages.stringPropertyNames()) {
            Set<String> expected =
                    parameters(english.getProperty(PluralForms.englishKey(key, english.stringPropertyNames())));
            Set<String> actual = parameters(messages.getProperty(key));
            if (PluralForms.maySpellOut(key, english.stringPropertyNames())) {
                expected.remove("{{count}}");
                actual.remove("{{count}}");
            }
            assertThat(actual).as(key).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void haveNoEmptyTextAndNoStraySpaces(Path bundle) throws IOException {
        Properties messages = load(bundle);

        assertThat(messages.stringPropertyNames())
                .allSatisfy(key -> assertThat(messages.getProperty(key))
                        .as(key)
                        .isNotBlank()
                        .isEqualTo(messages.getProperty(key).strip())
                        .doesNotContainPattern("[\\p{Cntrl}\\uFFFD]| {2}"));
    }

    /** Formatting must not drop any part of a text. */
    @ParameterizedTest
    @MethodSource("bundles")
    void formatToTheirTextWithEveryParameterFilledIn(Path bundle) throws IOException {
        Properties messages = load(bundle);

        for (String key : messages.stringPropertyNames()) {
            String text = messages.getProperty(key);
            if (text.contains("{{")) {
                assertThat(NAMED_PARAMETER.matcher(text).replaceAll("")).as(key).doesNotContain("{", "}");
            } else {
                assertThat(new MessageFormat(text, Locale.ROOT).format(ARGUMENTS))
                        .as(key)
                        .isEqualTo(text.replace("{0}", ARGUMENTS[0]).replace("{1}", ARGUMENTS[1]));
            }
        }
    }

    /** Login pages format every text with MessageFormat, which drops straight apostrophes; other pages show them. */
    @ParameterizedTest
    @MethodSource("bundles")
    void useTypographicApostrophes(Path bundle) throws IOException {
        Properties messages = load(bundle);

        assertThat(messages.stringPropertyNames())
                .allSatisfy(key -> assertThat(messages.getProperty(key)).as(key).doesNotContain("'"));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void useTheQuotationMarksOfTheirLanguage(Path bundle) throws IOException {
        Properties messages = load(bundle);
        assertThat(QUOTATION_MARKS).containsKey(language(bundle));
        String foreign = "\"„“”‚‘«»「」『』".replaceAll("[" + QUOTATION_MARKS.get(language(bundle)) + "]", "");

        assertThat(messages.stringPropertyNames())
                .allSatisfy(key ->
                        assertThat(messages.getProperty(key)).as(key).doesNotContainPattern("[" + foreign + "]"));
    }

    /** An ordinary space would let the mark begin a line. */
    @Test
    void frenchHasNoBreakSpacesBesideItsMarks() throws IOException {
        Properties messages = load(bundle("fr"));

        assertThat(messages.stringPropertyNames())
                .allSatisfy(key -> assertThat(messages.getProperty(key))
                        .as(key)
                        .doesNotContainPattern("[^\u00A0][:;?!»]")
                        .doesNotContainPattern("«[^\u00A0]"));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void doNotRepeatTheEnglishText(Path bundle) throws IOException {
        Properties english = english();
        Properties messages = load(bundle);
        Set<String> same = messages.stringPropertyNames().stream()
                .filter(key -> messages.getProperty(key)
                        .equals(english.getProperty(PluralForms.englishKey(key, english.stringPropertyNames()))))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(same)
                .isEqualTo(
                        bundle.equals(bundle("en"))
                                ? english.stringPropertyNames()
                                : SAME_AS_ENGLISH.getOrDefault(language(bundle), Set.of()));
    }

    @Test
    void theDemoOffersEveryLanguage() throws IOException {
        Set<String> offered = demoLocales().map(Locale::getLanguage).collect(Collectors.toCollection(TreeSet::new));

        assertThat(offered)
                .isEqualTo(bundles().stream()
                        .map(MessageBundlesTest::language)
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertThat(demoLocales())
                .allSatisfy(locale -> assertThat(bundle(locale.toString())).exists());
    }

    /** Keycloak requests Chinese under several codes, depending on how the realm spells it. */
    @ParameterizedTest
    @CsvSource({"zh_Hans, zh_CN", "zh_Hans, zh__#Hans", "zh_Hant, zh_TW", "zh_Hant, zh__#Hant"})
    void chineseIsTheSameUnderEveryCode(String one, String other) throws IOException {
        assertThat(load(bundle(one))).isEqualTo(load(bundle(other)));
    }

    @Test
    void containEveryKeyThatThePagesUse() throws IOException {
        Set<String> used = new TreeSet<>();
        for (Path template : templates()) {
            used.addAll(Pattern.compile("\"(appPassword[A-Z]\\w*[a-z])\"")
                    .matcher(Files.readString(template))
                    .results()
                    .map(result -> result.group(1))
                    .toList());
        }

        assertThat(used).isNotEmpty();
        assertThat(english().stringPropertyNames()).containsAll(used);
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

    private static Properties english() throws IOException {
        return load(bundle("en"));
    }

    private static Path bundle(String locale) {
        return MESSAGES.resolve("messages_" + locale + ".properties");
    }

    private static String language(Path bundle) {
        return bundle.getFileName().toString().replaceFirst("messages_([a-z]+).*", "$1");
    }

    /** Returns the languages that the demo realm supports, as Keycloak reads them. */
    private static Stream<Locale> demoLocales() throws IOException {
        Matcher list = Pattern.compile("\"supportedLocales\": \\[([^]]+)]").matcher(Files.readString(DEMO_REALM));
        assertThat(list.find()).isTrue();
        return Pattern.compile("\"([\\w-]+)\"")
                .matcher(list.group(1))
                .results()
                .map(result -> Locale.forLanguageTag(result.group(1)));
    }

    private static Properties load(Path bundle) throws IOException {
        Properties properties = new OnlyOnce();
        try (Reader reader = Files.newBufferedReader(bundle)) {
            properties.load(reader);
        }
        return properties;
    }

    /** Rejects duplicate keys; otherwise the last text would silently replace the first. */
    private static final class OnlyOnce extends Properties {

        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Object put(Object key, Object value) {
            assertThat(this).as("a key twice").doesNotContainKey(key);
            return super.put(key, value);
        }
    }
}
