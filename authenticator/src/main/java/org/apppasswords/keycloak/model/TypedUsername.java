package org.apppasswords.keycloak.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes a user name that a program sent safe to look up and to write into an event. */
public final class TypedUsername {

    /** The longest user name or e-mail address in Keycloak's database. Unit: UTF-16 characters. */
    public static final int MAX_LENGTH = 255;

    /** The replacement character, which no user name contains. */
    private static final char UNKNOWN = '\uFFFD';

    private static final int HEXADECIMAL = 16;

    private TypedUsername() {}

    /**
     * Returns the name without white space around it, which phone keyboards and pasting add, as Keycloak's login form
     * does. A name with a NUL, which PostgreSQL does not accept in any text, and a name that is too long become names
     * that no user has. They are not looked up or logged in full.
     *
     * @param input as received, or {@code null}
     */
    public static String read(String input) {
        if (input == null) {
            return null;
        }
        int begin = 0;
        int end = input.length();
        while (begin < end && isSpace(input.charAt(begin))) {
            begin++;
        }
        while (begin < end && isSpace(input.charAt(end - 1))) {
            end--;
        }
        String text = end - begin <= MAX_LENGTH
                ? input.substring(begin, end)
                : input.substring(begin, begin + MAX_LENGTH) + UNKNOWN;
        return text.replace('\0', UNKNOWN);
    }

    /**
     * Returns the name percent-decoded once, for programs that send {@code alice%40example.org}, such as those of iOS
     * 18.4. Empty if nothing is encoded, or if the encoding is not that of a name: an invalid sequence, text that is not
     * UTF-8, or a control character.
     *
     * @param name as {@link #read} returned it
     */
    public static Optional<String> percentDecoded(String name) {
        if (name.length() > MAX_LENGTH || name.indexOf('%') < 0) {
            return Optional.empty();
        }
        byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                decoded.write(encoded[i]);
                continue;
            }
            int high = digit(encoded, i + 1);
            int low = digit(encoded, i + 2);
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            decoded.write(high * HEXADECIMAL + low);
            i += 2;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded.toByteArray()))
                    .toString();
            return text.chars().anyMatch(Character::isISOControl)
                    ? Optional.empty()
                    : Optional.of(read(text)).filter(trimmed -> !trimmed.isEmpty());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    // Both kinds: the first one has tabs and line breaks, the second one the space that does not break.
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static int digit(byte[] text, int position) {
        return position < text.length ? Character.digit(text[position], HEXADECIMAL) : -1;
    }
}
