package org.apppasswords.keycloak.account;

import java.util.List;
import org.apppasswords.keycloak.autoconfig.AutoconfigCache;
import org.apppasswords.keycloak.provider.ExtensionProviderFactory;
import org.apppasswords.keycloak.provisioning.DeletedClients;
import org.apppasswords.keycloak.provisioning.ProvisioningAtStartup;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/**
 * Registers the account API at {@code /realms/{realm}/app-passwords}. Its server options, {@code
 * --spi-realm-restapi-extension--app-passwords--setup-realms} and {@code --setup-clients}, provision realms at startup.
 */
public final class AppPasswordsResourceProviderFactory
        implements RealmResourceProviderFactory, ExtensionProviderFactory<RealmResourceProvider> {

    private final AutoconfigCache autoconfigCache = new AutoconfigCache();
    private volatile ProvisioningAtStartup provisioningAtStartup = new ProvisioningAtStartup(List.of(), List.of());

    @Override
    public String getId() {
        return "app-passwords";
    }

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new AppPasswordsResourceProvider(session, autoconfigCache);
    }

    @Override
    public void init(Config.Scope config) {
        provisioningAtStartup = ProvisioningAtStartup.of(config);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        provisioningAtStartup.listen(factory);
        DeletedClients.listen(factory);
    }
}
