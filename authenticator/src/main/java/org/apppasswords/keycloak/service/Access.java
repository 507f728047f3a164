package org.apppasswords.keycloak.service;

import org.apppasswords.keycloak.federation.StoredUserProvider;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.policy.ServiceAccess;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;

/** Whether a user may use a service, as far as Keycloak can know it. */
public enum Access {
    /** {@link ServiceAccess} admits the user. */
    GRANTED,

    /** It does not. */
    DENIED,

    /** The user's directory does not respond, so Keycloak lacks the roles and groups from it. */
    UNKNOWN;

    private static final ExtensionLog LOG = ExtensionLog.of(Access.class);

    /**
     * Finds out whether the user may use the service. Asks the user's directory only if the user seems not to.
     *
     * @param service the client of the service
     */
    public static Access of(KeycloakSession session, RealmModel realm, ClientModel service, UserModel user) {
        try {
            if (ServiceAccess.mayUse(service, user)) {
                return GRANTED;
            }
            UserDirectories directories = new UserDirectories(session, realm);
            if (!directories.isFromDirectory(user)) {
                return DENIED;
            }
            if (directories.isUnavailableOrSlow(user)) {
                return UNKNOWN;
            }
            return isAdmittedByDirectory(session, realm, service, user) ? GRANTED : DENIED;
        } catch (RuntimeException e) {
            if (!UserDirectories.isNoResponse(e)) {
                throw e;
            }
            LOG.warn("the roles of user %s cannot be read: %s", user.getId(), e.getMessage());
            return UNKNOWN;
        }
    }

    // Keycloak's cached user lacks the directory's roles and groups if they were read while it did not respond.
    private static boolean isAdmittedByDirectory(
            KeycloakSession session, RealmModel realm, ClientModel service, UserModel user) {
        UserModel stored = StoredUserProvider.of(session).getUserById(realm, user.getId());
        if (stored == null || !ServiceAccess.mayUse(service, stored)) {
            return false;
        }
        if (user instanceof CachedUserModel cached) {
            cached.invalidate();
        }
        return true;
    }
}
