package org.apppasswords.keycloak.authentication;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;

/**
 * Tells the administrator why a client does not get what its settings ask for: once for each client and reason, since
 * bridges sign in every few seconds.
 */
final class HarmfulClientLog {

    private static final Logger LOG = Logger.getLogger(HarmfulClientLog.class);
    private static final int MOST_REMEMBERED = 1000;

    private static final Map<String, Boolean> TOLD = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_REMEMBERED;
        }
    });

    private HarmfulClientLog() {}

    static void tell(ClientModel client, String consequence, String objection) {
        if (TOLD.put(client.getId() + consequence + objection, Boolean.TRUE) == null) {
            LOG.warnf(
                    "App passwords: %s for client %s of realm %s, because %s",
                    consequence, client.getClientId(), client.getRealm().getName(), objection);
        }
    }
}
