package org.apppasswords.keycloak.events;

import jakarta.ws.rs.core.Response;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorResponse;

/**
 * A change by an administrator that must not be saved. Keycloak lets listeners watch changes but not reject them, so
 * the request fails right before its commit: everything is rolled back, and the administrator sees the error.
 */
final class RefusedChange {

    private RefusedChange() {}

    static void beforeCommit(KeycloakSession session, String problem) {
        session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                throw ErrorResponse.error(problem, Response.Status.BAD_REQUEST);
            }

            @Override
            protected void rollbackImpl() {
                // Nothing to do: the change is not saved.
            }
        });
    }
}
