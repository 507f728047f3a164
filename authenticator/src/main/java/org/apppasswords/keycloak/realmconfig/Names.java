package org.apppasswords.keycloak.realmconfig;

import java.util.List;
import java.util.stream.Collectors;

/** Lists names in a warning: at most ten, each shortened, because users can choose them. */
public final class Names {

    private static final int MAX_NAMES = 10;
    private static final int MAX_LENGTH = 80;

    private Names() {}

    public static String join(List<String> names) {
        String first = names.stream().limit(MAX_NAMES).map(Names::shorten).collect(Collectors.joining(", "));
        return names.size() > MAX_NAMES ? first + " and " + (names.size() - MAX_NAMES) + " more" : first;
    }

    private static String shorten(String name) {
        return name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) + "…" : name;
    }
}
