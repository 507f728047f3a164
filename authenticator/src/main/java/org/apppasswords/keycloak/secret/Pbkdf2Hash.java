package org.apppasswords.keycloak.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 (RFC 8018). Dovecot and OpenLDAP write it differently. The stored notation follows the PHC string format:
 * {@code $pbkdf2-sha256$i=10000$}, then salt and hash in Base64. Stalwart adds the length of the hash:
 * {@code i=10000,l=32}.
 */
final class Pbkdf2Hash implements ImportedHash {

    static final String ALGORITHM = "pbkdf2";

    /** A second or two on today's processors. */
    static final int MAX_ITERATIONS = 2_000_000;

    private static final int MIN_SALT_BYTES = 8;
    private static final int MAX_SALT_BYTES = 64;
    private static final int MIN_HASH_BYTES = 16;

    private static final Map<String, Integer> DIGEST_BYTES = Map.of("sha1", 20, "sha256", 32, "sha512", 64);
    private static final Pattern FORMAT =
            Pattern.compile("\\$pbkdf2-(sha1|sha256|sha512)\\$i=([0-9]{1,9})(?:,l=[0-9]{1,3})?\\$([^$]+)\\$([^$]+)");

    /** The output of {@code doveadm pw -s PBKDF2}: SHA-1, the salt as text, the hash in hexadecimal digits. */
    private static final Pattern DOVECOT = Pattern.compile("\\$1\\$([!-#%-~]+)\\$([0-9]{1,9})\\$([0-9a-fA-F]{40})");

    /** The output of OpenLDAP's module pw-pbkdf2: Base64 without padding, and with a dot for the plus sign. */
    private static final Pattern LDAP = Pattern.compile("([0-9]{1,9})\\$([A-Za-z0-9./]+)\\$([A-Za-z0-9./]+)");

    private final String digest;
    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private Pbkdf2Hash(String digest, String iterations, byte[] salt, byte[] hash) throws UnsupportedHashException {
        this.digest = digest;
        this.iterations = Integer.parseInt(iterations);
        this.salt = Base64Text.requireLength(salt, MIN_SALT_BYTES, MAX_SALT_BYTES);
        // At most the length of the digest, because each further block would cost all iterations again.
        this.hash = Base64Text.requireLength(hash, MIN_HASH_BYTES, DIGEST_BYTES.get(digest));
        if (this.iterations < 1 || this.iterations > MAX_ITERATIONS) {
            throw new UnsupportedHashException("the PBKDF2 iterations must be between 1 and " + MAX_ITERATIONS);
        }
    }

    static Pbkdf2Hash read(String text) throws UnsupportedHashException {
        Matcher format = matched(FORMAT, text);
        return new Pbkdf2Hash(
                format.group(1),
                format.group(2),
                Base64Text.decode(format.group(3)),
                Base64Text.decode(format.group(4)));
    }

    static Pbkdf2Hash readDovecot(String text) throws UnsupportedHashException {
        Matcher format = matched(DOVECOT, text);
        return new Pbkdf2Hash(
                "sha1",
                format.group(2),
                format.group(1).getBytes(StandardCharsets.US_ASCII),
                HexFormat.of().parseHex(format.group(3)));
    }

    static Pbkdf2Hash readLdap(String digest, String text) throws UnsupportedHashException {
        Matcher format = matched(LDAP, text);
        return new Pbkdf2Hash(
                digest,
                format.group(1),
                Base64Text.decode(format.group(2).replace('.', '+')),
                Base64Text.decode(format.group(3).replace('.', '+')));
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public String text() {
        return "$pbkdf2-" + digest + "$i=" + iterations + '$' + Base64Text.encode(salt) + '$' + Base64Text.encode(hash);
    }

    @Override
    public boolean matches(byte[] password) {
        char[] characters = StandardCharsets.UTF_8
                .decode(ByteBuffer.wrap(password))
                .toString()
                .toCharArray();
        try {
            SecretKeyFactory pbkdf2 = SecretKeyFactory.getInstance("PBKDF2WithHmac" + digest.toUpperCase(Locale.ROOT));
            PBEKeySpec input = new PBEKeySpec(characters, salt, iterations, hash.length * Byte.SIZE);
            return MessageDigest.isEqual(hash, pbkdf2.generateSecret(input).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PBKDF2 with " + digest + " is not available", e);
        }
    }

    /** Hides salt and hash: this text can end up in logs. */
    @Override
    public String toString() {
        return "Pbkdf2Hash[hidden]";
    }

    private static Matcher matched(Pattern pattern, String text) throws UnsupportedHashException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new UnsupportedHashException("this is not a complete PBKDF2 hash");
        }
        return matcher;
    }
}
