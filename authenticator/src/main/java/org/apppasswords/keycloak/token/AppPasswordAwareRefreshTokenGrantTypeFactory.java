package org.apppasswords.keycloak.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantTypeFactory;

/** Puts {@link AppPasswordAwareRefreshTokenGrantType} in the place of Keycloak's own refresh grant. */
public final class AppPasswordAwareRefreshTokenGrantTypeFactory extends RefreshTokenGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new AppPasswordAwareRefreshTokenGrantType();
    }

    /** Of two factories with the same id, Keycloak takes the one of the higher order; its own has 0. */
    @Override
    public int order() {
        return 1;
    }
}
