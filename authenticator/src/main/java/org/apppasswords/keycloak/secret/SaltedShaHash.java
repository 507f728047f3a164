package org.apppasswords.keycloak.secret;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * One round of SHA-256 or SHA-512 over the password followed by a salt, written as Base64 of hash and salt. It is fast,
 * so a password that a person chose can be guessed quickly from a stolen hash.
 *
 * <p>Nextcloud stores its app passwords this way: SHA-512, with the secret of the installation as the salt.
 */
final class SaltedShaHash implements ImportedHash {

    static final String SSHA_256 = "ssha256";
    static final String SSHA_512 = "ssha512";

    private static final int MIN_SALT_BYTES = 4;
    private static final int MAX_SALT_BYTES = 64;

    private final String algorithm;
    private final byte[] hash;
    private final byte[] salt;

    private SaltedShaHash(String algorithm, byte[] hash, byte[] salt) {
        this.algorithm = algorithm;
        this.hash = hash;
        this.salt = salt;
    }

    static SaltedShaHash read(String algorithm, String base64) throws UnsupportedHashException {
        return of(algorithm, Base64Text.decode(base64));
    }

    static SaltedShaHash readHex(String algorithm, String digits) throws UnsupportedHashException {
        try {
            return of(algorithm, HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            throw new UnsupportedHashException("the salt or hash is not hexadecimal");
        }
    }

    private static SaltedShaHash of(String algorithm, byte[] hashAndSalt) throws UnsupportedHashException {
        int length = digest(algorithm).getDigestLength();
        if (hashAndSalt.length == length) {
            throw RejectedFormats.withoutSalt();
        }
        Base64Text.requireLength(hashAndSalt, length + MIN_SALT_BYTES, length + MAX_SALT_BYTES);
        return new SaltedShaHash(
                algorithm,
                Arrays.copyOf(hashAndSalt, length),
                Arrays.copyOfRange(hashAndSalt, length, hashAndSalt.length));
    }

    @Override
    public String algorithm() {
        return algorithm;
    }

    @Override
    public String text() {
        byte[] hashAndSalt = Arrays.copyOf(hash, hash.length + salt.length);
        System.arraycopy(salt, 0, hashAndSalt, hash.length, salt.length);
        return Base64.getEncoder().encodeToString(hashAndSalt);
    }

    @Override
    public boolean matches(byte[] password) {
        MessageDigest digest = digest(algorithm);
        digest.update(password);
        return MessageDigest.isEqual(hash, digest.digest(salt));
    }

    /** Hides salt and hash: this text can end up in logs. */
    @Override
    public String toString() {
        return "SaltedShaHash[hidden]";
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(SSHA_256.equals(algorithm) ? "SHA-256" : "SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has it", e);
        }
    }
}
