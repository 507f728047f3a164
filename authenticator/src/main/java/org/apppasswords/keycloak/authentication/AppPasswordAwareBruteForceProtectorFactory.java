package org.apppasswords.keycloak.authentication;

import org.apppasswords.keycloak.compatibility.KeycloakVersion;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.BruteForceProtector;
import org.keycloak.services.managers.DefaultBruteForceProtectorFactory;

/** Puts {@link AppPasswordAwareBruteForceProtector} around Keycloak's own brute-force protection, where Keycloak is too old to tell apart. */
public final class AppPasswordAwareBruteForceProtectorFactory extends DefaultBruteForceProtectorFactory {

    @Override
    public BruteForceProtector create(KeycloakSession session) {
        return AppPasswordAwareBruteForceProtector.around(super.create(session), session);
    }

    /** Of two factories with the same id, Keycloak takes the one of the higher order; its own has 0. */
    @Override
    public int order() {
        return KeycloakVersion.current().countsFailuresByCredential() ? -1 : 1;
    }
}
