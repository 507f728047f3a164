package org.apppasswords.keycloak.service;

import java.time.Duration;
import java.time.Instant;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * Writes down when an app password was used: after the sign-in is committed, in a transaction of its own, and at most
 * once in the policy's precision. A write that fails never fails the sign-in; see
 * {@code PasswordCredentialProvider.rehashPasswordIfRequired} in Keycloak for the pattern.
 */
final class UsageRecorder {

    private static final Logger LOG = Logger.getLogger(UsageRecorder.class);

    private final KeycloakSession session;

    private final Duration precision;

    /**
     * @param precision a use within this time of a recorded one is not written
     */
    UsageRecorder(KeycloakSession session, Duration precision) {
        this.session = session;
        this.precision = precision;
    }

    void recordAfterCommit(RealmModel realm, UserModel user, AppPasswordEntry entry, Use use) {
        if (entry.lastUsedAt().map(last -> !isDue(last, use.at())).orElse(false)) {
            return;
        }
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                write(realm, user, entry.id(), use);
            }

            @Override
            protected void rollbackImpl() {
                // Not signed in, so not used.
            }
        });
    }

    private void write(RealmModel realm, UserModel user, String id, Use use) {
        try {
            if (StorageId.isLocalStorage(user.getId())) {
                // The table's version column tells a conflict.
                writeOnce(realm, user, id, use);
            } else {
                // The table for federated users has none: without the lock, a rename could be undone.
                new UserLock(session, realm, user).during(() -> writeOnce(realm, user, id, use));
            }
        } catch (RuntimeException e) {
            LOG.debugf(e, "Use of app password %s not recorded; the next one will be", id);
        }
    }

    private Void writeOnce(RealmModel realm, UserModel user, String id, Use use) {
        return new Transactions(session).once(realm, user, innerUser -> {
            StoredCredentials credentials = StoredCredentials.forUpdate(innerUser);
            credentials.byId(id).ifPresent(credential -> update(credentials, credential, use));
            return null;
        });
    }

    private void update(StoredCredentials credentials, AppPasswordCredentialModel credential, Use use) {
        AppPasswordData data = credential.data();
        if (data.lastUsedAt().map(last -> isDue(last, use.at())).orElse(true)) {
            credential.setCredentialData(
                    data.usedAt(use.at(), use.clientId(), use.address()).toJson());
            credentials.update(credential);
        }
    }

    private boolean isDue(Instant last, Instant now) {
        // Either way: a clock that was wrong, or an import, must not stop the recording until its time has come.
        return Duration.between(last, now).abs().compareTo(precision) >= 0;
    }
}
