package org.apppasswords.keycloak.federation;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderFactory;
import org.keycloak.storage.UserStorageProviderModel;
import org.keycloak.storage.user.UserLookupProvider;
import org.keycloak.storage.user.UserQueryMethodsProvider;

/**
 * Checks whether the user directories of a realm, such as LDAP, respond. If one does not, Keycloak reports its users as
 * disabled or unknown ({@code UserStorageManager}, since 26.7; before, the look-up fails), and a program that is
 * rejected for that reason asks its user for another password.
 */
public final class UserDirectories {

    /** Callers that can proceed without an answer wait at most about this long. */
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(500);

    /** The time until such a caller asks a slow directory again. */
    private static final Duration RECHECK_INTERVAL = Duration.ofSeconds(30);

    private static final String NO_RESPONSE_SINCE = "app-passwords.unanswered-since";

    /** More than Keycloak wraps around each other. */
    private static final int MAX_CAUSES = 20;

    /** Keycloak's exception since 26.7. Earlier versions do not have the class, and throw a {@code ModelException}. */
    private static final String NO_RESPONSE = "org.keycloak.storage.StorageUnavailableException";

    private final KeycloakSession session;
    private final RealmModel realm;

    public UserDirectories(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Returns whether an exception is Keycloak's report that a directory does not respond, or a failure of the store. */
    public static boolean isNoResponse(RuntimeException failure) {
        return failure instanceof ModelException
                || Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
                        .limit(MAX_CAUSES)
                        .anyMatch(cause -> cause.getClass().getName().equals(NO_RESPONSE));
    }

    /** Returns whether the user is from a directory of the realm that is not switched off. */
    public boolean isFromDirectory(UserModel user) {
        return directory(user).isPresent();
    }

    /** Returns whether the user is from a directory that does not respond. */
    public boolean isUnavailable(UserModel user) {
        return directory(user).filter(directory -> !responds(directory)).isPresent();
    }

    /**
     * The same for callers that can proceed without the directory. Also true while another request waits for its
     * response, and for a while after the directory did not respond. A directory that drops packets makes a caller wait
     * for the connection's timeouts, and Keycloak does not have a read timeout unless it is configured.
     */
    public boolean isUnavailableOrSlow(UserModel user) {
        return directory(user).filter(this::isUnavailableOrSlow).isPresent();
    }

    // Keycloak keeps the component's notes with the cached realm on this node.
    private boolean isUnavailableOrSlow(ComponentModel directory) {
        long begin = Time.currentTimeMillis();
        Long since = directory.getNote(NO_RESPONSE_SINCE);
        // Negative if the clock was set back in the meantime.
        long waiting = since == null ? -1 : begin - since;
        if (PROBE_TIMEOUT.toMillis() <= waiting && waiting < RECHECK_INTERVAL.toMillis()) {
            return true;
        }
        if (waiting < 0) {
            directory.setNote(NO_RESPONSE_SINCE, begin);
        } else if (waiting >= RECHECK_INTERVAL.toMillis()) {
            // The directory was slow before: this time, other requests do not wait with this one.
            directory.setNote(NO_RESPONSE_SINCE, begin - PROBE_TIMEOUT.toMillis());
        }
        boolean responds = responds(directory);
        long end = Time.currentTimeMillis();
        if (responds || end - begin < PROBE_TIMEOUT.toMillis()) {
            directory.removeNote(NO_RESPONSE_SINCE);
        } else {
            directory.setNote(NO_RESPONSE_SINCE, end - PROBE_TIMEOUT.toMillis());
        }
        return !responds;
    }

    /** Returns whether any directory of the realm does not respond. Asks each one. */
    public boolean isAnyUnavailable() {
        return realm.getComponentsStream(realm.getId(), UserStorageProvider.class.getName())
                .filter(UserDirectories::isEnabled)
                .anyMatch(directory -> !responds(directory));
    }

    /** Returns the component IDs of the enabled directories that can be searched. */
    public List<String> searchable() {
        return realm.getComponentsStream(realm.getId(), UserStorageProvider.class.getName())
                .filter(UserDirectories::isEnabled)
                .filter(directory -> provider(directory) instanceof UserQueryMethodsProvider)
                .map(ComponentModel::getId)
                .toList();
    }

    /** Returns whether a directory responds; true if it does not exist any more. */
    public boolean isAvailable(String directoryId) {
        return Optional.ofNullable(realm.getComponent(directoryId))
                .filter(UserDirectories::isEnabled)
                .map(this::responds)
                .orElse(true);
    }

    /**
     * Returns users whom Keycloak's own search finds in one directory; none if the directory does not exist any more or
     * cannot be searched. Keycloak reads and, depending on the directory, imports each user when the iterator reaches it.
     *
     * @param parameters as for {@code UserQueryProvider.searchForUserStream}
     */
    public Iterator<UserModel> search(String directoryId, Map<String, String> parameters, int first, int max) {
        ComponentModel directory = realm.getComponent(directoryId);
        return directory != null
                        && isEnabled(directory)
                        && provider(directory) instanceof UserQueryMethodsProvider search
                ? search.searchForUserStream(realm, parameters, first, max).iterator()
                : Collections.emptyIterator();
    }

    private Optional<ComponentModel> directory(UserModel user) {
        return providerId(user).map(realm::getComponent).filter(UserDirectories::isEnabled);
    }

    private static boolean isEnabled(ComponentModel directory) {
        return new UserStorageProviderModel(directory).isEnabled();
    }

    // Looks up a user that does not exist: Keycloak would import any other user.
    private boolean responds(ComponentModel directory) {
        try {
            if (provider(directory) instanceof UserLookupProvider lookup) {
                lookup.getUserByUsername(realm, KeycloakModelUtils.generateId());
            }
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    // As Keycloak's own AbstractStorageManager does, and registered where that does: the mappers of a directory, which
    // Keycloak creates once for each session, look for the provider there.
    private UserStorageProvider provider(ComponentModel directory) {
        UserStorageProvider registered = session.getAttribute(directory.getId(), UserStorageProvider.class);
        if (registered != null) {
            return registered;
        }
        UserStorageProviderModel model = new UserStorageProviderModel(directory);
        UserStorageProviderFactory<?> factory = (UserStorageProviderFactory<?>) session.getKeycloakSessionFactory()
                .getProviderFactory(UserStorageProvider.class, model.getProviderId());
        UserStorageProvider created = factory.create(session, model);
        session.enlistForClose(created);
        session.setAttribute(directory.getId(), created);
        return created;
    }

    private static Optional<String> providerId(UserModel user) {
        return StorageId.isLocalStorage(user.getId())
                ? Optional.ofNullable(user.getFederationLink())
                : Optional.ofNullable(StorageId.providerId(user.getId()));
    }
}
