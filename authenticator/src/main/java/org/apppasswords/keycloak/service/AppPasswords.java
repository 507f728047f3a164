package org.apppasswords.keycloak.service;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.credential.ImportedHashVerifier;
import org.apppasswords.keycloak.credential.ImportedHashVerifier.Outcome;
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
import org.apppasswords.keycloak.notice.Notice;
import org.apppasswords.keycloak.notice.Notice.Kind;
import org.apppasswords.keycloak.notice.Notices;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.apppasswords.keycloak.policy.Service;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.apppasswords.keycloak.queue.WorkKind;
import org.apppasswords.keycloak.secret.AppPassword;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.secret.Verifier;
import org.apppasswords.keycloak.transaction.AfterCommit;
import org.apppasswords.keycloak.transaction.Transactions;
import org.apppasswords.keycloak.transaction.UserLock;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The app passwords of a realm's users. One instance serves one request. */
public final class AppPasswords {

    private static final String REVOKED_NAMES = "app-passwords.revoked.";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AppPasswordPolicy policy;
    private final Transactions transactions;

    public AppPasswords(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.policy = AppPasswordPolicy.of(realm);
        this.transactions = new Transactions(session);
    }

    /** What the realm allows. */
    public AppPasswordPolicy policy() {
        return policy;
    }

    /** What is counted of them. */
    public Meters meters() {
        return new Meters(realm);
    }

    /** The services that an app password can be limited to, by name. */
    public List<Service> services() {
        return new ServiceDirectory(session).offered(realm);
    }

    /** Whether users can limit an app password to this client, and it takes app passwords in direct grants. */
    public boolean isService(ClientModel client) {
        return new ServiceDirectory(session).has(realm, client);
    }

    /** The display names of these services. */
    public List<String> serviceNames(Set<String> clientIds) {
        return new ServiceDirectory(session).names(realm, clientIds);
    }

    /** A user's app passwords, newest first. Those that ended long ago are removed once this request is done. */
    public List<AppPasswordEntry> list(UserModel user) {
        List<AppPasswordEntry> entries = entries(StoredCredentials.cached(user));
        removeLongEnded(user, entries);
        return entries.stream().filter(entry -> !endedLongAgo(entry)).toList();
    }

    /** The same past every cache: what others have done a moment ago is in it. */
    public List<AppPasswordEntry> listStored(UserModel user) {
        return transactions.once(realm, user, inner -> entries(StoredCredentials.forUpdate(inner)));
    }

    /** Whether the store, past every cache, still has this app password of the user. */
    public boolean exists(UserModel user, String id) {
        return StoredCredentials.forUpdate(user).byId(id).isPresent();
    }

    /**
     * Whether the rules let this user create one now; empty if so. Whether the sign-in is fresh enough is for the entry
     * point to know.
     */
    public Optional<ErrorCode> creationBlocker(UserModel user) {
        return creationBlocker(user, list(user));
    }

