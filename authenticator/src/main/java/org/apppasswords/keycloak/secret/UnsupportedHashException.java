package org.apppasswords.keycloak.secret;

/**
 * A hash of another system that cannot be used here, and why: an English sentence for administrators, which never shows
 * the hash.
 */
public final class UnsupportedHashException extends Exception {

    private static final long serialVersionUID = 1L;

    UnsupportedHashException(String reason) {
        super(reason);
    }
}
