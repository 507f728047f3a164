package org.apppasswords.keycloak.it.support;

import org.keycloak.models.KeycloakSession;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;

/**
 * Puts a key into Keycloak's single-use store, as a client's signed assertion does before Keycloak 26.7. Runs in the
 * server, and so knows no other class of the tests.
 *
 * @param key as the store has it
 */
public record Occupation(String key) implements RunOnServer {

    private static final long LIFESPAN_SECONDS = 120;

    @Override
    public void run(KeycloakSession session) {
        if (!session.singleUseObjects().putIfAbsent(key, LIFESPAN_SECONDS)) {
            throw new IllegalStateException(key + " is occupied already");
        }
    }
}
