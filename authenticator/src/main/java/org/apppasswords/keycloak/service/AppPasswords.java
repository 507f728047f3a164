package org.apppasswords.keycloak.service;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordCredentialProviderFactory;
import org.apppasswords.keycloak.credential.ImportedHashVerifier.Outcome;
import org.apppasswords.keycloak.credential.StoredCredentials;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.metrics.Meters;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.model.CreatedAppPassword;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.model.RemovalReason;
import org.apppasswords.keycloak.model.Usage;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.Service;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.apppasswords.keycloak.queue.WorkKind;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.secret.Verifier;
import org.apppasswords.keycloak.transaction.AfterCommit;
import org.apppasswords.keycloak.transaction.Transactions;
import org.apppasswords.keycloak.usage.UsageRecorder;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The app passwords of a realm's users. One instance serves one request. */
public final class AppPasswords {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AppPasswordPolicy policy;

    public AppPasswords(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.policy = AppPasswordPolicy.of(realm);
    }

    /** Returns the policy of the realm. */
    public AppPasswordPolicy policy() {
        return policy;
    }

    /** What is counted of them. */
    public Meters meters() {
        return new Meters(realm);
    }

    /** Returns the services that an app password can be limited to, sorted by name. */
    public List<Service> services() {
        return new ServiceDirectory(session).offered(realm);
    }

    /** Whether users can limit an app password to this client, and it accepts app passwords in direct grants. */
    public boolean isService(ClientModel client) {
        return new ServiceDirectory(session).has(realm, client);
    }

    /** Returns the display names of these services. */
    public List<String> serviceNames(Set<String> clientIds) {
        return new ServiceDirectory(session).names(realm, clientIds);
    }

    /** Returns a user's app passwords, newest first. Those that expired long ago are removed after the request. */
    public List<AppPasswordEntry> list(UserModel user) {
        List<AppPasswordEntry> entries = entries(StoredCredentials.cached(user));
        removeLongEnded(user, entries);
        return entries.stream().filter(entry -> !endedLongAgo(entry)).toList();
    }

    /** Returns a user's app passwords from the database, including changes that other requests have just committed. */
    public List<AppPasswordEntry> listStored(UserModel user) {
        return UserChange.translatingErrors(() ->
                new Transactions(session).once(realm, user, inner -> entries(StoredCredentials.forUpdate(inner))));
    }

    /** Whether the database still has this app password of the user. */
    public boolean exists(UserModel user, String id) {
        return StoredCredentials.forUpdate(user).byId(id).isPresent();
    }

    /**
     * Returns the rule that prevents this user from creating an app password now; empty if none does. The entry points
     * check the sign-in.
     */
    public Optional<ErrorCode> creationBlocker(UserModel user) {
        return creation().blocker(user, list(user));
    }

    /**
     * Creates an app password. Committed on return, even if the caller's transaction is rolled back later, so that the
     * user never sees an app password that does not exist.
     *
     * @throws ApiError if a rule forbids it, or too many requests of the user are in progress
     */
    public CreatedAppPassword create(UserModel user, NewAppPassword request) {
        return creation().create(user, request);
    }

    /**
     * Checks what a program sent. Does the same work whether or not the user is known, has app passwords, or has the
     * right one, but for users who have some that were imported: checking those can take long.
     *
     * @param user the user, or {@code null} if unknown
     * @param typed what was sent; of another shape than that of an app password, only imported ones are tried
     * @param clientId the service
     */
    public Verification verify(UserModel user, TypedPassword typed, String clientId) {
        List<AppPasswordCredentialModel> credentials =
                user == null ? List.of() : StoredCredentials.cached(user).all();
        if (credentials.isEmpty()) {
            Verifier.matchNobody(typed);
        } else {
            removeLongEnded(user, credentials.stream().map(this::entry).toList());
        }
        // All are compared: the time must not tell which one matched.
        List<Verification> matches = credentials.stream()
                .filter(credential -> credential.matches(typed))
                .map(match -> judge(match, clientId))
                .toList();
        return matches.stream()
                .filter(Verification.Accepted.class::isInstance)
                .findFirst()
                .orElseGet(() -> verifyImported(
                        user, credentials, typed, clientId, matches.stream().findFirst()));
    }

    /** Whether this app password of the user may still be used with this client. */
    public boolean mayBeUsed(UserModel user, String id, String clientId) {
        return StoredCredentials.cached(user)
                .byId(id)
                .filter(credential -> judge(credential, clientId) instanceof Verification.Accepted)
                .isPresent();
    }

    // A realm import can bring the same app password more than once: a usable one takes precedence.
    private Verification verifyImported(
            UserModel user,
            List<AppPasswordCredentialModel> credentials,
            TypedPassword typed,
            String clientId,
            Optional<Verification> unusableMatch) {
        Verification noMatch = unusableMatch.orElseGet(
                () -> refused(typed.isAppShaped() ? RejectionReason.NO_MATCH : RejectionReason.NOT_APP_PASSWORD, null));
        if (credentials.stream().noneMatch(credential -> credential.imported().isPresent())) {
            return noMatch;
        }
        Outcome outcome = AppPasswordCredentialProviderFactory.importedHashes(session.getKeycloakSessionFactory())
                .find(
                        user.getId(),
                        credentials,
                        typed,
                        credential -> judge(credential, clientId) instanceof Verification.Accepted);
        meters().importedChecked(outcome);
        if (outcome instanceof Outcome.Match match) {
            return judge(match.credential(), clientId);
        }
        return outcome instanceof Outcome.Busy ? refused(RejectionReason.BUSY, null) : noMatch;
    }

