package org.apppasswords.ldap.keycloak;

/** Is told of each request to Keycloak, for metrics. */
public interface RequestObserver {

    /**
     * Counts one request.
     *
     * @param endpoint {@code verify}, {@code users} or {@code groups}
     * @param outcome the HTTP status, or the reason of the {@link KeycloakException} in lower case
     */
    void requested(String endpoint, String outcome, long nanoseconds);
}
