package org.apppasswords.keycloak.secret;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * A decoded {@link Verifier} of the algorithm {@value Verifier#SHA_256}. A sign-in compares the input with all app
 * passwords of a user, so decoding each of them every time would cost as much as hashing.
 */
public final class SaltedHash {

    private static final int SHA_256_BYTES = 32;

    private final byte[] salt;
    private final byte[] hash;

    private SaltedHash(byte[] salt, byte[] hash) {
        this.salt = salt;
        this.hash = hash;
    }

    /** Creates the hash of an app password. */
    static SaltedHash of(byte[] salt, AppPassword password) {
        return new SaltedHash(salt, TypedPassword.read(password.letters()).sha256(salt));
    }

    /** Decodes a verifier; empty if it has another algorithm, or this version cannot read it. */
    public static Optional<SaltedHash> of(Verifier verifier) {
        if (!Verifier.SHA_256.equals(verifier.algorithm()) || verifier.salt() == null || verifier.hash() == null) {
            return Optional.empty();
        }
        try {
            byte[] hash = Base64.getDecoder().decode(verifier.hash());
            return hash.length == SHA_256_BYTES
                    ? Optional.of(new SaltedHash(Base64.getDecoder().decode(verifier.salt()), hash))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether the typed password matches, in constant time. False for input that does not have the shape of an
     * app password.
     */
    public boolean matches(TypedPassword typed) {
        return typed.isAppShaped() && MessageDigest.isEqual(hash, typed.sha256(salt));
    }

    /** Returns the verifier to store. */
    Verifier verifier() {
        Base64.Encoder base64 = Base64.getEncoder();
        return new Verifier(Verifier.SHA_256, base64.encodeToString(salt), base64.encodeToString(hash));
    }

    /** Hides salt and hash: this text can end up in logs. */
    @Override
    public String toString() {
        return "SaltedHash[hidden]";
    }
}
