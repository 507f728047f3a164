package org.apppasswords.keycloak.events;

import java.util.Collection;
import java.util.Optional;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserModel.UserRemovedEvent;
import org.keycloak.models.jpa.JpaModel;

/**
 * Logs whose app passwords are lost because Keycloak deletes an imported user whom the directory does not return any
 * more. Keycloak does this during a look-up, without an event, and also if the entry is only hidden for a moment.
 */
final class LostAppPasswords {

    private static final ExtensionLog LOG = ExtensionLog.of(LostAppPasswords.class);

    private LostAppPasswords() {}

    /** Registers the listener, which stays until the server stops. */
    static void listen(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof UserRemovedEvent removed) {
                report(removed.getRealm(), removed.getUser());
            }
        });
    }

    // Keycloak passes its database object only if it deletes the user by itself. An administrator deletes the user with
    // an admin event, through the user cache or the directory's view of the user.
    private static void report(RealmModel realm, UserModel user) {
        String directory = user.getFederationLink();
        if (directory == null || !(user instanceof JpaModel<?> stored)) {
            return;
        }
        long lost = count(stored.getEntity());
        if (lost > 0) {
            LOG.warn(
                    "realm %s: Keycloak has deleted the user %s (%s), because the directory %s does not return the user any"
                            + " more. With the user, %d app passwords are lost",
                    realm.getName(), user.getUsername(), user.getId(), name(realm, directory), lost);
        }
    }

    // They are deleted from the database already, but the object still has them. Its class, UserEntity, cannot be
    // named here: the compiler would need Hibernate.
    private static long count(Object userEntity) {
        try {
            long count = 0;
            for (Object credential : (Collection<?>) property(userEntity, "getCredentials")) {
                if (AppPasswordCredentialModel.TYPE.equals(property(credential, "getType"))) {
                    count++;
                }
            }
            return count;
        } catch (ReflectiveOperationException e) {
            // The user is deleted in any case.
            LOG.warn(e, "the app passwords of a deleted user cannot be counted");
            return 0;
        }
    }

    private static Object property(Object owner, String getter) throws ReflectiveOperationException {
        return owner.getClass().getMethod(getter).invoke(owner);
    }

    private static String name(RealmModel realm, String directory) {
        return Optional.ofNullable(realm.getComponent(directory))
                .map(ComponentModel::getName)
                .orElse(directory);
    }
}
