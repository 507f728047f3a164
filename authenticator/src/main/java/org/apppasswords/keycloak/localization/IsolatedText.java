package org.apppasswords.keycloak.localization;

import java.text.Bidi;
import java.util.Locale;

/**
 * Names and addresses in plain text, where no markup separates them from the sentence: in one that is written from
 * right to left, "Phone (old)" would lose its last parenthesis to the sentence, and an IPv6 address its order.
 */
public final class IsolatedText {

    private static final char FIRST_STRONG_ISOLATE = '\u2068';
    private static final char POP_DIRECTIONAL_ISOLATE = '\u2069';

    private IsolatedText() {}

    /**
     * Returns the text between the characters that isolate its direction (Unicode Standard Annex #9). Returns it
     * unchanged if all of it has the direction of the language.
     */
    public static String in(Locale language, String text) {
        boolean leftToRight = isLeftToRight(language);
        Bidi bidi = new Bidi(text, leftToRight ? Bidi.DIRECTION_LEFT_TO_RIGHT : Bidi.DIRECTION_RIGHT_TO_LEFT);
        return (leftToRight ? bidi.isLeftToRight() : bidi.isRightToLeft())
                ? text
                : FIRST_STRONG_ISOLATE + text + POP_DIRECTIONAL_ISOLATE;
    }

    // Judged by the language's own name, as Keycloak does.
    private static boolean isLeftToRight(Locale language) {
        return new Bidi(language.getDisplayLanguage(language), Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).isLeftToRight();
    }
}
