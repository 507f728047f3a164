package org.apppasswords.keycloak.transaction;

import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/**
 * Work that runs after the transaction of a request is committed, and does not run after a rollback.
 *
 * <p>Nothing can be undone by then. Keycloak runs all such work, even after a failure, and then fails the request with
 * the first exception, before any of the answer is sent ({@code DefaultKeycloakTransactionManager.commit}). So failed
 * work fails the request only if the answer itself must not be given.
 */
public final class AfterCommit {

    private static final ExtensionLog LOG = ExtensionLog.of(AfterCommit.class);

    private AfterCommit() {}

    /**
     * Runs work that never fails the request: the request's own work is committed, and an error would deny that.
     *
     * @param what what it does, for the log: "could not ..."
     */
    public static void run(KeycloakSession session, String what, Runnable work) {
        enlist(session, () -> {
            try {
                work.run();
            } catch (RuntimeException | LinkageError e) {
                LOG.error(e, "could not %s", what);
            }
        });
    }

    /**
     * Runs work without which the answer must not be given: if it fails, the request fails.
     *
     * @param what what it does, for the log: "could not ..., so the request fails"
     */
    public static void require(KeycloakSession session, String what, Runnable work) {
        enlist(session, () -> {
            try {
                work.run();
            } catch (RuntimeException | LinkageError e) {
                LOG.error(e, "could not %s, so the request fails", what);
                // An error would also keep Keycloak from running what else follows the commit.
                throw new IllegalStateException("could not " + what, e);
            }
        });
    }

    private static void enlist(KeycloakSession session, Runnable work) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                work.run();
            }

            @Override
            protected void rollbackImpl() {
                // What the work would follow has not happened.
            }
        });
    }
}
