package org.apppasswords.keycloak.log;

/** Escapes text so that it stays on its line in every log viewer. */
final class LogText {

    /** Longer text is truncated, so that a long setting or name cannot fill the disk. */
    static final int MAX_LENGTH = 4000;

    private LogText() {}

    /**
     * Returns the text with each control character, line or paragraph separator, and invisible formatting character,
     * such as a direction override, written as <code>&#92;uXXXX</code>.
     */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        text.codePoints().limit(MAX_LENGTH).forEach(codePoint -> append(escaped, codePoint));
        return escaped.toString();
    }

    private static void append(StringBuilder escaped, int codePoint) {
        switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.FORMAT,
                    Character.SURROGATE -> escaped.append(String.format("\\u%04X", codePoint));
            default -> escaped.appendCodePoint(codePoint);
        }
    }
}
