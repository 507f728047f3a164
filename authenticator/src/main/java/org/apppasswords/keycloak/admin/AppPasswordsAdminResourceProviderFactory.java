package org.apppasswords.keycloak.admin;

import org.apppasswords.keycloak.provider.ExtensionProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;

/** Registers the admin API at {@code /admin/realms/{realm}/app-passwords}. */
public final class AppPasswordsAdminResourceProviderFactory
        implements AdminRealmResourceProviderFactory, ExtensionProviderFactory<AdminRealmResourceProvider> {

    @Override
    public String getId() {
        return "app-passwords";
    }

    @Override
    public AdminRealmResourceProvider create(KeycloakSession session) {
        return new AppPasswordsAdminResourceProvider();
    }
}
