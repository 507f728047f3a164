package org.apppasswords.keycloak.transaction;

import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/**
 * Runs work after a request's transaction is committed, and not after a rollback.
 *
 * <p>By then, the transaction cannot be undone. Keycloak runs all such work, even after a failure, and fails the
 * request with the first exception before it sends the response ({@code DefaultKeycloakTransactionManager.commit}). So
 * failed work fails the request only if the response must not be sent.
 */
public final class AfterCommit {

    private static final ExtensionLog LOG = ExtensionLog.of(AfterCommit.class);

    private AfterCommit() {}

    /**
     * Runs work that cannot fail the request: its changes are committed, and an error response would deny that.
     *
     * @param what the work, for the log: "could not ..."
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
     * Runs work that must succeed before the response is sent: if it fails, the request fails.
     *
     * @param what the work, for the log: "could not ..., so the request fails"
     */
    public static void require(KeycloakSession session, String what, Runnable work) {
        enlist(session, () -> {
            try {
                work.run();
            } catch (RuntimeException | LinkageError e) {
                LOG.error(e, "could not %s, so the request fails", what);
                // Not the original, because an Error would stop Keycloak from running the remaining work.
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
                // The work belongs to a commit that did not happen.
            }
        });
    }
}
