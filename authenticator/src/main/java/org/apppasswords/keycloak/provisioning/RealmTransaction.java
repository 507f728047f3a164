package org.apppasswords.keycloak.provisioning;

import java.util.function.BiFunction;
import org.apppasswords.keycloak.transaction.ClusterLock;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Work on a realm's set-up in a transaction of its own: one at a time on all nodes, past the caches, and committed before
 * the next one begins. Two administrators at once would else make everything twice.
 */
final class RealmTransaction {

    private static final String NO_ATTRIBUTE = "app-passwords.none";

    private final KeycloakSession session;
    private final RealmModel realm;

    RealmTransaction(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Does the work.
     *
     * @param dryRun takes it all back in the end. A dry run is a run, so that both always say the same
     */
    Report run(boolean dryRun, BiFunction<KeycloakSession, RealmModel, Report> work) {
        String realmId = realm.getId();
        return new ClusterLock(session, "setup." + realmId)
                .during(() ->
                        KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), inner -> {
                            RealmModel innerRealm = inner.realms().getRealm(realmId);
                            inner.getContext().setRealm(innerRealm);
                            // Changes nothing, but a realm that is written to is read past the cache from then on.
                            innerRealm.removeAttribute(NO_ATTRIBUTE);
                            Report report = work.apply(inner, innerRealm);
                            if (dryRun) {
                                inner.getTransactionManager().setRollbackOnly();
                            }
                            return report;
                        }));
    }
}
