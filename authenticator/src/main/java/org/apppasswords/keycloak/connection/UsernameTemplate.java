package org.apppasswords.keycloak.connection;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with the placeholders {@code {username}} and {@code {email}}.
 *
 * @param text the text as the administrator wrote it
 */
record UsernameTemplate(String text) {

    static final UsernameTemplate USERNAME = new UsernameTemplate("{username}");
    static final UsernameTemplate EMAIL = new UsernameTemplate("{email}");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    /** Parses a template; empty if it contains other braces. */
    static Optional<UsernameTemplate> parse(String text) {
        String rest = PLACEHOLDER
                .matcher(text)
                .replaceAll(found ->
                        found.group(1).equals("username") || found.group(1).equals("email") ? "" : "{");
        return rest.contains("{") || rest.contains("}") ? Optional.empty() : Optional.of(new UsernameTemplate(text));
    }

    /**
     * Returns the text with the values filled in. Placeholders within a value are not replaced.
     *
     * @param email empty if the user does not have one
     * @return empty if the text needs the e-mail address and it is missing
     */
    Optional<String> fill(String username, Optional<String> email, UnaryOperator<String> escape) {
        if (email.isEmpty() && text.contains(EMAIL.text())) {
            return Optional.empty();
        }
        return Optional.of(PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = found.group().equals(EMAIL.text()) ? email.orElseThrow() : username;
            return Matcher.quoteReplacement(escape.apply(value));
        }));
    }
}
