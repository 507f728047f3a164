package org.apppasswords.keycloak.secret;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * bcrypt, as {@code crypt(3)} writes it: {@code $2b$}, the cost, 16 bytes of salt and 23 bytes of hash. {@code $2a$}
 * and {@code $2y$} are the same algorithm for every password that can be typed here. {@code $2x$} marks hashes of a
 * faulty implementation and is rejected.
 *
 * <p>bcrypt uses only the first 72 bytes of a password. The system that the hash comes from accepted longer passwords
 * on that condition, and so does this one.
 */
final class BcryptHash implements ImportedHash {

    static final String ALGORITHM = "bcrypt";

    /** About a second on today's processors: sixteen times the usual cost of 10. */
    static final int MAX_COST = 14;

    private static final int MIN_COST = 4;
    private static final Pattern FORMAT = Pattern.compile(
            "(\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{21})([./A-Za-z0-9])([./A-Za-z0-9]{30})([./A-Za-z0-9])");
    private static final String ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** The bits that belong to the salt in its last character, and to the hash in its last one. */
    private static final int SALT_BITS = 0b110000;

    private static final int HASH_BITS = 0b111100;

    private final String text;

    private BcryptHash(String text) {
        this.text = text;
    }

    static BcryptHash read(String text) throws UnsupportedHashException {
        Matcher format = FORMAT.matcher(text);
        if (!format.matches()) {
            throw new UnsupportedHashException("this is not a complete bcrypt hash");
        }
        int cost = Integer.parseInt(format.group(2));
        if (cost < MIN_COST || cost > MAX_COST) {
            throw new UnsupportedHashException("the bcrypt cost must be between " + MIN_COST + " and " + MAX_COST);
        }
        // Some programs set the bits that crypt(3) ignores. The library compares text, so it needs them cleared.
        return new BcryptHash(format.group(1)
                + only(SALT_BITS, format.group(3))
                + format.group(4)
                + only(HASH_BITS, format.group(5)));
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public Optional<String> library() {
        return Optional.of("org.bouncycastle.crypto.generators.OpenBSDBCrypt");
    }

    @Override
    public boolean matches(byte[] password) {
        return OpenBSDBCrypt.checkPassword(text, password);
    }

    /** Hides salt and hash: this text can end up in logs. */
    @Override
    public String toString() {
        return "BcryptHash[hidden]";
    }

    private static char only(int bits, String character) {
        return ALPHABET.charAt(ALPHABET.indexOf(character) & bits);
    }
}
