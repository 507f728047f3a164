package org.apppasswords.keycloak.service;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.credential.ImportedHashVerifier;
import org.apppasswords.keycloak.credential.StoredCredentials;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.metrics.Meters;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.model.AppPasswordNetworks;
import org.apppasswords.keycloak.model.ImportedAppPassword;
import org.apppasswords.keycloak.network.AllowedNetworks;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.apppasswords.keycloak.queue.WorkKind;
import org.apppasswords.keycloak.secret.Verifier;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Imports app passwords of other systems for an administrator. The rules for creation, such as the number and the
 * lifetime, do not apply, and users do not get an e-mail. After that, the policy applies as usual.
 */
public final class AppPasswordImport {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Set<String> services;
    private final Meters meters;

    /** Prepares an import for the current services. The session may be closed before the import ends. */
    public AppPasswordImport(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.meters = new Meters(realm.getName());
        this.services = new ServiceDirectory(session).offeredIds(realm);
    }

    /**
     * The result for one app password.
     *
     * @param created false if the user already had it; nothing was changed then
     * @param requestedName the name in the request if another app password has it, and a number was added
     */
    public record Imported(AppPasswordEntry entry, boolean created, Optional<String> requestedName) {}

    /**
     * Stores an app password unless the user already has it. Committed on return.
     *
     * @param onCreated writes more in the same transaction, if the app password is created
     * @throws ApiError if it cannot be imported
     */
    public Imported store(
            UserModel user, ImportedAppPassword imported, BiConsumer<KeycloakSession, AppPasswordEntry> onCreated) {
        String name = AppPasswordName.check(imported.name());
        if (!services.containsAll(imported.clients())) {
            throw new ApiError(ErrorCode.SERVICE_UNKNOWN);
        }
        AllowedNetworks networks = AppPasswordNetworks.check(imported.networks());
        UserChange change = new UserChange(session, realm, user, WorkKind.ADMINISTRATION);
        Imported result = change.exclusively(() -> change.commit((inner, innerUser) -> {
            StoredCredentials credentials = StoredCredentials.forUpdate(innerUser);
            Optional<AppPasswordCredentialModel> known = known(credentials, imported);
            if (known.isPresent()) {
                return new Imported(entry(inner, known.get()), false, Optional.empty());
            }
            if (allImported(credentials).count() >= ImportedHashVerifier.MAX_TRIED) {
                throw new ApiError(ErrorCode.LIMIT_REACHED);
            }
            AppPasswordEntry entry =
                    entry(inner, credentials.create(credential(credentials, name, imported, networks)));
            onCreated.accept(inner, entry);
            return new Imported(entry, true, Optional.of(name).filter(requested -> !requested.equals(entry.name())));
        }));
        if (result.created()) {
            meters.imported();
        }
        return result;
    }

    private static Stream<AppPasswordCredentialModel> allImported(StoredCredentials credentials) {
        return credentials.all().stream()
                .filter(credential -> credential.imported().isPresent());
    }

    private static Optional<AppPasswordCredentialModel> known(
            StoredCredentials credentials, ImportedAppPassword imported) {
        Verifier verifier = Verifier.of(imported.hash());
        return allImported(credentials)
                .filter(credential -> Verifier.of(credential.imported().get()).equals(verifier))
                .findFirst();
    }

    private AppPasswordCredentialModel credential(
            StoredCredentials credentials, String name, ImportedAppPassword imported, AllowedNetworks networks) {
        AppPasswordData data = AppPasswordData.create(
                        imported.clients(), imported.expiresAt().orElse(null))
                .limitedTo(networks);
        return AppPasswordCredentialModel.create(
                unusedName(name, credentials),
                imported.createdAt().orElseGet(AppPasswordImport::now),
                Verifier.of(imported.hash()),
                imported.lastUsedAt().map(at -> data.usedAt(at, null, null)).orElse(data));
    }

    // "iPhone", "iPhone 2", "iPhone 3". Ignores case, as the store does.
    private static String unusedName(String name, StoredCredentials credentials) {
        return Stream.iterate(1, number -> number + 1)
                .map(number -> number == 1 ? name : numbered(name, number))
                .filter(candidate -> !credentials.hasOther(candidate, null))
                .findFirst()
                .orElseThrow();
    }

    private static String numbered(String name, int number) {
        String suffix = " " + number;
        int length = name.codePointCount(0, name.length());
        int kept = Math.min(length, AppPasswordName.MAX_LENGTH - suffix.length());
        return name.substring(0, name.offsetByCodePoints(0, kept)).stripTrailing() + suffix;
    }

    // The policy reads clients, so it must belong to an open session.
    private static AppPasswordEntry entry(KeycloakSession inner, AppPasswordCredentialModel credential) {
        return AppPasswordEntry.of(
                credential, AppPasswordPolicy.of(inner.getContext().getRealm()), now());
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
