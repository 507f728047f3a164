package org.apppasswords.keycloak.events;

import org.apppasswords.keycloak.provider.ExtensionProviderFactory;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Registers the listener in every realm, whether or not the realm's list of listeners contains it. */
public final class AppPasswordEventListenerFactory
        implements EventListenerProviderFactory, ExtensionProviderFactory<EventListenerProvider> {

    @Override
    public String getId() {
        return "app-password-revocation";
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new AppPasswordEventListener(session);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        LostAppPasswords.listen(factory);
    }

    @Override
    public boolean isGlobal() {
        return true;
    }
}
