package org.apppasswords.keycloak.secret;

import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A newly generated app password in plain text, to be displayed once and then discarded.
 *
 * <p>24 letters {@code a}-{@code z}, each drawn uniformly, are 24 &times; log2(26) = 112.8 bits. That is above the 112
 * bits from which NIST SP 800-63B-3 (section 5.1.2.2, look-up secrets) allows a plain approved hash.
 */
public final class AppPassword {

    /** Number of letters in an app password. */
    public static final int LETTERS = 24;

    static final int GROUP_LETTERS = 4;
    private static final int ALPHABET = 'z' - 'a' + 1;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String letters;

    private AppPassword(String letters) {
        this.letters = letters;
    }

    /** Generates an app password with the platform's {@link SecureRandom}. */
    public static AppPassword generate() {
        StringBuilder letters = new StringBuilder(LETTERS);
        for (int i = 0; i < LETTERS; i++) {
            letters.append((char) ('a' + RANDOM.nextInt(ALPHABET)));
        }
        return new AppPassword(letters.toString());
    }

    /** Returns the 24 letters without separators, as they are copied and hashed. */
    public String letters() {
        return letters;
    }

    /** Returns the six groups of four letters. */
    public List<String> groups() {
        return IntStream.iterate(0, start -> start < LETTERS, start -> start + GROUP_LETTERS)
                .mapToObj(start -> letters.substring(start, start + GROUP_LETTERS))
                .toList();
    }

    /** Returns the groups joined with hyphens: {@code abcd-efgh-ijkl-mnop-qrst-uvwx}. */
    public String display() {
        return String.join("-", groups());
    }

    /** Hides the secret: this text can end up in logs. */
    @Override
    public String toString() {
        return "AppPassword[hidden]";
    }
}
