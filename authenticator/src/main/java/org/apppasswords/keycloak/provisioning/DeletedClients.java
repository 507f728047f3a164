package org.apppasswords.keycloak.provisioning;

import org.keycloak.models.ClientModel.ClientRemovedEvent;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Removes deleted clients from the {@link ProvisioningRecord}. The creator of a client can choose its internal ID, and
 * teardown must not give such a client the rights that the deleted one had before set-up.
 */
public final class DeletedClients {

    private DeletedClients() {}

    /** Registers the listener, which stays until the server stops. */
    public static void listen(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof ClientRemovedEvent removed) {
                forget(removed.getClient().getRealm(), removed.getClient().getId());
            }
        });
    }

    private static void forget(RealmModel realm, String internalId) {
        ProvisioningRecord record = ProvisioningRecord.read(realm);
        if (record.clients().contains(internalId)) {
            record.forgetClient(internalId);
            record.write(realm);
        }
    }
}
