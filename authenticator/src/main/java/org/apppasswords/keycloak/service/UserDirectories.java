package org.apppasswords.keycloak.service;

import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderFactory;
import org.keycloak.storage.UserStorageProviderModel;
import org.keycloak.storage.user.UserLookupProvider;

/**
 * Whether the directories that Keycloak has users from, such as LDAP, answer. Where one does not, Keycloak says that its
 * users are disabled or unknown ({@code UserStorageManager}, since 26.7; others fail), and a program that is told so asks
 * for another password.
 */
public final class UserDirectories {

    private final KeycloakSession session;
    private final RealmModel realm;

    public UserDirectories(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Whether the user is from a directory that does not answer. */
    public boolean isAway(UserModel user) {
        return providerId(user)
                .map(realm::getComponent)
                .map(UserStorageProviderModel::new)
                .filter(UserStorageProviderModel::isEnabled)
                .filter(directory -> !answers(directory))
                .isPresent();
    }

    /** Whether any directory of the realm does not answer. Asks each. */
    public boolean isOneAway() {
        return realm.getComponentsStream(realm.getId(), UserStorageProvider.class.getName())
                .map(UserStorageProviderModel::new)
                .filter(UserStorageProviderModel::isEnabled)
                .anyMatch(directory -> !answers(directory));
    }

    // Asked for somebody whom it has not: it would take over anybody else.
    private boolean answers(UserStorageProviderModel directory) {
        try {
            if (provider(directory) instanceof UserLookupProvider lookup) {
                lookup.getUserByUsername(realm, KeycloakModelUtils.generateId());
            }
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    // As Keycloak's own AbstractStorageManager does.
    private UserStorageProvider provider(UserStorageProviderModel directory) {
        UserStorageProviderFactory<?> factory = (UserStorageProviderFactory<?>) session.getKeycloakSessionFactory()
                .getProviderFactory(UserStorageProvider.class, directory.getProviderId());
        UserStorageProvider provider = factory.create(session, directory);
        session.enlistForClose(provider);
        return provider;
    }

    private static Optional<String> providerId(UserModel user) {
        return StorageId.isLocalStorage(user.getId())
                ? Optional.ofNullable(user.getFederationLink())
                : Optional.ofNullable(StorageId.providerId(user.getId()));
    }
}
