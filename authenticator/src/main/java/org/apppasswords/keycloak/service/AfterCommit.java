package org.apppasswords.keycloak.service;

import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/** Work that follows a request, once its transaction is committed, and that never fails the request. */
final class AfterCommit {

    private static final ExtensionLog LOG = ExtensionLog.of(AfterCommit.class);

    private AfterCommit() {}

    /**
     * Runs the work when the session's transaction is committed, and not at all if it is rolled back.
     *
     * @param what what it does, for the log
     */
    static void run(KeycloakSession session, String what, Runnable work) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.error(e, "could not %s", what);
                }
            }

            @Override
            protected void rollbackImpl() {
                // What it would follow has not happened.
            }
        });
    }
}
