package org.apppasswords.keycloak.events;

import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Registers the listener in every realm: a realm's own list of listeners cannot leave it out. */
public final class AppPasswordEventListenerFactory implements EventListenerProviderFactory {

    @Override
    public String getId() {
        return "app-password-revocation";
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new AppPasswordEventListener(session);
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public void init(Config.Scope config) {
        // Nothing to configure.
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
