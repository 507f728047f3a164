package org.apppasswords.keycloak.service;

import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** Where it is written down that an administrator has revoked an app password. What has to follow hangs on that. */
@FunctionalInterface
public interface RevocationLog {

    /**
     * Writes it down, in the transaction that revokes.
     *
     * @param session of that transaction
     * @param user whose it was
     * @param entry what it was
     */
    void revoked(KeycloakSession session, UserModel user, AppPasswordEntry entry);
}
