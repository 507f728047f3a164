package org.apppasswords.keycloak.it.support;

import java.util.Optional;

/**
 * Somebody in front of a browser, with what it takes to sign in.
 *
 * @param username the user name
 * @param password the account password
 * @param totp the authenticator app, if there is one
 */
public record Person(String username, String password, Optional<Totp> totp) {

    /** Somebody without a second factor. */
    public Person(String username, String password) {
        this(username, password, Optional.empty());
    }

    /** The demo's user without a second factor. */
    public static Person alice() {
        return new Person("alice", "alice-password");
    }

    /** The demo's user with an authenticator app. */
    public static Person bob() {
        return new Person("bob", "bob-password", Optional.of(Totp.ofBase32("JBSWY3DPEHPK3PXP")));
    }

    /** The same person once the app is set up. */
    public Person with(Totp app) {
        return new Person(username, password, Optional.of(app));
    }
}
