package org.apppasswords.keycloak.authentication;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantTypeFactory;

/** Puts {@link RefreshTokenGuard} in the place of Keycloak's own refresh grant. */
public final class RefreshTokenGuardFactory extends RefreshTokenGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new RefreshTokenGuard();
    }

    /** Of two factories with the same id, Keycloak takes the one of the higher order; its own has 0. */
    @Override
    public int order() {
        return 1;
    }
}
