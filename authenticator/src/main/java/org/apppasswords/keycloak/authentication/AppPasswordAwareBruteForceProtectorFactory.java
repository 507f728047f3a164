package org.apppasswords.keycloak.authentication;

import org.apppasswords.keycloak.compatibility.KeycloakVersion;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.BruteForceProtector;
import org.keycloak.services.managers.DefaultBruteForceProtectorFactory;

/** Wraps Keycloak's brute-force protection, if this version of Keycloak counts failures of all credentials together. */
public final class AppPasswordAwareBruteForceProtectorFactory extends DefaultBruteForceProtectorFactory {

    @Override
    public BruteForceProtector create(KeycloakSession session) {
        return AppPasswordAwareBruteForceProtector.around(super.create(session), session);
    }

    /** Of two factories with the same ID, Keycloak uses the one with the higher order; its own has 0. */
    @Override
    public int order() {
        return KeycloakVersion.current().countsFailuresByCredential() ? -1 : 1;
    }
}
