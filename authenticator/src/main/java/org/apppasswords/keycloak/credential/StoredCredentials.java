package org.apppasswords.keycloak.credential;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.SubjectCredentialManager;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;

/** The stored app passwords of a user. */
public final class StoredCredentials {

    private final SubjectCredentialManager manager;
    private final ParsedCredentialCache cache;
    private final DirectoryEntry entry;

    private StoredCredentials(UserModel user) {
        this.manager = user.credentialManager();
        this.cache = ParsedCredentialCache.of(user);
        this.entry = DirectoryEntry.of(user);
    }

    /** Reads through the user cache: fast, and possibly slightly outdated. */
    public static StoredCredentials cached(UserModel user) {
        return new StoredCredentials(user);
    }

    /**
     * Reads from the database, to decide on a write. Evicts the user from the cache of every node when the transaction
     * commits.
     */
    public static StoredCredentials forUpdate(UserModel user) {
        if (user instanceof CachedUserModel cached) {
            // From now on, the cached user reads from and writes to the store.
            cached.getDelegateForUpdate();
        }
        return new StoredCredentials(user);
    }

    public List<AppPasswordCredentialModel> all() {
        return manager.getStoredCredentialsByTypeStream(AppPasswordCredentialModel.TYPE)
                .map(stored -> AppPasswordCredentialModel.copyOf(stored, cache, entry))
                .toList();
    }

    /**
     * Returns the app passwords that match what was typed; none of the imported ones. Takes the same time whichever
     * matches.
     */
    public List<AppPasswordCredentialModel> matching(TypedPassword typed) {
        List<CredentialModel> stored = manager.getStoredCredentialsStream().toList();
        return cache.hashes(stored).matching(stored, typed).stream()
                .map(match -> AppPasswordCredentialModel.copyOf(match, cache, entry))
                .toList();
    }

    /** Returns whether to look for expired app passwords: at most once a minute while the user stays in the cache. */
    public boolean isExpiryCheckDue(Instant now) {
        return cache.isExpiryCheckDue(now);
    }

    public Optional<AppPasswordCredentialModel> byId(String id) {
        return all().stream()
                .filter(credential -> credential.getId().equals(id))
                .findFirst();
    }

    /** Returns the app password that was created with this idempotency key. */
    public Optional<AppPasswordCredentialModel> createdBy(String idempotencyKey) {
        return all().stream()
                .filter(credential -> credential
                        .data()
                        .idempotencyKey()
                        .filter(idempotencyKey::equals)
                        .isPresent())
                .findFirst();
    }

    /**
     * Returns whether another app password has this name, regardless of case, as the store compares names.
     *
     * @param id the one to leave out; {@code null} for none
     */
    public boolean hasOther(String name, String id) {
        return all().stream()
                .filter(credential -> !credential.getId().equals(id))
                .anyMatch(credential -> credential.name().trim().equalsIgnoreCase(name.trim()));
    }

    /** Stores a new app password, and records the user's directory entry as its owner. */
    public AppPasswordCredentialModel create(AppPasswordCredentialModel credential) {
        credential.setCredentialData(entry.claim(credential.data()).toJson());
        entry.separateLabel(credential);
        return AppPasswordCredentialModel.copyOf(manager.createStoredCredential(credential));
    }

    public void update(AppPasswordCredentialModel credential) {
        entry.separateLabel(credential);
        manager.updateStoredCredential(credential);
    }

    public boolean remove(String id) {
        return manager.removeStoredCredentialById(id);
    }
}
