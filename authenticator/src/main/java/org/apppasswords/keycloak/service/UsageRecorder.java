package org.apppasswords.keycloak.service;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.DirectoryEntry;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.metrics.Meters;
import org.apppasswords.keycloak.model.Usage;
import org.apppasswords.keycloak.notice.Notice;
import org.apppasswords.keycloak.notice.Notices;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.queue.WorkKind;
import org.apppasswords.keycloak.transaction.AfterCommit;
import org.apppasswords.keycloak.transaction.Transactions;
import org.apppasswords.keycloak.transaction.UserLock;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * Writes down when and from where an app password was used: after the sign-in is committed, in a transaction of its own,
 * and at most once in the policy's precision, unless there is something to tell the user. A write that fails never fails
 * the sign-in, nor the next: it takes the user out of the cache, and so is not tried while the user's directory is away.
 * See {@code PasswordCredentialProvider.rehashPasswordIfRequired} in Keycloak for the pattern.
 */
final class UsageRecorder {

    private static final ExtensionLog LOG = ExtensionLog.of(UsageRecorder.class);

    private final KeycloakSession session;
    private final AppPasswordPolicy policy;

    UsageRecorder(KeycloakSession session, AppPasswordPolicy policy) {
        this.session = session;
        this.policy = policy;
    }

    void recordAfterCommit(RealmModel realm, UserModel user, AppPasswordCredentialModel credential, Usage use) {
        Notices notices = new Notices(session, realm);
        boolean notified = notices.areWanted();
        // First by what the cache knows, which costs nothing: nearly always there is nothing to write.
        if (record(credential, use, notified).isPresent() && !new UserDirectories(session, realm).isAwayOrSlow(user)) {
            DirectoryEntry signedIn = DirectoryEntry.of(user);
            AfterCommit.run(
                    session,
                    "record a use",
                    () -> write(realm, user, signedIn, credential.getId(), use, notified)
                            .forEach(notice -> notices.send(user, notice)));
        }
    }

    private List<Notice> write(
            RealmModel realm, UserModel user, DirectoryEntry signedIn, String id, Usage use, boolean notified) {
        try {
            // The table's version column tells a conflict; the one for federated users has none: without the lock, a
            // rename could be undone. Nobody waits for it here: the sign-in does not depend on it, and the next one
            // records as well.
            Optional<List<Notice>> written = StorageId.isLocalStorage(user.getId())
                    ? writeOnce(realm, user, signedIn, id, use, notified)
                    : new UserLock(session, realm, user)
                            .ifFree(WorkKind.POLICY, () -> writeOnce(realm, user, signedIn, id, use, notified))
                            .flatMap(Function.identity());
            written.ifPresent(notices -> new Meters(realm).usageWritten(true));
            return written.orElse(List.of());
        } catch (RuntimeException e) {
            LOG.debug(e, "use of app password %s not recorded; the next one will be", id);
            new Meters(realm).usageWritten(false);
            return List.of();
        }
    }

    // Empty if there was nothing to write after all: past the cache, another sign-in has recorded it, or it is gone.
    // Also empty if the directory now has another entry than the user cache had at the sign-in: the app password must
    // not become the new person's.
    private Optional<List<Notice>> writeOnce(
            RealmModel realm, UserModel user, DirectoryEntry signedIn, String id, Usage use, boolean notified) {
        return new Transactions(session).once(realm, user, innerUser -> {
            StoredCredentials credentials = StoredCredentials.forUpdate(innerUser);
            return credentials
                    .byId(id)
                    .filter(credential -> DirectoryEntry.of(innerUser).equals(signedIn))
                    .flatMap(credential -> record(credential, use, notified).map(record -> {
                        credential.setCredentialData(signedIn.own(record.data()).toJson());
                        credentials.update(credential);
                        return record.notices();
                    }));
        });
    }

    private Optional<UsageUpdate> record(AppPasswordCredentialModel credential, Usage use, boolean notified) {
        return UsageUpdate.of(credential.name(), credential.createdAt(), credential.data(), use, policy, notified);
    }
}
