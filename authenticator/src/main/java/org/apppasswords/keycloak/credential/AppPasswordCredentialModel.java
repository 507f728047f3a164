package org.apppasswords.keycloak.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.Optional;
import org.apppasswords.keycloak.credential.ParsedCredentialCache.Secret;
import org.apppasswords.keycloak.secret.ImportedHash;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.secret.Verifier;
import org.keycloak.credential.CredentialModel;

/**
 * An app password as Keycloak stores it. The user label is the name that the user typed (see {@link DirectoryEntry}).
 *
 * <p>Always a copy of the store's model: the user cache shares those models, and the account API erases the secrets of
 * the models that it shows.
 */
public final class AppPasswordCredentialModel extends CredentialModel {

    /** Credential type, provider ID and authenticator reference category. */
    public static final String TYPE = "app-password";

    private static final long serialVersionUID = 1L;

    private final transient ParsedCredentialCache cache;
    private final transient Optional<DirectoryEntry> user;

    private AppPasswordCredentialModel(ParsedCredentialCache cache, Optional<DirectoryEntry> user) {
        this.cache = cache;
        this.user = user;
    }

    /** Creates a credential that is not stored yet. */
    public static AppPasswordCredentialModel create(
            String name, Instant createdAt, Verifier verifier, AppPasswordData data) {
        AppPasswordCredentialModel model =
                new AppPasswordCredentialModel(new ParsedCredentialCache(), Optional.empty());
        model.setType(TYPE);
        model.setUserLabel(name);
        model.setCreatedDate(createdAt.toEpochMilli());
        model.setSecretData(write(verifier));
        model.setCredentialData(data.toJson());
        return model;
    }

    /** Copies a stored credential. */
    public static AppPasswordCredentialModel copyOf(CredentialModel stored) {
        return copyOf(stored, new ParsedCredentialCache(), Optional.empty());
    }

    /** Copies a stored credential of this user; the cache saves parsing it again. */
    public static AppPasswordCredentialModel copyOf(
            CredentialModel stored, ParsedCredentialCache cache, DirectoryEntry user) {
        return copyOf(stored, cache, Optional.of(user));
    }

    private static AppPasswordCredentialModel copyOf(
            CredentialModel stored, ParsedCredentialCache cache, Optional<DirectoryEntry> user) {
        AppPasswordCredentialModel model = new AppPasswordCredentialModel(cache, user);
        model.setId(stored.getId());
        model.setType(stored.getType());
        model.setUserLabel(stored.getUserLabel());
        model.setCreatedDate(stored.getCreatedDate());
        model.setSecretData(stored.getSecretData());
        model.setCredentialData(stored.getCredentialData());
        model.setFederationLink(stored.getFederationLink());
        return model;
    }

    /** Returns the name that the user chose; never {@code null}. */
    public String name() {
        return getUserLabel() == null ? "" : DirectoryEntry.nameOf(getUserLabel());
    }

    /** Returns the time of creation; the epoch, the oldest possible time, if a realm import has omitted it. */
    public Instant createdAt() {
        return getCreatedDate() == null ? Instant.EPOCH : Instant.ofEpochMilli(getCreatedDate());
    }

    /** Returns the services, the expiration and the usage. */
    public AppPasswordData data() {
        return cache.data(getCredentialData());
    }

    /**
     * Returns whether it belongs to another person who had the user name before, and must be rejected. False if this
     * copy was made without the user.
     */
    public boolean isOfPredecessor() {
        return user.filter(entry -> !entry.owns(data())).isPresent();
    }

    /**
     * Returns whether the typed password matches; the app password may still be expired or limited to other services.
     * Always false for an imported hash, which {@link ImportedHashVerifier} verifies.
     */
    public boolean matches(TypedPassword typed) {
        return secret().flatMap(Secret::salted)
                .filter(salted -> salted.matches(typed))
                .isPresent();
    }

    /** Returns the imported hash; empty for an app password created here. */
    public Optional<ImportedHash> imported() {
        return secret().map(Secret::verifier).flatMap(Verifier::imported);
    }

    private Optional<Secret> secret() {
        return cache.secret(getSecretData());
    }

    private static String write(Verifier verifier) {
        try {
            return Json.MAPPER.writeValueAsString(verifier);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("three strings are always JSON", e);
        }
    }
}
