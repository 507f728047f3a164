package org.apppasswords.keycloak.service;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.credential.StoredCredentials;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.RemovalReason;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.queue.WorkKind;
import org.apppasswords.keycloak.transaction.AfterCommit;
import org.apppasswords.keycloak.transaction.Transactions;
import org.apppasswords.keycloak.transaction.UserLock;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Removes app passwords because of the policy, without a request. Logs one event for each in the same transaction. */
final class PolicyRemoval {

    private final KeycloakSession session;

    PolicyRemoval(KeycloakSession session) {
        this.session = session;
    }

    /** Removes the app passwords of a user that match the condition, and returns them. */
    List<AppPasswordEntry> remove(
            RealmModel realm, UserModel user, RemovalReason reason, Predicate<AppPasswordEntry> condition) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        return new Transactions(session)
                .untilCommitted(realm, user, (inner, innerUser) -> remove(inner, innerUser, reason, now, condition));
    }

    /** Removes them unless other work on the user is in progress; the next request that reads them retries. */
    private void removeIfFree(
            RealmModel realm, UserModel user, RemovalReason reason, Predicate<AppPasswordEntry> condition) {
        new UserLock(session, realm, user).ifFree(WorkKind.POLICY, () -> remove(realm, user, reason, condition));
    }

    /**
     * Removes, after this request is committed, the app passwords of a user that expired long ago, and records which
     * others the policy has expired. Requests that read a user's app passwords do this, so that no job has to search
     * the table. Does nothing while the user's directory does not respond: a write evicts the user from the cache, and
     * the next sign-in would fail without it.
     *
     * @param entries the app passwords of the user, at least those that have expired or were recorded as expired
     */
    void afterCommit(RealmModel realm, UserModel user, List<AppPasswordEntry> entries) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        boolean purge = entries.stream().anyMatch(entry -> entry.isDueForPurge(now));
        boolean changed = entries.stream().anyMatch(AppPasswordEntry::expirationStateChanged);
        if (!(purge || changed) || new UserDirectories(session, realm).isUnavailableOrSlow(user)) {
            return;
        }
        if (purge) {
            AfterCommit.run(
                    session,
                    "remove the expired app passwords of user " + user.getId(),
                    () -> removeIfFree(realm, user, RemovalReason.EXPIRED, entry -> entry.isDueForPurge(now)));
        }
        if (changed) {
            AfterCommit.run(
                    session,
                    "record the expired app passwords of user " + user.getId(),
                    () -> recordExpirations(realm, user));
        }
    }

    /** Records which app passwords the policy has expired, to start their retention, or no longer expires. */
    private void recordExpirations(RealmModel realm, UserModel user) {
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        AppPasswordPolicy policy = AppPasswordPolicy.of(realm);
        new UserLock(session, realm, user)
                .ifFree(
                        WorkKind.POLICY,
                        () -> new Transactions(session).untilCommitted(realm, user, innerUser -> {
                            StoredCredentials credentials = StoredCredentials.forUpdate(innerUser);
                            credentials
                                    .all()
                                    .forEach(credential -> recordExpiration(credentials, credential, policy, now));
                            return null;
                        }));
    }

    private static void recordExpiration(
            StoredCredentials credentials,
            AppPasswordCredentialModel credential,
            AppPasswordPolicy policy,
            Instant now) {
        AppPasswordEntry entry = AppPasswordEntry.of(credential, policy, now);
        if (entry.expirationStateChanged()) {
            AppPasswordData data = credential.data();
            credential.setCredentialData((entry.expired() ? data.withEndSeen(now) : data.withoutEndSeen()).toJson());
            credentials.update(credential);
        }
    }

    private static List<AppPasswordEntry> remove(
            KeycloakSession inner,
            UserModel user,
            RemovalReason reason,
            Instant now,
            Predicate<AppPasswordEntry> condition) {
        RealmModel realm = inner.getContext().getRealm();
        AppPasswordPolicy policy = AppPasswordPolicy.of(realm);
        StoredCredentials credentials = StoredCredentials.forUpdate(user);
        List<AppPasswordEntry> removed = credentials.all().stream()
                .map(credential -> AppPasswordEntry.of(credential, policy, now))
                .filter(condition)
                .filter(entry -> credentials.remove(entry.id()))
                .toList();
        EventBuilder event = new EventBuilder(realm, inner).user(user).detail(Details.REASON, reason.code());
        removed.forEach(entry -> CredentialEvent.removed(inner, event, entry));
        return removed;
    }
}
