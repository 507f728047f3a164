package org.apppasswords.keycloak.account;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Puts the account API under {@code /realms/{realm}/app-passwords}. */
public final class AppPasswordsResourceProviderFactory implements RealmResourceProviderFactory {

    @Override
    public String getId() {
        return "app-passwords";
    }

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new AppPasswordsResourceProvider(session);
    }

    @Override
    public void init(Config.Scope config) {
        // Nothing to set.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Needs no other provider.
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
