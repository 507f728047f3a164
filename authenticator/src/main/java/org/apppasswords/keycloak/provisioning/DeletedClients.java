package org.apppasswords.keycloak.provisioning;

import org.keycloak.models.ClientModel.ClientRemovedEvent;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Removes deleted clients from the {@link ProvisioningRecord}. The creator of a client can choose its internal ID, and
 * deprovisioning must not give such a client the original rights of the deleted one.
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
        ProvisioningRecord record = ProvisioningRecordReader.read(realm);
        if (record.clients().contains(internalId)) {
            record.forgetClient(internalId);
            record.write(realm);
        }
    }
}
