package org.apppasswords.keycloak.provisioning;

import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.policy.ClientQuery;
import org.apppasswords.keycloak.realmconfig.Names;
import org.apppasswords.keycloak.realmconfig.RealmParts;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The client attribute in which older versions recorded a client's original values. Everyone who manages or registers a
 * client can write it, and restoring its values would give the client rights. So they are never used, and it is
 * removed.
 */
final class ClientAttributeRecord {

    /** Limit for one run; the next run finds the others. */
    private static final int MAX_CLIENTS = 100;

    private final List<ClientModel> clients;

    private ClientAttributeRecord(List<ClientModel> clients) {
        this.clients = clients;
    }

    /** Removes the attribute from all clients of the realm. */
    static ClientAttributeRecord remove(KeycloakSession session, RealmModel realm) {
        List<ClientModel> found = ClientQuery.byAttribute(session, realm, ProvisioningRecord.ATTRIBUTE, MAX_CLIENTS)
                .toList();
        found.forEach(client -> client.removeAttribute(ProvisioningRecord.ATTRIBUTE));
        return new ClientAttributeRecord(found);
    }

    List<Change> changes() {
        return clients.stream()
                .map(client -> Change.ofClient(
                        client.getClientId(), ProvisioningRecord.ATTRIBUTE, RealmParts.PRESENT, RealmParts.ABSENT))
                .toList();
    }

    /** Returns what an administrator should check, because deprovisioning cannot restore it. */
    Optional<String> warning() {
        return clients.isEmpty()
                ? Optional.empty()
                : Optional.of("These clients have the attribute " + ProvisioningRecord.ATTRIBUTE + ": "
                        + Names.join(
                                clients.stream().map(ClientModel::getClientId).toList())
                        + ". An older version may have written it, but everyone who manages a client can write"
                        + " it too. Its values are not used, and it is removed. Check the full scope, consent,"
                        + " refresh tokens, access token lifespan, direct grant flow and mapper of each: teardown does"
                        + " not restore what the older version changed.");
    }
}
