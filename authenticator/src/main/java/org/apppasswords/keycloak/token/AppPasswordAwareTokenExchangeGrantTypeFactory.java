package org.apppasswords.keycloak.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantTypeFactory;

/** Puts {@link AppPasswordAwareTokenExchangeGrantType} in the place of Keycloak's own token exchange. */
public final class AppPasswordAwareTokenExchangeGrantTypeFactory extends TokenExchangeGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new AppPasswordAwareTokenExchangeGrantType();
    }

    /** Of two factories with the same id, Keycloak takes the one of the higher order; its own has 0. */
    @Override
    public int order() {
        return 1;
    }
}
