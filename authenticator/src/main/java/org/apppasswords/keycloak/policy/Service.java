package org.apppasswords.keycloak.policy;

/**
 * A client that accepts app passwords, as users see it.
 *
 * @param clientId the client's id
 * @param name its display name; the client's id where it has none
 */
public record Service(String clientId, String name) {}
