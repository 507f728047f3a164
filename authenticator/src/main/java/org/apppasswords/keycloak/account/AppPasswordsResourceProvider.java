package org.apppasswords.keycloak.account;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;

/** Gives each request its resource. */
final class AppPasswordsResourceProvider implements RealmResourceProvider {

    private final KeycloakSession session;

    AppPasswordsResourceProvider(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public Object getResource() {
        return new AppPasswordsResource(session);
    }

    @Override
    public void close() {
        // Holds nothing but the request's session.
    }
}
