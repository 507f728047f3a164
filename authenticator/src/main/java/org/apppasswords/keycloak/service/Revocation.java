package org.apppasswords.keycloak.service;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apppasswords.keycloak.credential.StoredCredentials;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.metrics.Meters;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.RemovalReason;
import org.apppasswords.keycloak.notice.Notice;
import org.apppasswords.keycloak.notice.Notice.Kind;
import org.apppasswords.keycloak.notice.Notices;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.queue.WorkKind;
import org.apppasswords.keycloak.transaction.AfterCommit;
import org.apppasswords.keycloak.transaction.UserLock;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Revokes app passwords of one user: for the user, for an administrator, or for the policy. */
final class Revocation {

    private static final String REVOKED_NAMES = "app-passwords.revoked.";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AppPasswordPolicy policy;
    private final UserModel user;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    Revocation(KeycloakSession session, RealmModel realm, AppPasswordPolicy policy, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.policy = policy;
        this.user = user;
    }

    void one(String id, EventBuilder event) {
        if (byUser(entry -> entry.id().equals(id), event).isEmpty()) {
            throw new ApiError(ErrorCode.NOT_FOUND);
        }
    }

    List<AppPasswordEntry> all(EventBuilder event) {
        return byUser(entry -> true, event);
    }

    private List<AppPasswordEntry> byUser(Predicate<AppPasswordEntry> chosen, EventBuilder event) {
        return new UserChange(session, realm, user, WorkKind.USER_REVOCATION).removing((inner, credentials) -> {
            List<AppPasswordEntry> removed = remove(credentials, chosen);
            removed.forEach(entry -> CredentialEvent.removed(inner, event, entry));
            return removed;
        });
    }

    // Holds the lock, so that an app password that is being created is not missed.
    List<AppPasswordEntry> byAdministrator(Predicate<AppPasswordEntry> chosen, RevocationLog log) {
        UserChange change = new UserChange(session, realm, user, WorkKind.ADMINISTRATION);
        return change.exclusively(() -> change.commit((inner, innerUser) -> {
            List<AppPasswordEntry> removed = remove(StoredCredentials.forUpdate(innerUser), chosen);
            removed.forEach(entry -> log.revoked(inner, innerUser, entry));
            return removed;
        }));
    }

    void allAfterCommit(RemovalReason reason) {
        Meters meters = new Meters(realm.getName());
        AfterCommit.run(session, "revoke the app passwords of user " + user.getId() + "; revoke them manually", () -> {
            // Holds the lock, so that an app password that is being created is not missed.
            List<AppPasswordEntry> removed = meters.policyRevocation(() -> new UserLock(session, realm, user)
                    .duringRemovalOfAll(
                            WorkKind.POLICY,
                            () -> new PolicyRemoval(session).remove(realm, user, reason, entry -> true)));
            if (!removed.isEmpty()) {
                notifyUser(
                        Kind.of(reason),
                        removed.stream().map(AppPasswordEntry::name).toList());
            }
        });
    }

    /** Notifies the user after the commit, with one notice for all app passwords that the transaction deletes. */
    void notifyOfAdministrator(String name) {
        String key = REVOKED_NAMES + user.getId();
        if (session.getAttribute(key) instanceof RevokedNames earlier) {
            earlier.names().add(name);
            return;
        }
        RevokedNames revoked = new RevokedNames(new ArrayList<>(List.of(name)));
        session.setAttribute(key, revoked);
        AfterCommit.run(
                session,
                "notify user " + user.getId() + " of a revocation",
                () -> notifyUser(Kind.REVOKED_BY_ADMINISTRATOR, revoked.names()));
    }

    private void notifyUser(Kind kind, List<String> names) {
        new Notices(session, realm).send(user, Notice.revoked(kind, names, now));
    }

    private List<AppPasswordEntry> remove(StoredCredentials credentials, Predicate<AppPasswordEntry> chosen) {
        return AppPasswordEntry.newestFirst(credentials.all(), policy, now).stream()
                .filter(chosen)
                .filter(entry -> credentials.remove(entry.id()))
                .toList();
    }

    /** Names of app passwords for one notice. */
    private record RevokedNames(List<String> names) {}
}
