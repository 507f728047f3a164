package org.apppasswords.keycloak.inventory;

import java.util.Optional;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The users that a walk over the inventory comes by. The last one is remembered: a user's app passwords come together. */
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

    /** The user with this id; empty if there is none any more, or if the user's directory does not answer. */
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
            LOG.warn("user %s cannot be looked up: %s", id, e.getMessage());
            return Optional.empty();
        }
    }
}
