package org.apppasswords.keycloak.provisioning;

import java.util.function.BiFunction;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.transaction.BusyException;
import org.apppasswords.keycloak.transaction.ClusterLock;
import org.apppasswords.keycloak.transaction.UnstorableTextException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Runs provisioning in its own transaction: one at a time on all nodes, past the caches, and committed before the next
 * one begins. Otherwise, two administrators at once would create everything twice.
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
     * Runs the work.
     *
     * @param dryRun whether to roll the transaction back, so that a dry run reports exactly what a run would do
     */
    Report run(boolean dryRun, BiFunction<KeycloakSession, RealmModel, Report> work) {
        String realmId = realm.getId();
        try {
            return new ClusterLock(session, "setup." + realmId)
                    .during(() -> KeycloakModelUtils.runJobInTransactionWithResult(
                            session.getKeycloakSessionFactory(), inner -> {
                                RealmModel innerRealm = inner.realms().getRealm(realmId);
                                inner.getContext().setRealm(innerRealm);
                                // Does not change anything, but from now on, Keycloak reads the realm past the cache.
                                innerRealm.removeAttribute(NO_ATTRIBUTE);
                                Report report = work.apply(inner, innerRealm);
                                if (dryRun) {
                                    inner.getTransactionManager().setRollbackOnly();
                                }
                                return report;
                            }));
        } catch (BusyException e) {
            throw new ApiError(ErrorCode.BUSY);
        } catch (RuntimeException e) {
            if (UnstorableTextException.isCauseOf(e)) {
                throw ApiError.invalidRequest("The character set of Keycloak's database lacks a character of a name");
            }
            throw e;
        }
    }
}
