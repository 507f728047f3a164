package org.apppasswords.keycloak.it.support;

import java.util.Map;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** The client scope that lets an application call the account API. */
public final class ApiScope {

    public static final String NAME = "app-passwords";

    private ApiScope() {}

    /** Creates it as an administrator does by hand. */
    public static void create(ManagedRealm realm) {
        ClientScopeRepresentation scope = new ClientScopeRepresentation();
        scope.setName(NAME);
        scope.setProtocol("openid-connect");
        scope.setAttributes(Map.of(
                "include.in.token.scope",
                "true",
                "display.on.consent.screen",
                "true",
                "consent.screen.text",
                "${appPasswordScopeConsentText}"));
        Created.id(realm.admin().clientScopes().create(scope));
    }

    /** Gives it to a client, for every token. */
    public static void giveByDefault(ManagedRealm realm, String clientId) {
        client(realm, clientId).addDefaultClientScope(id(realm));
    }

    /** Gives it to a client, for tokens that ask for it. */
    public static void giveOnRequest(ManagedRealm realm, String clientId) {
        client(realm, clientId).addOptionalClientScope(id(realm));
    }

    /** Takes it from a client that had it on request. */
    public static void takeAway(ManagedRealm realm, String clientId) {
        client(realm, clientId).removeOptionalClientScope(id(realm));
    }

    private static ClientResource client(ManagedRealm realm, String clientId) {
        return new BridgeClients(realm).get(clientId);
    }

    private static String id(ManagedRealm realm) {
        return realm.admin().clientScopes().findAll().stream()
                .filter(scope -> scope.getName().equals(NAME))
                .findFirst()
                .orElseThrow()
                .getId();
    }
}
