package org.apppasswords.keycloak.model;

import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.localization.VisibleText;

/** The rules for the name of an app password: 1 to {@value #MAX_LENGTH} visible characters of any script. */
public final class AppPasswordName {

    /** Longest name, in characters (Unicode code points). */
    public static final int MAX_LENGTH = 64;

    private AppPasswordName() {}

    /**
     * Returns the name without space at its ends, as it is stored.
     *
     * @throws ApiError if it is empty, too long, or contains control or other invisible formatting characters
     */
    public static String check(String typed) {
        String name = typed == null ? "" : trim(typed);
        if (name.codePoints().noneMatch(VisibleText::isVisible)) {
            throw new ApiError(ErrorCode.NAME_MISSING);
        }
        if (name.codePointCount(0, name.length()) > MAX_LENGTH) {
            throw new ApiError(ErrorCode.NAME_TOO_LONG);
        }
        if (!name.codePoints().allMatch(AppPasswordName::isAllowed)) {
            throw new ApiError(ErrorCode.NAME_CHARACTERS);
        }
        return name;
    }

    /**
     * Returns a stored name in one line and not longer than the rules allow. Keycloak's own APIs store names that break
     * the rules, with line breaks that would look like further text.
     */
    public static String inOneLine(String stored) {
        StringBuilder line = new StringBuilder();
        stored.codePoints().limit(MAX_LENGTH).forEach(c -> line.appendCodePoint(isAllowed(c) ? c : ' '));
        return line.toString().strip();
    }

    private static String trim(String typed) {
        int start = 0;
        int end = typed.length();
        while (start < end && isSpace(typed.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(typed.charAt(end - 1))) {
            end--;
        }
        return typed.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    // Direction overrides can make one name look like another. Joiners are part of scripts and of emoji.
    private static boolean isAllowed(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            case Character.FORMAT -> codePoint == 0x200C || codePoint == 0x200D || isEmojiTag(codePoint);
            default -> true;
        };
    }

    private static boolean isEmojiTag(int codePoint) {
        return codePoint >= 0xE0020 && codePoint <= 0xE007F;
    }
}
