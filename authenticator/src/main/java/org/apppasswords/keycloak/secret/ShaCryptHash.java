package org.apppasswords.keycloak.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Sha2Crypt;

/**
 * SHA512-crypt and SHA256-crypt (Drepper's "Unix crypt using SHA-256 and SHA-512"), as {@code crypt(3)} writes them:
 * {@code $6$} and {@code $5$}.
 */
final class ShaCryptHash implements ImportedHash {

    static final String SHA_512 = "sha512-crypt";
    static final String SHA_256 = "sha256-crypt";

    /** A second or two on today's processors. */
    static final int MAX_ROUNDS = 1_000_000;

    /** The minimum of the format, with which Mailu hashes its generated application passwords. */
    private static final int MIN_ROUNDS = 1_000;

    private static final Pattern SHA_512_FORMAT = format(6, 86);
    private static final Pattern SHA_256_FORMAT = format(5, 43);

    private final String algorithm;
    private final String text;
    private final String setting;

    private ShaCryptHash(String algorithm, String text, String setting) {
        this.algorithm = algorithm;
        this.text = text;
        this.setting = setting;
    }

    private static Pattern format(int id, int hashCharacters) {
        return Pattern.compile("(\\$" + id + "\\$(?:rounds=([0-9]{1,9})\\$)?[./A-Za-z0-9]{4,16}\\$)[./A-Za-z0-9]{"
                + hashCharacters + "}");
    }

    static ShaCryptHash read(String algorithm, String text) throws UnsupportedHashException {
        boolean sha512 = algorithm.equals(SHA_512);
        String name = sha512 ? "SHA512-crypt" : "SHA256-crypt";
        Matcher format = (sha512 ? SHA_512_FORMAT : SHA_256_FORMAT).matcher(text);
        if (!format.matches()) {
            throw new UnsupportedHashException("this is not a complete " + name + " hash");
        }
        if (format.group(2) != null) {
            int rounds = Integer.parseInt(format.group(2));
            if (rounds < MIN_ROUNDS || rounds > MAX_ROUNDS) {
                throw new UnsupportedHashException(
                        "the " + name + " rounds must be between " + MIN_ROUNDS + " and " + MAX_ROUNDS);
            }
        }
        return new ShaCryptHash(algorithm, text, format.group(1));
    }

    @Override
    public String algorithm() {
        return algorithm;
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
        byte[] copy = password.clone();
        String actual =
                algorithm.equals(SHA_512) ? Sha2Crypt.sha512Crypt(copy, setting) : Sha2Crypt.sha256Crypt(copy, setting);
        return MessageDigest.isEqual(
                text.getBytes(StandardCharsets.US_ASCII), actual.getBytes(StandardCharsets.US_ASCII));
    }

    /** Hides salt and hash: this text can end up in logs. */
    @Override
    public String toString() {
        return "ShaCryptHash[hidden]";
    }
}
