package org.apppasswords.keycloak.federation;

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

    /** An answer that takes longer keeps those waiting who could do without. */
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(500);

    /** How long they do without before one of them asks again. */
    private static final Duration RECHECK_INTERVAL = Duration.ofSeconds(30);

    private static final String UNANSWERED_SINCE = "app-passwords.unanswered-since";

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
     * The same for those who can do without: true also while somebody waits for the directory's answer, and for a while
     * after that has been in vain. One that drops what is sent to it lets whoever asks wait for the connection's timeouts,
     * and Keycloak has none for reading unless it is set.
     */
    public boolean isAwayOrSlow(UserModel user) {
        return directory(user).filter(this::isAwayOrSlow).isPresent();
    }

    // Keycloak keeps the component's notes with the realm in its cache, on this node.
    private boolean isAwayOrSlow(ComponentModel directory) {
        long begin = Time.currentTimeMillis();
        Long since = directory.getNote(UNANSWERED_SINCE);
        // Less than nothing if the clock has been put back meanwhile.
        long waiting = since == null ? -1 : begin - since;
        if (PROBE_TIMEOUT.toMillis() <= waiting && waiting < RECHECK_INTERVAL.toMillis()) {
            return true;
        }
        if (waiting < 0) {
            directory.setNote(UNANSWERED_SINCE, begin);
        } else if (waiting >= RECHECK_INTERVAL.toMillis()) {
            // It was slow before: this time nobody else waits with us.
            directory.setNote(UNANSWERED_SINCE, begin - PROBE_TIMEOUT.toMillis());
        }
        boolean answers = answers(directory);
        long end = Time.currentTimeMillis();
        if (answers || end - begin < PROBE_TIMEOUT.toMillis()) {
            directory.removeNote(UNANSWERED_SINCE);
        } else {
            directory.setNote(UNANSWERED_SINCE, end - PROBE_TIMEOUT.toMillis());
        }
        return !answers;
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