    /**
     * Creates an app password. Committed when this returns, whatever becomes of the caller's transaction, so that what
     * the user is shown is true.
     *
     * @throws ApiError if a rule forbids it, or too many requests of the user are under way
     */
    public CreatedAppPassword create(UserModel user, NewAppPassword request) {
        String name = AppPasswordName.check(request.name());
        checkLifetime(request.lifetimeDays());
        CreatedAppPassword created = new UserLock(session, realm, user).during(WorkKind.USER_CHANGE, () -> {
            // Takes several queries, so requests that are turned away must not get here.
            checkClients(request.clients());
            AppPassword secret = AppPassword.generate();
            return transactions.untilCommitted(realm, user, inner -> {
                StoredCredentials credentials = StoredCredentials.forUpdate(inner);
                creationBlocker(inner, entries(credentials)).ifPresent(blocker -> {
                    throw new ApiError(blocker);
                });
                return new CreatedAppPassword(store(credentials, name, request, secret), secret);
            });
        });
        new Notices(session, realm)
                .send(
                        user,
                        Notice.created(
                                created.entry(),
                                Optional.ofNullable(
                                        session.getContext().getConnection().getRemoteAddr())));
        return created;
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
            Verifier.matchDecoy(typed);
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
        Outcome outcome = ImportedHashVerifier.of(session)
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
     * Tells the user, once the request is committed, that an administrator has deleted this app password. Those that are
     * deleted in one transaction are told of together.
     */
    public void tellOfRevocationByAdministrator(UserModel user, String name) {
        String key = REVOKED_NAMES + user.getId();
        if (session.getAttribute(key) instanceof RevokedNames told) {
            told.names().add(name);
            return;
        }
        RevokedNames names = new RevokedNames(new ArrayList<>(List.of(name)));
        session.setAttribute(key, names);
        AfterCommit.run(
                session,
                "tell of a revocation",
                () -> new Notices(session, realm)
                        .send(user, Notice.revoked(Kind.REVOKED_BY_ADMINISTRATOR, names.names(), now())));
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
     * Gives an app password another name.
     *
     * @return what it is now
     * @throws ApiError if the name is not allowed or taken, there is no such app password, or too many requests of
     *     the user are under way
     */
    public AppPasswordEntry rename(UserModel user, String id, String newName) {
        String name = AppPasswordName.check(newName);
        return new UserLock(session, realm, user)
                .duringChangeOfOne(
                        WorkKind.USER_CHANGE,
                        () -> transactions.untilCommitted(realm, user, inner -> {
                            StoredCredentials credentials = StoredCredentials.forUpdate(inner);
                            AppPasswordCredentialModel credential =
                                    credentials.byId(id).orElseThrow(() -> new ApiError(ErrorCode.NOT_FOUND));
                            credential.setUserLabel(name);
                            try {
                                credentials.update(credential);
                            } catch (ModelDuplicateException e) {
                                throw new ApiError(ErrorCode.NAME_TAKEN);
                            }
                            return entry(credential);
                        }));
    }

    /**
     * Revokes one app password: from now on it is refused.
     *
     * @return what it was
     * @throws ApiError if there is no such app password, or too many requests of the user are under way
     */
    public AppPasswordEntry revoke(UserModel user, String id) {
        return new UserLock(session, realm, user)
                .onThisNode(
                        WorkKind.USER_REVOCATION,
                        () -> transactions.untilCommitted(realm, user, inner -> {
                            StoredCredentials credentials = StoredCredentials.forUpdate(inner);
                            AppPasswordCredentialModel credential =
                                    credentials.byId(id).orElseThrow(() -> new ApiError(ErrorCode.NOT_FOUND));
                            credentials.remove(id);
                            return entry(credential);
                        }));
    }

    /** Revokes all app passwords of a user once the request is committed, because the policy says so. */
    public void revokeAllAfterCommit(UserModel user, RemovalReason reason) {
        AfterCommit.run(session, "revoke those of user " + user.getId() + ", which must be done by hand", () -> {
            // With the lock: one that is being created now shall not slip through.
            List<AppPasswordEntry> removed = new UserLock(session, realm, user)
                    .during(
                            WorkKind.POLICY,
                            () -> new PolicyRemoval(session).remove(realm, user, reason, entry -> true));
            if (!removed.isEmpty()) {
                List<String> names =
                        removed.stream().map(AppPasswordEntry::name).toList();
                new Notices(session, realm).send(user, Notice.revoked(Kind.of(reason), names, now()));
            }
        });
    }

    /**
     * Revokes all app passwords of a user.
     *
     * @return what they were, newest first
     * @throws ApiError if too many requests of the user are under way
     */
    public List<AppPasswordEntry> revokeAll(UserModel user) {
        return new UserLock(session, realm, user)
                .onThisNode(
                        WorkKind.USER_REVOCATION,
                        () -> transactions.untilCommitted(realm, user, inner -> {
                            StoredCredentials credentials = StoredCredentials.forUpdate(inner);
                            return entries(credentials).stream()
                                    .filter(entry -> credentials.remove(entry.id()))
                                    .toList();
                        }));
    }

    /**
     * Revokes those app passwords of a user that an administrator has chosen, and writes each down in the same
     * transaction. With the lock: one that is being created now does not slip through.
     *
     * @return what they were, newest first
     * @throws ApiError if there is no such user any more, or others keep the user busy
     */
    public List<AppPasswordEntry> revokeByAdministrator(
            UserModel user, Predicate<AppPasswordEntry> chosen, RevocationLog log) {
        return new UserLock(session, realm, user)
                .during(
                        WorkKind.ADMINISTRATION,
                        () -> transactions.untilCommitted(realm, user, (inner, innerUser) -> {
                            StoredCredentials credentials = StoredCredentials.forUpdate(innerUser);
                            List<AppPasswordEntry> removed = entries(credentials).stream()
                                    .filter(chosen)
                                    .filter(entry -> credentials.remove(entry.id()))
                                    .toList();
                            removed.forEach(entry -> log.revoked(inner, innerUser, entry));
                            return removed;
                        }));
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

    private Optional<ErrorCode> creationBlocker(UserModel user, List<AppPasswordEntry> existing) {
        if (!policy.enabled()) {
            return Optional.of(ErrorCode.DISABLED);
        }
        if (policy.secondFactorRequired() && !new SecondFactors(session).isConfiguredFor(user)) {
            return Optional.of(ErrorCode.SECOND_FACTOR_REQUIRED);
        }
        long inUse = existing.stream()
                .filter(entry -> !entry.expired() && !entry.ofPredecessor())
                .count();
        return inUse >= policy.maxPerUser() ? Optional.of(ErrorCode.LIMIT_REACHED) : Optional.empty();
    }

    private AppPasswordEntry store(
            StoredCredentials credentials, String name, NewAppPassword request, AppPassword secret) {
        Instant now = now();
        Instant expiresAt = request.lifetimeDays() == 0 ? null : now.plus(Duration.ofDays(request.lifetimeDays()));
        AppPasswordCredentialModel credential = AppPasswordCredentialModel.create(
                name, now, Verifier.of(secret), AppPasswordData.create(request.clients(), expiresAt));
        try {
            return entry(credentials.create(credential));
        } catch (ModelDuplicateException e) {
            throw new ApiError(ErrorCode.NAME_TAKEN);
        }
    }

    private void checkLifetime(int days) {
        if (!policy.allowsLifetime(days)) {
            throw new ApiError(ErrorCode.LIFETIME_NOT_ALLOWED);
        }
    }

    private void checkClients(Set<String> clients) {
        Set<String> offered = services().stream().map(Service::clientId).collect(Collectors.toSet());
        if (!offered.containsAll(clients)) {
            throw new ApiError(ErrorCode.SERVICE_UNKNOWN);
        }
    }

    private List<AppPasswordEntry> entries(StoredCredentials credentials) {
        return credentials.all().stream()
                .map(this::entry)
                .sorted(AppPasswordEntry.NEWEST_FIRST)
                .toList();
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

    /** Names of app passwords to tell about. */
    private record RevokedNames(List<String> names) {}
}
