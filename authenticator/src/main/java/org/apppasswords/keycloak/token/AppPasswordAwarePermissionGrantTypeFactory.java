package org.apppasswords.keycloak.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.PermissionGrantTypeFactory;

/** Replaces Keycloak's own permission grant with {@link AppPasswordAwarePermissionGrantType}. */
public final class AppPasswordAwarePermissionGrantTypeFactory extends PermissionGrantTypeFactory
        implements ReplacementGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new AppPasswordAwarePermissionGrantType();
    }
}
