package org.apppasswords.keycloak.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantTypeFactory;

/** Replaces Keycloak's own token exchange with {@link AppPasswordAwareTokenExchangeGrantType}. */
public final class AppPasswordAwareTokenExchangeGrantTypeFactory extends TokenExchangeGrantTypeFactory
        implements ReplacementGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new AppPasswordAwareTokenExchangeGrantType();
    }
}
