package org.apppasswords.keycloak.token;

import org.apppasswords.keycloak.compatibility.KeycloakVersion;
import org.apppasswords.keycloak.provider.ExtensionProviderFactory;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.OAuth2GrantTypeFactory;

/** Registers the grant type that tokens issued for an app password carry. */
public final class AppPasswordGrantTypeFactory
        implements OAuth2GrantTypeFactory, ExtensionProviderFactory<OAuth2GrantType> {

    private final OAuth2GrantType grantType = new AppPasswordGrantType();

    @Override
    public String getId() {
        return AppPasswordGrantType.GRANT_TYPE;
    }

    /** Returns the two letters that mark the grant type in a token ID; Keycloak's own grant types use other letters. */
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
}
