package org.apppasswords.keycloak.secret;

/**
 * A hash of another system that cannot be used here, and why: an English sentence for administrators, which never shows
 * the hash.
 */
public final class UnusableHash extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableHash(String reason) {
        super(reason);
    }
}
