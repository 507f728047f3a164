package org.apppasswords.keycloak.secret;

import java.util.Optional;

/**
 * What another system has stored of a password: a hash in one of the formats that mail servers, directories and PHP
 * applications use.
 *
 * <p>Whatever made it, it comes from outside, and so does a stored one, by realm import. So every format has limits: to
 * what one verification may cost, and to how short a salt or a hash may be.
 */
public sealed interface ImportedHash permits Argon2Hash, BcryptHash, Pbkdf2Hash, SaltedShaHash, Sha512CryptHash {

    /**
     * Reads a hash as other systems write it: with the scheme in braces before it, as Dovecot and directories do, or
     * without, where its own first characters tell.
     *
     * @throws UnsupportedHashException if the format is unknown, too weak or out of its limits, or needs a library that this server
     *     does not have
     */
    static ImportedHash read(String written) throws UnsupportedHashException {
        ImportedHash hash = PasswordHashParser.read(written);
        hash.requireLibrary();
        return hash;
    }

    /**
     * Reads a hash as it is stored.
     *
     * @throws UnsupportedHashException as in {@link #read}
     */
    static ImportedHash stored(String algorithm, String text) throws UnsupportedHashException {
        if (algorithm == null || text == null || text.length() > PasswordHashParser.MAX_LENGTH) {
            throw new UnsupportedHashException("is of no known format.");
        }
        ImportedHash hash = switch (algorithm) {
            case Argon2Hash.ALGORITHM -> Argon2Hash.read(text);
            case BcryptHash.ALGORITHM -> BcryptHash.read(text);
            case Pbkdf2Hash.ALGORITHM -> Pbkdf2Hash.read(text);
            case Sha512CryptHash.ALGORITHM -> Sha512CryptHash.read(text);
            case SaltedShaHash.SSHA_256 -> SaltedShaHash.read(SaltedShaHash.SSHA_256, text);
            case SaltedShaHash.SSHA_512 -> SaltedShaHash.read(SaltedShaHash.SSHA_512, text);
            default -> throw new UnsupportedHashException("is of no known format.");
        };
        hash.requireLibrary();
        return hash;
    }

    /** Name of the format, as it is stored. */
    String algorithm();

    /** The hash with its salt and cost, in the one notation of its format that is stored. */
    String text();

    /** How much memory one verification takes. Unit: KiB; 0 for next to nothing. */
    default int memoryKib() {
        return 0;
    }

    /**
     * Whether the password is this one. Compared in constant time; what comes before takes as long as the format wants.
     *
     * @param password in UTF-8
     */
    boolean matches(byte[] password);

    /** The class that does the work, where it is not Java's own; empty if it is. */
    default Optional<String> library() {
        return Optional.empty();
    }

    /** What is stored of it. */
    default Verifier verifier() {
        return new Verifier(algorithm(), null, text());
    }

    private void requireLibrary() throws UnsupportedHashException {
        if (library().isPresent()) {
            try {
                Class.forName(library().get(), false, ImportedHash.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                throw new UnsupportedHashException(
                        "is of the format " + algorithm() + ", which this server cannot check, as in FIPS mode.");
            }
        }
    }
}
