package org.apppasswords.keycloak.secret;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The text that a user typed or pasted into a program's password field, read as an app password.
 *
 * <p>Users type what they see: groups with spaces or hyphens, and a capital letter that the phone puts first. Reading
 * removes these. The shape of the rest shows, without any look-up, whether it can be an app password. One instance serves
 * one request, in one thread.
 */
public final class TypedPassword {

    /** Longer input is ignored: no app password was ever displayed in a form that long. Unit: UTF-16 characters. */
    public static final int MAX_LENGTH = 128;

    /** Is cloned: to look up its provider takes longer than to hash an app password. */
    private static final MessageDigest SHA_256 = lookUpDigest();

    private final String letters;
    private final String input;
    private byte[] bytes;
    private MessageDigest digest;

    private TypedPassword(String letters, String input) {
        this.letters = letters;
        this.input = input;
    }

    /**
     * Reads the input.
     *
     * @param input as received; {@code null} counts as empty
     */
    public static TypedPassword read(String input) {
        if (input == null || input.length() > MAX_LENGTH) {
            return new TypedPassword(null, "");
        }
        return new TypedPassword(readLetters(input), input);
    }

    private static String readLetters(String input) {
        StringBuilder letters = new StringBuilder(AppPassword.LETTERS);
        for (int i = 0; i < input.length(); i++) {
            char c = input.charAt(i);
            if (isSeparator(c)) {
                continue;
            }
            char folded = fold(c);
            if (folded < 'a' || folded > 'z' || letters.length() == AppPassword.LETTERS) {
                return null;
            }
            letters.append(folded);
        }
        return letters.length() == AppPassword.LETTERS ? letters.toString() : null;
    }

    /** Returns whether the input has the shape of an app password: exactly 24 letters without the separators. */
    public boolean isAppShaped() {
        return letters != null;
    }

    /**
     * Returns the 24 lower-case letters.
     *
     * @throws IllegalStateException if the input does not have the shape of an app password
     */
    public String letters() {
        if (letters == null) {
            throw new IllegalStateException("not the shape of an app password");
        }
        return letters;
    }

    /**
     * Returns the SHA-256 of the salt and the letters. A sign-in needs it for the salt of each app password of the user.
     *
     * @throws IllegalStateException if the input does not have the shape of an app password
     */
    byte[] sha256(byte[] salt) {
        if (digest == null) {
            bytes = letters().getBytes(StandardCharsets.US_ASCII);
            digest = newDigest();
        }
        digest.update(salt);
        return digest.digest(bytes);
    }

    /**
     * Returns the exact input in UTF-8, for comparison with an imported hash. Empty for input that other systems treat
     * differently from each other: empty or too long input, NUL characters, and unpaired surrogates.
     */
    public Optional<byte[]> exactly() {
        if (input.isEmpty() || input.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try {
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(input));
            byte[] bytes = new byte[utf8.remaining()];
            utf8.get(bytes);
            return Optional.of(bytes);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Hides the secret: this text can end up in logs. */
    @Override
    public String toString() {
        return "TypedPassword[hidden]";
    }

    private static MessageDigest newDigest() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            // A hardware module, for example.
            return lookUpDigest();
        }
    }

    private static MessageDigest lookUpDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    // Spaces of every width, and the dashes that word processors and phones substitute for a hyphen.
    private static boolean isSeparator(char c) {
        return c == '-'
                || c == '\t'
                || c == '\n'
                || c == '\r'
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.DASH_PUNCTUATION
                || c == '\u2212';
    }

    // ASCII, and the full-width letters of Japanese and Chinese keyboards. Character.toLowerCase would also fold
    // letters that no app password contains, such as the Kelvin sign.
    private static char fold(char c) {
        if (c >= 'A' && c <= 'Z') {
            return (char) (c - 'A' + 'a');
        }
        if (c >= '\uFF21' && c <= '\uFF3A') {
            return (char) (c - '\uFF21' + 'a');
        }
        if (c >= '\uFF41' && c <= '\uFF5A') {
            return (char) (c - '\uFF41' + 'a');
        }
        return c;
    }
}
