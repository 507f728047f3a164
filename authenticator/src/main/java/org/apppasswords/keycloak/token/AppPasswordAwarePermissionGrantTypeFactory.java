package org.apppasswords.keycloak.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.PermissionGrantTypeFactory;

/** Puts {@link AppPasswordAwarePermissionGrantType} in the place of Keycloak's own permission grant. */
public final class AppPasswordAwarePermissionGrantTypeFactory extends PermissionGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new AppPasswordAwarePermissionGrantType();
    }

    /** Of two factories with the same id, Keycloak takes the one of the higher order; its own has 0. */
    @Override
    public int order() {
        return 1;
    }
}
