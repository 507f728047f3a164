package org.apppasswords.keycloak.authentication;

import org.apppasswords.keycloak.policy.WarnOnce;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;

/**
 * Tells the administrator why a client does not get what its settings ask for: once for each client and reason, since
 * bridges sign in every few seconds.
 */
final class HarmfulClientLog {

    private static final Logger LOG = Logger.getLogger(HarmfulClientLog.class);

    private HarmfulClientLog() {}

    static void tell(ClientModel client, String consequence, String objection) {
        WarnOnce.log(
                LOG,
                "App passwords: %s for client %s of realm %s, because %s"
                        .formatted(
                                consequence,
                                client.getClientId(),
                                client.getRealm().getName(),
                                objection));
    }
}
