package org.apppasswords.keycloak.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantTypeFactory;

/** Replaces Keycloak's own refresh token grant with {@link AppPasswordAwareRefreshTokenGrantType}. */
public final class AppPasswordAwareRefreshTokenGrantTypeFactory extends RefreshTokenGrantTypeFactory
        implements ReplacementGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new AppPasswordAwareRefreshTokenGrantType();
    }
}
