package org.apppasswords.keycloak.service;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.credential.ImportedHashVerifier;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.model.ImportedAppPassword;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.Service;
import org.apppasswords.keycloak.queue.WorkKind;
import org.apppasswords.keycloak.secret.Verifier;
import org.apppasswords.keycloak.transaction.Transactions;
import org.apppasswords.keycloak.transaction.UserLock;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Brings app passwords of other systems along. An administrator brings what there is: the rules for users who create one,
 * such as how many and for how long, do not apply, and nobody gets an e-mail. From then on the policy counts as for any
 * other.
 */
public final class AppPasswordImport {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AppPasswordPolicy policy;
    private final Set<String> services;

    /** One import, which goes by the policy and the services as they are now. The session need not stay open. */
    public AppPasswordImport(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.policy = AppPasswordPolicy.of(realm);
        this.services = new AppPasswords(session, realm)
                .services().stream().map(Service::clientId).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What became of it.
     *
     * @param created false if the user had it already; then nothing was changed
     */
    public record Imported(AppPasswordEntry entry, boolean created) {}

    /**
     * Stores one, unless the user has it already. Committed when this returns.
     *
     * @param recorded what else is to be stored in the same transaction, if it is created
     * @throws ApiError if it cannot be
     */
    public Imported store(
            UserModel user, ImportedAppPassword foreign, BiConsumer<KeycloakSession, AppPasswordEntry> recorded) {
        String name = AppPasswordName.check(foreign.name());
        if (!services.containsAll(foreign.clients())) {
            throw new ApiError(ErrorCode.SERVICE_UNKNOWN);
        }
        return new UserLock(session, realm, user)
                .during(
                        WorkKind.ADMINISTRATION,
                        () -> new Transactions(session).untilCommitted(realm, user, (inner, innerUser) -> {
                            StoredCredentials credentials = StoredCredentials.forUpdate(innerUser);
                            Optional<AppPasswordCredentialModel> known = known(credentials, foreign);
                            if (known.isPresent()) {
                                return new Imported(entry(known.get()), false);
                            }
                            if (imported(credentials).count() >= ImportedHashVerifier.MAX_TRIED) {
                                throw new ApiError(ErrorCode.LIMIT_REACHED);
                            }
                            AppPasswordEntry entry = entry(credentials.create(credential(credentials, name, foreign)));
                            recorded.accept(inner, entry);
                            return new Imported(entry, true);
                        }));
    }

    private static Stream<AppPasswordCredentialModel> imported(StoredCredentials credentials) {
        return credentials.all().stream()
                .filter(credential -> credential.imported().isPresent());
    }

    private static Optional<AppPasswordCredentialModel> known(
            StoredCredentials credentials, ImportedAppPassword foreign) {
        Verifier wanted = Verifier.of(foreign.hash());
        return imported(credentials)
                .filter(credential -> Verifier.of(credential.imported().get()).equals(wanted))
                .findFirst();
    }

    private AppPasswordCredentialModel credential(
            StoredCredentials credentials, String name, ImportedAppPassword foreign) {
        AppPasswordData data =
                AppPasswordData.create(foreign.clients(), foreign.expiresAt().orElse(null));
        return AppPasswordCredentialModel.create(
                free(name, credentials.labels()),
                foreign.createdAt().orElseGet(AppPasswordImport::now),
                Verifier.of(foreign.hash()),
                foreign.lastUsedAt().map(at -> data.usedAt(at, null, null)).orElse(data));
    }

    // "iPhone", "iPhone 2", "iPhone 3": as the store compares them.
    private static String free(String name, Stream<String> labels) {
        Set<String> taken = labels.map(String::trim)
                .collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
        return Stream.iterate(1, number -> number + 1)
                .map(number -> number == 1 ? name : numbered(name, number))
                .filter(candidate -> !taken.contains(candidate))
                .findFirst()
                .orElseThrow();
    }

    private static String numbered(String name, int number) {
        String suffix = " " + number;
        int length = name.codePointCount(0, name.length());
        int kept = Math.min(length, AppPasswordName.MAX_LENGTH - suffix.length());
        return name.substring(0, name.offsetByCodePoints(0, kept)).stripTrailing() + suffix;
    }

    private AppPasswordEntry entry(AppPasswordCredentialModel credential) {
        return AppPasswordEntry.of(credential, policy, now());
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
