package org.apppasswords.keycloak.service;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.DirectoryEntry;
import org.apppasswords.keycloak.credential.ParsedCredentialCache;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.SubjectCredentialManager;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;

/** A user's app passwords in the store. */
final class StoredCredentials {

    private final SubjectCredentialManager manager;
    private final ParsedCredentialCache readings;
    private final DirectoryEntry entry;

    private StoredCredentials(UserModel user) {
        this.manager = user.credentialManager();
        this.readings = ParsedCredentialCache.of(user);
        this.entry = DirectoryEntry.of(user);
    }

    /** As the user cache has them: fast, and possibly a moment old. */
    static StoredCredentials cached(UserModel user) {
        return new StoredCredentials(user);
    }

    /**
     * As the database has them, for deciding on a write. Drops the user from the cache of every node when the
     * transaction commits.
     */
    static StoredCredentials forUpdate(UserModel user) {
        if (user instanceof CachedUserModel cached) {
            // From here on the cached user reads and writes through to the store.
            cached.getDelegateForUpdate();
        }
        return new StoredCredentials(user);
    }

    List<AppPasswordCredentialModel> all() {
        return manager.getStoredCredentialsByTypeStream(AppPasswordCredentialModel.TYPE)
                .map(stored -> AppPasswordCredentialModel.copyOf(stored, readings, entry))
                .toList();
    }

    Optional<AppPasswordCredentialModel> byId(String id) {
        return all().stream()
                .filter(credential -> credential.getId().equals(id))
                .findFirst();
    }

    /** The names of all the user's credentials: the store of federated users wants them unique across all types. */
    Stream<String> labels() {
        return manager.getStoredCredentialsStream()
                .map(CredentialModel::getUserLabel)
                .filter(Objects::nonNull);
    }

    AppPasswordCredentialModel create(AppPasswordCredentialModel credential) {
        credential.setCredentialData(entry.own(credential.data()).toJson());
        return AppPasswordCredentialModel.copyOf(manager.createStoredCredential(credential));
    }

    void update(AppPasswordCredentialModel credential) {
        manager.updateStoredCredential(credential);
    }

    boolean remove(String id) {
        return manager.removeStoredCredentialById(id);
    }
}
