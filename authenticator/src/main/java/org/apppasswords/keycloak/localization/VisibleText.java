package org.apppasswords.keycloak.localization;

/** Which characters a reader can see. */
public final class VisibleText {

    private VisibleText() {}

    /** Returns whether a reader sees nothing at all: the text is empty, or only has blanks and invisible characters. */
    public static boolean isEmpty(String text) {
        return text == null
                || text.codePoints()
                        .noneMatch(c -> isVisible(c) && !Character.isWhitespace(c) && !Character.isISOControl(c));
    }

    /**
     * Returns whether this character is more than a space or a formatting character. The Hangul fillers, the empty
     * Braille pattern and the variation selectors are letters, symbols or marks by category, but invisible by
     * themselves.
     */
    public static boolean isVisible(int codePoint) {
        return switch (codePoint) {
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0 -> false;
            default ->
                !Character.isSpaceChar(codePoint)
                        && Character.getType(codePoint) != Character.FORMAT
                        && !isVariationSelector(codePoint);
        };
    }

    private static boolean isVariationSelector(int codePoint) {
        return isBetween(codePoint, 0x180B, 0x180F)
                || isBetween(codePoint, 0xFE00, 0xFE0F)
                || isBetween(codePoint, 0xE0100, 0xE01EF);
    }

    private static boolean isBetween(int codePoint, int first, int last) {
        return codePoint >= first && codePoint <= last;
    }
}
