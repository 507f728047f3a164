package org.apppasswords.keycloak.realmconfig;

import java.util.Optional;
import org.apppasswords.keycloak.compatibility.BuiltInClients;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/** Checks whether a client can be provisioned for app passwords. */
public final class ClientCheck {

    private static final String MASTER_REALM_CLIENT_SUFFIX = "-realm";
    private static final int MAX_CLIENT_ID_LENGTH = 255;

    private ClientCheck() {}

    /** Returns why the client cannot be provisioned, as the end of a sentence; empty if it can. */
    public static Optional<String> violation(RealmModel realm, ClientModel client) {
        if (isBuiltIn(realm, client.getClientId())) {
            return Optional.of("is one of Keycloak's own clients.");
        }
        if (client.getProtocol() != null && !OIDCLoginProtocol.LOGIN_PROTOCOL.equals(client.getProtocol())) {
            return Optional.of("is not an OpenID Connect client.");
        }
        if (client.isPublicClient()) {
            return Optional.of("is a public client: anyone could try app passwords with it.");
        }
        if (client.isBearerOnly() || !client.isDirectAccessGrantsEnabled()) {
            return Optional.of("has direct access grants off.");
        }
        return Optional.empty();
    }

    /** Returns why a client with this ID cannot be created, as the end of a sentence; empty if it can. */
    public static Optional<String> violationByNew(RealmModel realm, String clientId) {
        if (isBuiltIn(realm, clientId)) {
            return Optional.of("is the name of one of Keycloak's own clients.");
        }
        boolean valid = !clientId.isEmpty()
                && clientId.length() <= MAX_CLIENT_ID_LENGTH
                && clientId.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
        return valid ? Optional.empty() : Optional.of("is not a valid client ID: 1 to 255 characters without spaces.");
    }

    public static boolean isBuiltIn(RealmModel realm, String clientId) {
        return BuiltInClients.contain(clientId) || isMasterRealmClient(realm, clientId);
    }

    private static boolean isMasterRealmClient(RealmModel realm, String clientId) {
        return Config.getAdminRealm().equals(realm.getName()) && clientId.endsWith(MASTER_REALM_CLIENT_SUFFIX);
    }
}
