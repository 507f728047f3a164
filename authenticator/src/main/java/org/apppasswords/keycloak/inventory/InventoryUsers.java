package org.apppasswords.keycloak.inventory;

import java.util.Optional;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Looks up the owners of app passwords. Remembers the last one, because a scan is grouped by user. */
final class InventoryUsers {

    private static final ExtensionLog LOG = ExtensionLog.of(InventoryUsers.class);

    private final KeycloakSession session;
    private final RealmModel realm;

    private String lastId;
    private Optional<UserModel> last = Optional.empty();

    InventoryUsers(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Returns the user; empty if the user was deleted meanwhile, or if the user's directory does not respond. */
    Optional<UserModel> byId(String id) {
        if (!id.equals(lastId)) {
            last = find(id);
            lastId = id;
        }
        return last;
    }

    private Optional<UserModel> find(String id) {
        try {
            return Optional.ofNullable(session.users().getUserById(realm, id));
        } catch (RuntimeException e) {
            LOG.warn("could not look up user %s: %s", id, e.getMessage());
            return Optional.empty();
        }
    }
}
