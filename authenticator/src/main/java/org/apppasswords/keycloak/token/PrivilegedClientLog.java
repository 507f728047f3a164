package org.apppasswords.keycloak.token;

import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.ClientModel;

/**
 * Logs why a client does not get what its settings request: once for each client and reason, because bridges sign in
 * every few seconds.
 */
public final class PrivilegedClientLog {

    private static final ExtensionLog LOG = ExtensionLog.of(PrivilegedClientLog.class);

    private PrivilegedClientLog() {}

    public static void warn(ClientModel client, String consequence, String violation) {
        LOG.warnOnce(
                "client %s of realm %s: %s, because %s",
                client.getClientId(), client.getRealm().getName(), consequence, violation);
    }
}
