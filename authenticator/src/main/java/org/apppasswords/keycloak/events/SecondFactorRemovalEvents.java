package org.apppasswords.keycloak.events;

import java.util.Map;
import org.apppasswords.keycloak.model.RemovalReason;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.apppasswords.keycloak.service.AppPasswords;
import org.keycloak.events.Details;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Revokes the app passwords of a user whose last second factor was removed, where the policy says so. */
final class SecondFactorRemovalEvents {

    private final KeycloakSession session;

    SecondFactorRemovalEvents(KeycloakSession session) {
        this.session = session;
    }

    /**
     * A credential was removed.
     *
     * @param details of its event
     */
    void onRemoval(RealmModel realm, UserModel user, Map<String, String> details) {
        if (SecondFactors.isType(details.get(Details.CREDENTIAL_TYPE))
                && AppPasswordPolicy.of(realm).revokedWithSecondFactor()
                && !new SecondFactors(session).isConfiguredFor(user)) {
            new AppPasswords(session, realm).revokeAllAfterCommit(user, RemovalReason.SECOND_FACTOR_REMOVED);
        }
    }
}
