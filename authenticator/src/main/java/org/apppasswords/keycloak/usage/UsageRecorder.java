package org.apppasswords.keycloak.usage;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.DirectoryEntry;
import org.apppasswords.keycloak.credential.StoredCredentials;
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
 * Records when and from where an app password was used: after the commit of the sign-in, in a separate transaction, and
 * at most once within the policy's precision unless the user gets a notice. A failed write does not fail the sign-in. A
 * write evicts the user from the cache, so it is skipped while the user's directory does not respond: the next sign-in
 * would fail without the cache. See {@code PasswordCredentialProvider.rehashPasswordIfRequired} in Keycloak for the
 * pattern.
 */
public final class UsageRecorder {

    private static final ExtensionLog LOG = ExtensionLog.of(UsageRecorder.class);

    private final KeycloakSession session;
    private final AppPasswordPolicy policy;

    public UsageRecorder(KeycloakSession session, AppPasswordPolicy policy) {
        this.session = session;
        this.policy = policy;
    }

    /** Records the usage of a credential after the commit of the sign-in. */
    public void recordAfterCommit(
            RealmModel realm, UserModel user, AppPasswordCredentialModel credential, Usage usage) {
        Notices notices = new Notices(session, realm);
        boolean notified = notices.canReach(user, policy);
        // Checks the cached data first, which is free: most sign-ins have nothing to write.
        if (update(credential, usage, notified).isPresent()
                && !new UserDirectories(session, realm).isUnavailableOrSlow(user)) {
            DirectoryEntry signedIn = DirectoryEntry.of(user);
            AfterCommit.run(
                    session,
                    "record a usage",
                    () -> write(realm, user, signedIn, credential.getId(), usage, notified)
                            .forEach(notice -> notices.send(user, notice)));
        }
    }

    private List<Notice> write(
            RealmModel realm, UserModel user, DirectoryEntry signedIn, String id, Usage usage, boolean notified) {
        try {
            // The table of local users has a version column, which detects conflicts. The table of federated users does
            // not, so without the lock this write could undo a rename. It does not wait for the lock, because the next
            // sign-in can record its own usage.
            Optional<List<Notice>> written = StorageId.isLocalStorage(user.getId())
                    ? writeOnce(realm, user, signedIn, id, usage, notified)
                    : new UserLock(session, realm, user)
                            .ifFree(WorkKind.POLICY, () -> writeOnce(realm, user, signedIn, id, usage, notified))
                            .flatMap(Function.identity());
            written.ifPresent(notices -> new Meters(realm.getName()).usageWritten(true));
            return written.orElse(List.of());
        } catch (RuntimeException e) {
            LOG.debug(e, "could not record a usage of app password %s; the next sign-in tries again", id);
            new Meters(realm.getName()).usageWritten(false);
            return List.of();
        }
    }

    // Empty if the database shows that another sign-in has recorded the usage, or that the app password was deleted.
    // Also empty if the directory's entry is not the one that the user cache had at the sign-in: the app password must
    // not become the new person's.
    private Optional<List<Notice>> writeOnce(
            RealmModel realm, UserModel user, DirectoryEntry signedIn, String id, Usage usage, boolean notified) {
        return new Transactions(session).once(realm, user, innerUser -> {
            StoredCredentials credentials = StoredCredentials.forUpdate(innerUser);
            return credentials
                    .byId(id)
                    .filter(credential -> DirectoryEntry.of(innerUser).equals(signedIn))
                    .flatMap(credential -> update(credential, usage, notified).map(update -> {
                        credential.setCredentialData(
                                signedIn.claim(update.data()).toJson());
                        credentials.update(credential);
                        return update.notices();
                    }));
        });
    }

    private Optional<UsageUpdate> update(AppPasswordCredentialModel credential, Usage usage, boolean notified) {
        return UsageUpdate.of(credential.name(), credential.createdAt(), credential.data(), usage, policy, notified);
    }
}
