package org.apppasswords.keycloak.secret;

import java.util.Optional;

/**
 * A password hash from another system, in one of the formats that mail servers, directories and PHP applications use.
 *
 * <p>Hashes come from outside, even stored ones: a realm import can contain any text. So every format limits the cost
 * of one verification, and requires a minimum length of salt and hash.
 */
public interface ImportedHash {

    /** Returns the name of the format, as it is stored. */
    String algorithm();

    /** Returns the hash with its salt and cost, in the one notation of its format that is stored. */
    String text();

    /** Returns the memory that one verification uses, in KiB; 0 for a negligible amount. */
    default int memoryKib() {
        return 0;
    }

    /**
     * Returns whether the password matches. The comparison takes constant time; the hashing before it takes as long as
     * the format requires.
     *
     * @param password in UTF-8
     */
    boolean matches(byte[] password);

    /** Returns the name of the class that computes the hash; empty if Java itself does. */
    default Optional<String> library() {
        return Optional.empty();
    }
}
