package org.apppasswords.keycloak.it.support;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The ways in which people type an app password into a program. */
public final class TypedForms {

    private TypedForms() {}

    /** As it was copied; in groups with hyphens; with spaces; in capitals; in capitals with hyphens. */
    public static List<String> of(String letters) {
        String hyphens = grouped(letters, "-");
        return List.of(
                letters,
                hyphens,
                grouped(letters, " "),
                letters.toUpperCase(Locale.ROOT),
                hyphens.toUpperCase(Locale.ROOT));
    }

    /** In groups of four with hyphens, as it is shown. */
    public static String hyphens(String letters) {
        return grouped(letters, "-");
    }

    private static String grouped(String letters, String separator) {
        return IntStream.range(0, letters.length() / 4)
                .mapToObj(group -> letters.substring(group * 4, group * 4 + 4))
                .collect(Collectors.joining(separator));
    }
}
