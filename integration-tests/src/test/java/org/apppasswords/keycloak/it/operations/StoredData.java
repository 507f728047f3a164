package org.apppasswords.keycloak.it.operations;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;

/**
 * Returns the credential data of a user's only app password as it is stored. It runs in the server, so it must not use
 * other test classes.
 */
public record StoredData(String realm, String username) implements FetchOnServer {

    @Override
    public Object run(KeycloakSession session) {
        RealmModel owner = session.realms().getRealmByName(realm);
        session.getContext().setRealm(owner);
        return session.users()
                .getUserByUsername(owner, username)
                .credentialManager()
                .getStoredCredentialsByTypeStream("app-password")
                .reduce((one, another) -> {
                    throw new IllegalStateException("more than one app password");
                })
                .orElseThrow()
                .getCredentialData();
    }
}
