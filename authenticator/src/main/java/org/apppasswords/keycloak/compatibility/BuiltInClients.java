package org.apppasswords.keycloak.compatibility;

import org.keycloak.models.Constants;
import org.keycloak.models.utils.SystemClientUtil;

/** The clients that Keycloak creates in every realm. */
public final class BuiltInClients {

    private BuiltInClients() {}

    // Before Keycloak 26.6, Keycloak's list lacks the client that it creates for its own tokens.
    public static boolean contain(String clientId) {
        return Constants.defaultClients.contains(clientId) || SystemClientUtil.SYSTEM_CLIENT_ID.equals(clientId);
    }
}
