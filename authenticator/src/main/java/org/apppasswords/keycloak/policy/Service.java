package org.apppasswords.keycloak.policy;

/**
 * A client that accepts app passwords, as users see it.
 *
 * @param clientId the client's clientId
 * @param name the client's display name; the clientId if it has none
 */
public record Service(String clientId, String name) {}
