package org.apppasswords.keycloak.directory;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.error.ApiError;
import org.keycloak.models.UserModel;

/**
 * The terms of Keycloak's own search for users: each must occur in the user name, the e-mail address, the first or the
 * last name; {@code *} stands for any text. Case does not matter. An attribute that the client does not receive is not
 * searched: the client could guess it letter by letter.
 *
 * @param terms in lower case; at least one
 * @param attributes the attributes that are searched: the user name, and those of the three others that the client
 *     receives
 */
record SearchTerms(List<String> terms, Set<String> attributes) {

    private static final Map<String, Function<UserModel, String>> ALL = Map.of(
            UserModel.USERNAME, UserModel::getUsername,
            UserModel.EMAIL, UserModel::getEmail,
            UserModel.FIRST_NAME, UserModel::getFirstName,
            UserModel.LAST_NAME, UserModel::getLastName);

    /** Escapes {@code %} and {@code _} in a pattern for {@code like}. A backslash is not portable between databases. */
    static final char ESCAPE = '!';

    /** Each term costs four comparisons for each user. */
    private static final int MAX_TERMS = 10;

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern STAR = Pattern.compile("\\*+");

    /**
     * Reads a search.
     *
     * @param released the names of the attributes that the client receives
     * @throws ApiError if the text has more than the maximum of terms
     */
    static SearchTerms parse(String text, Set<String> released) {
        List<String> terms = SPACE.splitAsStream(text.strip().toLowerCase(Locale.ROOT))
                .filter(term -> !term.isEmpty())
                .toList();
        if (terms.isEmpty() || terms.size() > MAX_TERMS) {
            throw ApiError.invalidRequest("search: must have between 1 and " + MAX_TERMS + " words");
        }
        return new SearchTerms(
                terms,
                ALL.keySet().stream()
                        .filter(attribute -> attribute.equals(UserModel.USERNAME) || released.contains(attribute))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Returns the patterns for {@code like}, with {@link #ESCAPE}. */
    List<String> patterns() {
        return terms.stream().map(SearchTerms::pattern).toList();
    }

    /** Returns whether this user, whom Keycloak's own search of all attributes has found, may be in the answer. */
    boolean mayFind(UserModel user) {
        if (attributes.equals(ALL.keySet())) {
            return true;
        }
        List<String> values = attributes.stream()
                .map(attribute -> ALL.get(attribute).apply(user))
                .filter(Objects::nonNull)
                .map(value -> value.toLowerCase(Locale.ROOT))
                .toList();
        return terms.stream().allMatch(term -> values.stream().anyMatch(value -> occurs(term, value)));
    }

    // Without a regular expression, which would take exponential time for a term of many stars.
    static boolean occurs(String term, String value) {
        int end = 0;
        for (String piece : STAR.splitAsStream(term).toList()) {
            int start = value.indexOf(piece, end);
            if (start < 0) {
                return false;
            }
            end = start + piece.length();
        }
        return true;
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
