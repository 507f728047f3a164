package org.apppasswords.keycloak.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.Optional;
import org.apppasswords.keycloak.secret.ImportedHash;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.secret.Verifier;
import org.keycloak.credential.CredentialModel;

/**
 * An app password as Keycloak stores it. The user label is the name that the user typed.
 *
 * <p>Always a copy of what the store hands out: those models are shared through the user cache, and the account API
 * blanks the secret of the ones it shows.
 */
public final class AppPasswordCredentialModel extends CredentialModel {

    /** Credential type, provider id and authenticator reference category. */
    public static final String TYPE = "app-password";

    private static final long serialVersionUID = 1L;

    private final transient ParsedCredentialCache readings;
    private final transient Optional<DirectoryEntry> user;

    private AppPasswordCredentialModel(ParsedCredentialCache readings, Optional<DirectoryEntry> user) {
        this.readings = readings;
        this.user = user;
    }

    /** A credential that is yet to be stored. */
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

    /** A copy of a stored credential. */
    public static AppPasswordCredentialModel copyOf(CredentialModel stored) {
        return copyOf(stored, new ParsedCredentialCache(), Optional.empty());
    }

    /** The same for this user, with what was parsed earlier. */
    public static AppPasswordCredentialModel copyOf(
            CredentialModel stored, ParsedCredentialCache readings, DirectoryEntry user) {
        return copyOf(stored, readings, Optional.of(user));
    }

    private static AppPasswordCredentialModel copyOf(
            CredentialModel stored, ParsedCredentialCache readings, Optional<DirectoryEntry> user) {
        AppPasswordCredentialModel model = new AppPasswordCredentialModel(readings, user);
        model.setId(stored.getId());
        model.setType(stored.getType());
        model.setUserLabel(stored.getUserLabel());
        model.setCreatedDate(stored.getCreatedDate());
        model.setSecretData(stored.getSecretData());
        model.setCredentialData(stored.getCredentialData());
        model.setFederationLink(stored.getFederationLink());
        return model;
    }

    /** What the user called it; never {@code null}. */
    public String name() {
        return getUserLabel() == null ? "" : getUserLabel();
    }

    /** When it was made. An imported credential without a date counts as made at the epoch: the oldest possible. */
    public Instant createdAt() {
        return getCreatedDate() == null ? Instant.EPOCH : Instant.ofEpochMilli(getCreatedDate());
    }

    /** What it may be used for and when it was used. */
    public AppPasswordData data() {
        return readings.data(getCredentialData());
    }

    /**
     * Whether it belongs to another person who had the user name before, and must be rejected. False if this object
     * does not know its user.
     */
    public boolean isOfPredecessor() {
        return user.filter(entry -> !entry.owns(data())).isPresent();
    }

    /**
     * Whether the typed password is this one. Says nothing about whether it may be used. Never true for an imported one:
     * for those see {@link ImportedHashVerifier}.
     */
    public boolean matches(TypedPassword typed) {
        return verifier().map(verifier -> verifier.matches(typed)).orElse(false);
    }

    /** The hash of another system that it was imported with; empty for one made here. */
    public Optional<ImportedHash> imported() {
        return verifier().flatMap(Verifier::imported);
    }

    private Optional<Verifier> verifier() {
        return readings.verifier(getSecretData());
    }

    private static String write(Verifier verifier) {
        try {
            return Json.MAPPER.writeValueAsString(verifier);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("three strings are always JSON", e);
        }
    }
}
