package org.apppasswords.keycloak.service;

import java.time.Duration;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.component.ComponentModel;
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

    /** For how long a directory that has not answered is not asked again by those who need not know. */
    private static final Duration REST = Duration.ofSeconds(30);

    private static final String ASK_AGAIN_AT = "app-passwords.ask-again-at";

    private final KeycloakSession session;
    private final RealmModel realm;

    public UserDirectories(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Whether the user is from a directory that does not answer. */
    public boolean isAway(UserModel user) {
        return directory(user).filter(directory -> !answers(directory)).isPresent();
    }

    /**
     * The same for those who can do without: true also if the directory did not answer a moment ago. One that drops what
     * is sent to it lets whoever asks wait for the connection's timeout.
     */
    boolean isAwayOrWas(UserModel user) {
        return directory(user).filter(this::isAwayOrWas).isPresent();
    }

    // Keycloak keeps the component's notes with the realm in its cache, on this node.
    private boolean isAwayOrWas(ComponentModel directory) {
        Long askAgainAt = directory.getNote(ASK_AGAIN_AT);
        if (askAgainAt != null) {
            long rest = askAgainAt - Time.currentTimeMillis();
            // Not if the clock has been put back meanwhile.
            if (0 < rest && rest <= REST.toMillis()) {
                return true;
            }
            // Before the question: only one waits for the answer.
            rest(directory);
        }
        boolean answers = answers(directory);
        if (answers) {
            directory.removeNote(ASK_AGAIN_AT);
        } else {
            rest(directory);
        }
        return !answers;
    }

    private static void rest(ComponentModel directory) {
        directory.setNote(ASK_AGAIN_AT, Time.currentTimeMillis() + REST.toMillis());
    }

    /** Whether any directory of the realm does not answer. Asks each. */
    public boolean isOneAway() {
        return realm.getComponentsStream(realm.getId(), UserStorageProvider.class.getName())
                .filter(UserDirectories::isEnabled)
                .anyMatch(directory -> !answers(directory));
    }

    private Optional<ComponentModel> directory(UserModel user) {
        return providerId(user).map(realm::getComponent).filter(UserDirectories::isEnabled);
    }

    private static boolean isEnabled(ComponentModel directory) {
        return new UserStorageProviderModel(directory).isEnabled();
    }

    // Asked for somebody whom it has not: it would take over anybody else.
    private boolean answers(ComponentModel directory) {
        try {
            if (provider(new UserStorageProviderModel(directory)) instanceof UserLookupProvider lookup) {
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
