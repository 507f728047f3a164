package org.apppasswords.keycloak.secret;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.BCrypt;

/**
 * bcrypt, as {@code crypt(3)} writes it: {@code $2b$}, cost, and in an alphabet of its own 16 bytes of salt and 23 bytes
 * of hash. {@code $2a$} and {@code $2y$} are the same algorithm for all that can be typed here; {@code $2x$} stands for an
 * old mistake and is not taken.
 *
 * <p>bcrypt looks at the first 72 bytes of a password only. That is so in the system that the hash comes from, and stays
 * so here: who has typed a longer one there can do so here.
 */
final class BcryptHash implements ImportedHash {

    static final String ALGORITHM = "bcrypt";

    /** About a second on today's processors, by the sixteenfold of the customary 10. */
    static final int MAX_COST = 14;

    private static final int MIN_COST = 4;
    private static final int MAX_BYTES = 72;
    private static final Pattern FORMAT =
            Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})");
    private static final String BCRYPT_ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String BASE64_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private final String text;
    private final int cost;
    private final byte[] salt;
    private final byte[] hash;

    private BcryptHash(String text, int cost, byte[] salt, byte[] hash) {
        this.text = text;
        this.cost = cost;
        this.salt = salt;
        this.hash = hash;
    }

    static BcryptHash read(String text) throws UnsupportedHashException {
        Matcher format = FORMAT.matcher(text);
        if (!format.matches()) {
            throw new UnsupportedHashException("is no complete bcrypt hash.");
        }
        int cost = Integer.parseInt(format.group(1));
        if (cost < MIN_COST || cost > MAX_COST) {
            throw new UnsupportedHashException(
                    "has a bcrypt cost that is not within " + MIN_COST + " and " + MAX_COST + ".");
        }
        return new BcryptHash(text, cost, decode(format.group(2)), decode(format.group(3)));
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
        return Optional.of("org.bouncycastle.crypto.generators.BCrypt");
    }

    @Override
    public boolean matches(byte[] password) {
        // With its terminating zero, as crypt(3) takes it; without, "ab" and "abab" would be the same password.
        byte[] key = Arrays.copyOf(password, Math.min(password.length + 1, MAX_BYTES));
        byte[] actual = BCrypt.generate(key, salt, cost);
        return MessageDigest.isEqual(hash, Arrays.copyOf(actual, hash.length));
    }

    /** Neither salt nor hash: this text ends up in logs. */
    @Override
    public String toString() {
        return "BcryptHash[hidden]";
    }

    private static byte[] decode(String bcrypt) {
        StringBuilder base64 = new StringBuilder(bcrypt.length());
        bcrypt.chars().forEach(c -> base64.append(BASE64_ALPHABET.charAt(BCRYPT_ALPHABET.indexOf(c))));
        return Base64.getDecoder().decode(base64.toString());
    }
}
