package org.apppasswords.keycloak.service;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.StoredCredentials;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.localization.RealmTexts;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.model.CreatedAppPassword;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.model.RemovalReason;
import org.apppasswords.keycloak.model.Submission;
import org.apppasswords.keycloak.network.IpAddress;
import org.apppasswords.keycloak.network.Network;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.ClientIds;
import org.apppasswords.keycloak.policy.DeviceMark;
import org.apppasswords.keycloak.policy.Service;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.apppasswords.keycloak.queue.WorkKind;
import org.apppasswords.keycloak.transaction.Transactions;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventBuilder;
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

    /** Returns the services that an app password of this user can be limited to, with names in this language, sorted. */
    public List<Service> services(UserModel user, RealmTexts texts) {
        return new ServiceDirectory(session).offeredTo(realm, user, texts);
    }

    /**
     * Returns the services that these app passwords are limited to or were last used with, and that the user may not
     * choose: for example, because the user has lost the role. A page can so still call them by their names.
     */
    public List<Service> servicesOf(List<AppPasswordEntry> entries, UserModel user, RealmTexts texts) {
        ServiceDirectory directory = new ServiceDirectory(session);
        Set<String> offered = directory.offeredIdsTo(realm, user);
        return entries.stream()
                .flatMap(entry -> Stream.concat(
                        entry.isUsable() ? entry.clients().stream() : Stream.empty(), entry.lastUsedClient().stream()))
                .distinct()
                .filter(clientId -> !offered.contains(clientId))
                .filter(clientId -> ClientIds.canExist(clientId) && realm.getClientByClientId(clientId) != null)
                .sorted()
                .map(clientId -> directory.find(realm, clientId, texts))
                .toList();
    }

    /** Returns all services of the realm, with names in this language, sorted by name. */
    public List<Service> allServices(RealmTexts texts) {
        return new ServiceDirectory(session).offered(realm, texts);
    }

    /** Returns whether there are services that an app password of this user can be limited to. */
    public boolean hasServices(UserModel user) {
        return !new ServiceDirectory(session).offeredIdsTo(realm, user).isEmpty();
    }

    /** Returns how this user calls these services. */
    public List<String> serviceNames(UserModel user, Set<String> clientIds, RealmTexts texts) {
        return new ServiceDirectory(session).names(realm, user, clientIds, texts);
    }

    /** Returns a user's app passwords, newest first. Those that expired long ago are removed after the request. */
    public List<AppPasswordEntry> list(UserModel user) {
        List<AppPasswordEntry> entries = entries(StoredCredentials.cached(user));
        new PolicyRemoval(session).afterCommit(realm, user, entries);
        return entries.stream().filter(entry -> !entry.isDueForPurge(now())).toList();
    }

    /** Returns a user's app passwords from the database, including changes that other requests have just committed. */
    public List<AppPasswordEntry> listStored(UserModel user) {
        return UserChange.translatingErrors(() ->
                new Transactions(session).once(realm, user, inner -> entries(StoredCredentials.forUpdate(inner))));
    }

    /** Returns the network from which the user's browser sends this request, in CIDR notation; empty if unknown. */
    public static Optional<String> currentNetwork(KeycloakSession session) {
        return Optional.ofNullable(session.getContext().getConnection().getRemoteAddr())
                .flatMap(IpAddress::parse)
                .map(address -> Network.siteOf(address).shortest());
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
     * @param event with realm, user and client; logged in the same transaction
     * @throws ApiError if a rule forbids it, the form has created one before, or too many requests of the user are in
     *     progress
     */
    public CreatedAppPassword create(
            UserModel user, NewAppPassword request, Submission submission, EventBuilder event) {
        return creation().create(user, request, submission, event);
    }

    /** Returns the app password that a form with this key has created, according to the database. */
    public Optional<AppPasswordEntry> createdBy(UserModel user, String key) {
        return UserChange.translatingErrors(() -> new Transactions(session)
                .once(
                        realm,
                        user,
                        inner -> StoredCredentials.forUpdate(inner)
                                .createdBy(key)
                                .map(this::entry)));
    }

    /**
     * Requires a device account: a user whom an administrator has marked with {@link DeviceMark}.
     *
     * @throws ApiError if the user is not one
     */
    public void requireDevice(UserModel user) {
        DeviceAccount.violation(session, user).ifPresent(violation -> {
            throw new ApiError(violation);
        });
    }

    /**
     * Creates an app password for a device account, for the administrator who sets the device up. The rules are those
     * of {@link #create}, except for the second factor, which a device cannot have.
     *
     * @param onCreated writes more in the same transaction
     * @throws ApiError if the user is not a device account, a rule forbids it, or too many requests about the user are
     *     in progress
     */
    public CreatedAppPassword createForDevice(
            UserModel device, NewAppPassword request, BiConsumer<KeycloakSession, AppPasswordEntry> onCreated) {
        return creation().createForDevice(device, request, onCreated);
    }

    /**
     * Notifies the user, after the commit, that an administrator has deleted this app password. One notice covers all
     * app passwords that one transaction deletes.
     */
    public void notifyOfRevocationByAdministrator(UserModel user, String name) {
        revocation(user).notifyOfAdministrator(name);
    }

    /**
     * Renames an app password.
     *
     * @param event with realm, user and client; logged in the same transaction
     * @return the renamed app password
     * @throws ApiError if the name is not allowed or taken, the app password does not exist, or too many requests of
     *     the user are in progress
     */
    public AppPasswordEntry rename(UserModel user, String id, String newName, EventBuilder event) {
        String name = AppPasswordName.check(newName);
        return new UserChange(session, realm, user, WorkKind.USER_CHANGE).toOne((inner, credentials) -> {
            AppPasswordCredentialModel credential =
                    credentials.byId(id).orElseThrow(() -> new ApiError(ErrorCode.NOT_FOUND));
            if (credentials.hasOther(name, id)) {
                throw new ApiError(ErrorCode.NAME_TAKEN);
            }
            credential.setUserLabel(name);
            try {
                credentials.update(credential);
            } catch (ModelDuplicateException e) {
                throw new ApiError(ErrorCode.NAME_TAKEN);
            }
            AppPasswordEntry renamed = entry(credential);
            CredentialEvent.renamed(inner, event, renamed);
            return renamed;
        });
    }

    /**
     * Revokes one app password. From now on it is rejected.
     *
     * @param event with realm, user and client; logged in the same transaction
     * @throws ApiError if it does not exist, or too many requests of the user are in progress
     */
    public void revoke(UserModel user, String id, EventBuilder event) {
        revocation(user).one(id, event);
    }

    /** Revokes all app passwords of a user because of the policy, after the request is committed. */
    public void revokeAllAfterCommit(UserModel user, RemovalReason reason) {
        revocation(user).allAfterCommit(reason);
    }

    /**
     * Revokes all app passwords of a user.
     *
     * @param event with realm, user and client; logged in the same transaction for each app password
     * @return the app passwords before their revocation, newest first
     * @throws ApiError if too many requests of the user are in progress
     */
    public List<AppPasswordEntry> revokeAll(UserModel user, EventBuilder event) {
        return revocation(user).all(event);
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

    private List<AppPasswordEntry> entries(StoredCredentials credentials) {
        return AppPasswordEntry.newestFirst(credentials.all(), policy, now());
    }

    private AppPasswordEntry entry(AppPasswordCredentialModel credential) {
        return AppPasswordEntry.of(credential, policy, now());
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }
}
