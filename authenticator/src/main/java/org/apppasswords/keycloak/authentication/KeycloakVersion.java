package org.apppasswords.keycloak.authentication;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a Keycloak, as far as it matters here. */
record KeycloakVersion(int major, int minor) {

    private static final KeycloakVersion OLDEST_SUPPORTED = new KeycloakVersion(26, 7);

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");

    /** @throws IllegalStateException if this is no version */
    static KeycloakVersion of(String version) {
        Matcher numbers = NUMBERS.matcher(version);
        if (!numbers.matches()) {
            throw new IllegalStateException("App passwords: cannot tell which Keycloak this is: " + version);
        }
        return new KeycloakVersion(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
    }

    /**
     * Stops the server from starting on a Keycloak where the refusals do not hold that users rely on: older ones let a
     * token that was got with an app password register clients, and do not end all sessions of a deleted one
     * ({@code TokenRefusalIT}, {@code SessionsIT}).
     *
     * @throws IllegalStateException if it is too old
     */
    void requireSupported() {
        boolean old =
                major < OLDEST_SUPPORTED.major || (major == OLDEST_SUPPORTED.major && minor < OLDEST_SUPPORTED.minor);
        if (old) {
            throw new IllegalStateException(
                    "App passwords need Keycloak " + OLDEST_SUPPORTED + " or newer, and this is " + this
                            + ": it would let their tokens do more than they may. Remove the JAR, or upgrade Keycloak.");
        }
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
