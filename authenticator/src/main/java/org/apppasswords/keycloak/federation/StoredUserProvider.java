package org.apppasswords.keycloak.federation;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserProvider;
import org.keycloak.storage.DatastoreProvider;
import org.keycloak.storage.StoreManagers;

/** Reads users past the user cache: what the database and the user's directory have now. */
public final class StoredUserProvider {

    private StoredUserProvider() {}

    /** Returns Keycloak's users below its cache, which neither takes them in nor evicts them. */
    public static UserProvider of(KeycloakSession session) {
        return session.getProvider(DatastoreProvider.class) instanceof StoreManagers managers
                ? managers.userStorageManager()
                : session.users();
    }
}
