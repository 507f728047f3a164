package org.apppasswords.keycloak.secret;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * The stored verifier (NIST's term) of an app password: a salted hash with the name of its algorithm.
 *
 * <p>The algorithm of new app passwords, {@value #SHA_256}, is SHA-256 over the 16 bytes of salt followed by the 24
 * letters in ASCII. At 112 bits of entropy, a slow hash would add no security and would slow down every mail poll. Any
 * other algorithm is that of an {@linkplain ImportedHash imported hash}.
 *
 * @param algorithm name of the algorithm
 * @param salt Base64 of the salt; {@code null} for an imported hash
 * @param hash Base64 of the hash; the text of an imported hash, which contains salt and cost
 */
public record Verifier(String algorithm, String salt, String hash) {

    /** Name of the algorithm for new app passwords. */
    public static final String SHA_256 = "sha256";

    private static final int SALT_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Compared if the user has no app password, so that the response time does not show it. */
    private static final SaltedHash DECOY = salted(AppPassword.generate());

    /** Creates a verifier for an app password, with a new salt. */
    public static Verifier of(AppPassword password) {
        return salted(password).verifier();
    }

    /** Creates a verifier for an imported hash. */
    public static Verifier of(ImportedHash hash) {
        return new Verifier(hash.algorithm(), null, hash.text());
    }

    /**
     * Returns whether the typed password matches, in constant time.
     *
     * @return false if the input does not have the shape of an app password, or this version cannot read the verifier
     */
    public boolean matches(TypedPassword typed) {
        return SaltedHash.of(this).filter(salted -> salted.matches(typed)).isPresent();
    }

    /** Returns the imported hash; empty for an app password created here, and for an unsupported hash. */
    public Optional<ImportedHash> imported() {
        if (SHA_256.equals(algorithm)) {
            return Optional.empty();
        }
        try {
            return Optional.of(PasswordHashParser.parseStored(algorithm, hash));
        } catch (UnsupportedHashException e) {
            return Optional.empty();
        }
    }

    /** Does the work of one comparison, for users who do not exist or have no app password. */
    public static void matchDecoy(TypedPassword typed) {
        if (DECOY.matches(typed)) {
            throw new IllegalStateException("the input matches 112 random bits");
        }
    }

    /** Hides salt and hash: this text can end up in logs. */
    @Override
    public String toString() {
        return "Verifier[" + algorithm + "]";
    }

    private static SaltedHash salted(AppPassword password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return SaltedHash.of(salt, password);
    }
}
