package org.apppasswords.keycloak.token;

import org.apppasswords.keycloak.compatibility.KeycloakVersion;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.OAuth2GrantTypeFactory;

/** Registers the grant type that tokens got with an app password name. */
public final class AppPasswordGrantTypeFactory implements OAuth2GrantTypeFactory {

    private final OAuth2GrantType grantType = new AppPasswordGrantType();

    @Override
    public String getId() {
        return AppPasswordGrantType.GRANT_TYPE;
    }

    /** Two letters in the token's id; Keycloak's own grant types have others. */
    @Override
    public String getShortcut() {
        return "aw";
    }

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return grantType;
    }

    @Override
    public void init(Config.Scope config) {
        KeycloakVersion.current().requireSupported();
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Nothing to prepare.
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
