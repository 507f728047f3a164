package org.apppasswords.keycloak.it.account;

import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;

/**
 * Stores a credential as another extension does. It runs in the server, so it must not use other test classes.
 *
 * @param type credential type
 */
public record StoredCredential(String realm, String username, String type) implements RunOnServer {

    @Override
    public void run(KeycloakSession session) {
        RealmModel owner = session.realms().getRealmByName(realm);
        session.getContext().setRealm(owner);
        CredentialModel credential = new CredentialModel();
        credential.setType(type);
        credential.setUserLabel(type);
        credential.setCreatedDate(System.currentTimeMillis());
        credential.setCredentialData("{}");
        credential.setSecretData("{}");
        session.users().getUserByUsername(owner, username).credentialManager().createStoredCredential(credential);
    }
}
