package org.apppasswords.keycloak.token;

import org.apppasswords.keycloak.provider.ExtensionProviderFactory;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/** Replaces a grant type of Keycloak. */
interface ReplacementGrantTypeFactory extends ExtensionProviderFactory<OAuth2GrantType> {

    /** Of two factories with the same ID, Keycloak uses the one with the higher order; its own has 0. */
    @Override
    default int order() {
        return 1;
    }
}
