package org.apppasswords.keycloak.secret;

/**
 * Rejects a hash of another system. The message explains the reason to administrators in English, as the text after
 * {@code hash: }, and never contains the hash.
 */
public final class UnsupportedHashException extends Exception {

    private static final long serialVersionUID = 1L;

    UnsupportedHashException(String reason) {
        super(reason);
    }
}
