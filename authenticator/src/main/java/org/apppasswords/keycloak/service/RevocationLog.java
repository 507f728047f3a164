package org.apppasswords.keycloak.service;

import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** Records that an administrator revoked an app password. The record triggers everything else, such as the notice. */
@FunctionalInterface
public interface RevocationLog {

    /**
     * Records the revocation in the same transaction.
     *
     * @param session of that transaction
     * @param user owner of the app password
     * @param entry the app password before its revocation
     */
    void revoked(KeycloakSession session, UserModel user, AppPasswordEntry entry);
}
