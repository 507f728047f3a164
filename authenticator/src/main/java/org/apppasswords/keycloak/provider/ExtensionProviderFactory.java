package org.apppasswords.keycloak.provider;

import java.util.Map;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.ServerInfoAwareProviderFactory;

/**
 * A provider factory without server options and resources, whose version is on the admin console's Server Info page.
 */
public interface ExtensionProviderFactory<T extends Provider>
        extends ProviderFactory<T>, ServerInfoAwareProviderFactory {

    @Override
    default void init(Config.Scope config) {}

    @Override
    default void postInit(KeycloakSessionFactory factory) {}

    @Override
    default void close() {}

    /** Returns the version in the manifest of the deployed JAR; classes outside of a JAR do not have one. */
    @Override
    default Map<String, String> getOperationalInfo() {
        String version = ExtensionProviderFactory.class.getPackage().getImplementationVersion();
        return version == null ? Map.of() : Map.of("Version", version);
    }
}
