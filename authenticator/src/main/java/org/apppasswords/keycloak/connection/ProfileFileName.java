package org.apppasswords.keycloak.connection;

import java.util.regex.Pattern;

/** The name under which a browser saves a profile: that of the app password, as far as file systems allow it. */
final class ProfileFileName {

    private static final String EXTENSION = ".mobileconfig";
    private static final String WITHOUT_NAME = "app-password";

    /** Letters, marks and digits of any script. Not the dot, which could hide the extension. */
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^\\p{L}\\p{M}\\p{N} _-]+");

    private static final int MAX_LENGTH = 64;

    private ProfileFileName() {}

    static String of(String appPasswordName) {
        String name = NOT_ALLOWED.matcher(appPasswordName).replaceAll("-").strip();
        int length = Math.min(name.codePointCount(0, name.length()), MAX_LENGTH);
        String kept = name.substring(0, name.offsetByCodePoints(0, length)).strip();
        return (kept.codePoints().anyMatch(Character::isLetterOrDigit) ? kept : WITHOUT_NAME) + EXTENSION;
    }
}