    /**
     * Notifies the user, after the commit, that an administrator has deleted this app password. One notice covers all
     * app passwords that one transaction deletes.
     */
    public void notifyOfRevocationByAdministrator(UserModel user, String name) {
        revocation(user).notifyOfAdministrator(name);
    }

    /** Remembers that this app password was used, once the sign-in is committed. */
    public void recordUse(UserModel user, AppPasswordEntry entry, String clientId, String address) {
        Usage use = new Usage(now(), clientId, address);
        StoredCredentials.cached(user)
                .byId(entry.id())
                .ifPresent(credential ->
                        new UsageRecorder(session, policy).recordAfterCommit(realm, user, credential, use));
    }

    /**
     * Renames an app password.
     *
     * @return the renamed app password
     * @throws ApiError if the name is not allowed or taken, the app password does not exist, or too many requests of
     *     the user are in progress
     */
    public AppPasswordEntry rename(UserModel user, String id, String newName) {
        String name = AppPasswordName.check(newName);
        return new UserChange(session, realm, user, WorkKind.USER_CHANGE).toOne(credentials -> {
            AppPasswordCredentialModel credential =
                    credentials.byId(id).orElseThrow(() -> new ApiError(ErrorCode.NOT_FOUND));
            credential.setUserLabel(name);
            try {
                credentials.update(credential);
            } catch (ModelDuplicateException e) {
                throw new ApiError(ErrorCode.NAME_TAKEN);
            }
            return entry(credential);
        });
    }

    /**
     * Revokes one app password. From now on it is rejected.
     *
     * @return the app password before its revocation
     * @throws ApiError if it does not exist, or too many requests of the user are in progress
     */
    public AppPasswordEntry revoke(UserModel user, String id) {
        return revocation(user).one(id);
    }

    /** Revokes all app passwords of a user because of the policy, after the request is committed. */
    public void revokeAllAfterCommit(UserModel user, RemovalReason reason) {
        revocation(user).allAfterCommit(reason);
    }

    /**
     * Revokes all app passwords of a user.
     *
     * @return the app passwords before their revocation, newest first
     * @throws ApiError if too many requests of the user are in progress
     */
    public List<AppPasswordEntry> revokeAll(UserModel user) {
        return revocation(user).all();
    }

    /**
     * Revokes the app passwords of a user that an administrator has chosen, and records each in the same transaction.
     *
     * @return the app passwords before their revocation, newest first
     * @throws ApiError if the user does not exist any more, or too many requests about the user are in progress
     */
    public List<AppPasswordEntry> revokeByAdministrator(
            UserModel user, Predicate<AppPasswordEntry> chosen, RevocationLog log) {
        return revocation(user).byAdministrator(chosen, log);
    }

    private Creation creation() {
        return new Creation(session, realm, policy);
    }

    private Revocation revocation(UserModel user) {
        return new Revocation(session, realm, policy, user);
    }

    // Whoever looks at a user's app passwords anyway sees these too: nobody has to search the whole table for them.
    private void removeLongEnded(UserModel user, List<AppPasswordEntry> entries) {
        if (entries.stream().anyMatch(this::endedLongAgo)) {
            AfterCommit.run(
                    session,
                    "remove expired ones",
                    () -> new PolicyRemoval(session)
                            .removeIfFree(realm, user, RemovalReason.EXPIRED, this::endedLongAgo));
        }
        if (entries.stream().anyMatch(AppPasswordEntry::expirationStateChanged)) {
            AfterCommit.run(
                    session, "note that some have expired", () -> new PolicyRemoval(session).noteEnds(realm, user));
        }
    }

    private boolean endedLongAgo(AppPasswordEntry entry) {
        return entry.endedLongAgo(now());
    }

    private Verification judge(AppPasswordCredentialModel match, String clientId) {
        AppPasswordEntry entry = entry(match);
        if (!entry.readable()) {
            return refused(RejectionReason.UNREADABLE, entry);
        }
        if (entry.ofPredecessor()) {
            return refused(RejectionReason.OWNER_CHANGED, entry);
        }
        if (entry.expired()) {
            return refused(entry.unusedExpired() ? RejectionReason.UNUSED_EXPIRED : RejectionReason.EXPIRED, entry);
        }
        if (!match.data().allows(clientId)) {
            return refused(RejectionReason.SERVICE_NOT_ALLOWED, entry);
        }
        return new Verification.Accepted(entry);
    }

    private List<AppPasswordEntry> entries(StoredCredentials credentials) {
        return AppPasswordEntry.newestFirst(credentials.all(), policy, now());
    }

    private AppPasswordEntry entry(AppPasswordCredentialModel credential) {
        return AppPasswordEntry.of(credential, policy, now());
    }

    private static Verification refused(RejectionReason reason, AppPasswordEntry entry) {
        return new Verification.Refused(reason, Optional.ofNullable(entry));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
