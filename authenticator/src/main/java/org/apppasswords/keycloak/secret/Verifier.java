package org.apppasswords.keycloak.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * What is stored of an app password: a salted hash (NIST's term), with the name of its algorithm so that it can change.
 *
 * <p>The algorithm of new ones, {@value #SHA_256}, is SHA-256 over the 16 bytes of salt followed by the 24 letters in
 * ASCII. A slow hash would buy nothing at 112 bits of entropy, and would cost every mail poll its time. Any other name is
 * that of an {@linkplain ImportedHash imported hash}.
 *
 * @param algorithm name of the algorithm
 * @param salt Base64 of the salt; {@code null} for an imported hash
 * @param hash Base64 of the hash; for an imported one its text, with salt and cost in it
 */
public record Verifier(String algorithm, String salt, String hash) {

    /** Name of the algorithm for new app passwords. */
    public static final String SHA_256 = "sha256";

    private static final int SALT_BYTES = 16;
    private static final int SHA_256_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Compared against where there is nothing to compare against, so that both cases do the same work. */
    private static final Verifier NOBODY = of(AppPassword.generate());

    /** A new verifier for an app password, with a salt of its own. */
    public static Verifier of(AppPassword password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        byte[] hash = sha256(salt, password.letters());
        Base64.Encoder base64 = Base64.getEncoder();
        return new Verifier(SHA_256, base64.encodeToString(salt), base64.encodeToString(hash));
    }

    /**
     * Whether the typed password is this one. Takes the same time wherever the two differ.
     *
     * @return false for any other shape, and for a verifier that this version cannot read
     */
    public boolean matches(TypedPassword typed) {
        if (!typed.isAppShaped() || !SHA_256.equals(algorithm) || salt == null || hash == null) {
            return false;
        }
        byte[] saltBytes;
        byte[] expected;
        try {
            saltBytes = Base64.getDecoder().decode(salt);
            expected = Base64.getDecoder().decode(hash);
        } catch (IllegalArgumentException e) {
            return false;
        }
        byte[] actual = sha256(saltBytes, typed.letters());
        return expected.length == SHA_256_BYTES && MessageDigest.isEqual(expected, actual);
    }

    /** The hash of another system; empty for an app password made here, and for what this version cannot use. */
    public Optional<ImportedHash> imported() {
        if (SHA_256.equals(algorithm)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ImportedHash.stored(algorithm, hash));
        } catch (UnsupportedHashException e) {
            return Optional.empty();
        }
    }

    /** The work of one comparison, for users that do not exist or have no app password. */
    public static void matchNobody(TypedPassword typed) {
        if (NOBODY.matches(typed)) {
            throw new IllegalStateException("a guess met 112 random bits");
        }
    }

    /** Neither salt nor hash: this text ends up in logs. */
    @Override
    public String toString() {
        return "Verifier[" + algorithm + "]";
    }

    private static byte[] sha256(byte[] salt, String letters) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            return digest.digest(letters.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
