package org.apppasswords.keycloak.account;

import java.util.List;
import org.apppasswords.keycloak.autoconfig.AutoconfigCache;
import org.apppasswords.keycloak.provisioning.DeletedClients;
import org.apppasswords.keycloak.provisioning.ProvisioningAtStartup;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/**
 * Puts the account API under {@code /realms/{realm}/app-passwords}. Its server options, {@code
 * --spi-realm-restapi-extension--app-passwords--setup-realms} and {@code --setup-clients}, set up realms at start.
 */
public final class AppPasswordsResourceProviderFactory implements RealmResourceProviderFactory {

    private final AutoconfigCache autoconfigCache = new AutoconfigCache();
    private volatile ProvisioningAtStartup setUpAtStart = new ProvisioningAtStartup(List.of(), List.of());

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
        setUpAtStart = ProvisioningAtStartup.of(config);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        setUpAtStart.listen(factory);
        DeletedClients.listen(factory);
    }

    @Override
    public void close() {
        // Does not hold anything that must be released.
    }
}
