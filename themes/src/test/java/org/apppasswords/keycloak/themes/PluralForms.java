package org.apppasswords.keycloak.themes;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The plural forms of a text in a language. The account console uses the one for its {@code count}: the key with the
 * form's name after an underscore. Source: Unicode CLDR, plural rules, cardinals.
 */
final class PluralForms {

    private static final String ALWAYS = "_other";

    private static final Map<String, List<String>> BESIDES_OTHER = Map.ofEntries(
            Map.entry("ar", List.of("_zero", "_one", "_two", "_few", "_many")),
            Map.entry("de", List.of("_one")),
            Map.entry("en", List.of("_one")),
            Map.entry("es", List.of("_one", "_many")),
            Map.entry("fr", List.of("_one", "_many")),
            Map.entry("it", List.of("_one", "_many")),
            Map.entry("ja", List.of()),
            Map.entry("ko", List.of()),
            Map.entry("nl", List.of("_one")),
            Map.entry("pl", List.of("_one", "_few", "_many")),
            Map.entry("pt", List.of("_one", "_many")),
            Map.entry("uk", List.of("_one", "_few", "_many")),
            Map.entry("zh", List.of()));

    private PluralForms() {}

    /** Returns the keys that a bundle of this language must have, neither more nor less. */
    static Set<String> keys(String language, Set<String> english) {
        List<String> besidesOther = requireNonNull(BESIDES_OTHER.get(language), language);
        return english.stream()
                .filter(key -> !isForm(key, english) || key.endsWith(ALWAYS))
                .flatMap(key -> isForm(key, english) ? forms(besidesOther, stem(key)) : Stream.of(key))
                .collect(toCollection(TreeSet::new));
    }

    /** Returns the English key whose text this one translates. */
    static String englishKey(String key, Set<String> english) {
        return english.contains(key) ? key : stem(key) + ALWAYS;
    }

    /** Returns whether this text may spell its count out, as in "one app password". */
    static boolean maySpellOut(String key, Set<String> english) {
        return !key.endsWith(ALWAYS) && english.contains(stem(key) + ALWAYS);
    }

    private static Stream<String> forms(List<String> besidesOther, String stem) {
        return Stream.concat(besidesOther.stream(), Stream.of(ALWAYS)).map(form -> stem + form);
    }

    private static boolean isForm(String key, Set<String> english) {
        return key.contains("_") && english.contains(stem(key) + ALWAYS);
    }

    private static String stem(String key) {
        return key.substring(0, Math.max(0, key.lastIndexOf('_')));
    }
}
