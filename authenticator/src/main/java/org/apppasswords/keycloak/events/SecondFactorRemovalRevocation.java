package org.apppasswords.keycloak.events;

import org.apppasswords.keycloak.model.RemovalReason;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.apppasswords.keycloak.service.AppPasswords;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Revokes the app passwords of a user whose last second factor was removed, if the policy requires it. */
final class SecondFactorRemovalRevocation implements CredentialReaction {

    private final KeycloakSession session;

    SecondFactorRemovalRevocation(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void react(RealmModel realm, UserModel user, EventCredential credential) {
        SecondFactors secondFactors = new SecondFactors(session, realm);
        if (credential
                        .type()
                        .filter(type -> secondFactors.isRequested(type, user))
                        .isPresent()
                && AppPasswordPolicy.of(realm).revokedWithSecondFactor()
                && !secondFactors.isConfiguredFor(user)) {
            new AppPasswords(session, realm).revokeAllAfterCommit(user, RemovalReason.SECOND_FACTOR_REMOVED);
        }
    }
}
