package org.apppasswords.keycloak.events;

import jakarta.ws.rs.core.Response;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorResponse;

/**
 * Rejects a change by an administrator. Keycloak does not let listeners reject changes, so the request fails right
 * before its commit: everything is rolled back, and the administrator sees the error.
 */
final class RejectedChange {

    private RejectedChange() {}

    static void beforeCommit(KeycloakSession session, String problem) {
        session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                throw ErrorResponse.error(problem, Response.Status.BAD_REQUEST);
            }

            @Override
            protected void rollbackImpl() {}
        });
    }
}
