package org.apppasswords.keycloak.compatibility;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.common.Version;

/** The version of a Keycloak server, and the checks that this version makes itself. */
public record KeycloakVersion(int major, int minor, int micro) implements Comparable<KeycloakVersion> {

    private static final KeycloakVersion OLDEST_SUPPORTED = new KeycloakVersion(26, 4, 0);

    private static final KeycloakVersion FIRST_TO_CHECK_GRANT_TYPES = new KeycloakVersion(26, 6, 0);

    private static final KeycloakVersion FIRST_TO_COUNT_BY_CREDENTIAL = new KeycloakVersion(26, 7, 0);

    private static final KeycloakVersion FIRST_TO_REGISTER_WITH_SESSIONS_ONLY = new KeycloakVersion(26, 7, 1);

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})(?!\\d).*");

    private static final KeycloakVersion CURRENT = of(Version.VERSION);

    /** Returns the version of this server. */
    public static KeycloakVersion current() {
        return CURRENT;
    }

    /** @throws IllegalStateException if the text is not a version */
    static KeycloakVersion of(String version) {
        Matcher numbers = NUMBERS.matcher(version);
        if (!numbers.matches()) {
            throw new IllegalStateException("App passwords: unknown Keycloak version: " + version);
        }
        return new KeycloakVersion(number(numbers, 1), number(numbers, 2), number(numbers, 3));
    }

    private static int number(Matcher numbers, int group) {
        return Integer.parseInt(numbers.group(group));
    }

    /**
     * Keeps the server from starting with a Keycloak on which the rejections are not tested.
     *
     * @throws IllegalStateException if this version is too old
     */
    public void requireSupported() {
        if (isBefore(OLDEST_SUPPORTED)) {
            throw new IllegalStateException("App passwords require Keycloak " + OLDEST_SUPPORTED
                    + " or newer, and this is " + this + ". Remove the JAR, or upgrade Keycloak.");
        }
    }

    /**
     * Returns whether this version checks a token's grant type at the endpoints that accept a bearer token ({@link
     * org.keycloak.protocol.oidc.grants.OAuth2GrantType#isTokenAllowed}).
     */
    public boolean checksGrantTypes() {
        return !isBefore(FIRST_TO_CHECK_GRANT_TYPES);
    }

    /** Returns whether a sign-in resets only the failure counter of its own type of credential. */
    public boolean countsFailuresByCredential() {
        return !isBefore(FIRST_TO_COUNT_BY_CREDENTIAL);
    }

    /**
     * Returns whether this version registers clients only with a token of a stored session. In older versions, the
     * roles in the token are enough, even if the session was never stored, or has ended.
     */
    public boolean registersClientsWithSessionsOnly() {
        return !isBefore(FIRST_TO_REGISTER_WITH_SESSIONS_ONLY);
    }

    private boolean isBefore(KeycloakVersion other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(KeycloakVersion other) {
        return Comparator.comparingInt(KeycloakVersion::major)
                .thenComparingInt(KeycloakVersion::minor)
                .thenComparingInt(KeycloakVersion::micro)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + micro;
    }
}
