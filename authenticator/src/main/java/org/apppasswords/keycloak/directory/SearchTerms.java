package org.apppasswords.keycloak.directory;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.error.ApiError;

/**
 * The terms of Keycloak's own search for users: each must occur in the user name, the e-mail address, the first or the
 * last name; {@code *} stands for any text. Case does not matter.
 *
 * @param terms in lower case; at least one
 */
record SearchTerms(List<String> terms) {

    /** Escapes {@code %} and {@code _} in a pattern for {@code like}. A backslash is not portable between databases. */
    static final char ESCAPE = '!';

    /** Each term costs four comparisons for each user. */
    private static final int MAX_TERMS = 10;

    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** @throws ApiError if the text has more than the maximum of terms */
    static SearchTerms parse(String text) {
        List<String> terms = SPACE.splitAsStream(text.strip().toLowerCase(Locale.ROOT))
                .filter(term -> !term.isEmpty())
                .toList();
        if (terms.isEmpty() || terms.size() > MAX_TERMS) {
            throw ApiError.invalidRequest("search: must have between 1 and " + MAX_TERMS + " words");
        }
        return new SearchTerms(terms);
    }

    /** Returns the patterns for {@code like}, with {@link #ESCAPE}. */
    List<String> patterns() {
        return terms.stream().map(SearchTerms::pattern).toList();
    }

    /** Returns the search as Keycloak's admin API takes it. */
    String forKeycloak() {
        return terms.stream().map(term -> "*" + term + "*").collect(Collectors.joining(" "));
    }

    /** Returns the pattern for any text that contains this one. */
    static String pattern(String text) {
        return "%"
                + text.replace("!", "!!").replace("%", "!%").replace("_", "!_").replace("*", "%") + "%";
    }
}
