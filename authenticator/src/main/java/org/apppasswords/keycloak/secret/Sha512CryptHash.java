package org.apppasswords.keycloak.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Sha2Crypt;

/** SHA512-crypt (Drepper's "Unix crypt using SHA-256 and SHA-512"), as {@code crypt(3)} writes it: {@code $6$}. */
final class Sha512CryptHash implements ImportedHash {

    static final String ALGORITHM = "sha512-crypt";

    /** A second or two on today's processors. */
    static final int MAX_ROUNDS = 1_000_000;

    private static final int MIN_ROUNDS = 1_000;
    private static final Pattern FORMAT =
            Pattern.compile("(\\$6\\$(?:rounds=([0-9]{1,9})\\$)?[./A-Za-z0-9]{4,16}\\$)[./A-Za-z0-9]{86}");

    private final String text;
    private final String setting;

    private Sha512CryptHash(String text, String setting) {
        this.text = text;
        this.setting = setting;
    }

    static Sha512CryptHash read(String text) throws UnsupportedHashException {
        Matcher format = FORMAT.matcher(text);
        if (!format.matches()) {
            throw new UnsupportedHashException("this is not a complete SHA512-crypt hash");
        }
        if (format.group(2) != null) {
            int rounds = Integer.parseInt(format.group(2));
            if (rounds < MIN_ROUNDS || rounds > MAX_ROUNDS) {
                throw new UnsupportedHashException(
                        "the SHA512-crypt rounds must be between " + MIN_ROUNDS + " and " + MAX_ROUNDS);
            }
        }
        return new Sha512CryptHash(text, format.group(1));
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
        return Optional.of("org.apache.commons.codec.digest.Sha2Crypt");
    }

    @Override
    public boolean matches(byte[] password) {
        // A copy, because the library erases the array.
        String actual = Sha2Crypt.sha512Crypt(password.clone(), setting);
        return MessageDigest.isEqual(
                text.getBytes(StandardCharsets.US_ASCII), actual.getBytes(StandardCharsets.US_ASCII));
    }

    /** Hides salt and hash: this text can end up in logs. */
    @Override
    public String toString() {
        return "Sha512CryptHash[hidden]";
    }
}
