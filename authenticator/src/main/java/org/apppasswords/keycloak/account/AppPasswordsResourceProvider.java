package org.apppasswords.keycloak.account;

import org.apppasswords.keycloak.autoconfig.AutoconfigCache;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;

/** Creates the resource of the account API. */
final class AppPasswordsResourceProvider implements RealmResourceProvider {

    private final KeycloakSession session;
    private final AutoconfigCache autoconfigCache;

    AppPasswordsResourceProvider(KeycloakSession session, AutoconfigCache autoconfigCache) {
        this.session = session;
        this.autoconfigCache = autoconfigCache;
    }

    @Override
    public Object getResource() {
        return new AppPasswordsResource(session, autoconfigCache);
    }

    @Override
    public void close() {
        // Keycloak closes the session.
    }
}
