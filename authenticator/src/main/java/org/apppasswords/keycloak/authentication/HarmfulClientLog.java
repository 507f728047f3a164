package org.apppasswords.keycloak.authentication;

import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.ClientModel;

/**
 * Tells the administrator why a client does not get what its settings ask for: once for each client and reason, since
 * bridges sign in every few seconds.
 */
final class HarmfulClientLog {

    private static final ExtensionLog LOG = ExtensionLog.of(HarmfulClientLog.class);

    private HarmfulClientLog() {}

    static void tell(ClientModel client, String consequence, String objection) {
        LOG.warnOnce(
                "%s for client %s of realm %s, because %s",
                consequence, client.getClientId(), client.getRealm().getName(), objection);
    }
}
