package org.apppasswords.keycloak.admin;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;

/** Puts the admin API under {@code /admin/realms/{realm}/app-passwords}. */
public final class AppPasswordsAdminResourceProviderFactory implements AdminRealmResourceProviderFactory {

    @Override
    public String getId() {
        return "app-passwords";
    }

    @Override
    public AdminRealmResourceProvider create(KeycloakSession session) {
        return new AppPasswordsAdminResourceProvider();
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
