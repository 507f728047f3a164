package org.apppasswords.keycloak.it.support;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/** A realm that is another realm's identity provider. */
public final class BrokeredUsers implements RealmConfig {

    /** Alias of the identity provider in the other realm. */
    public static final String PROVIDER = "provider";

    /** A user whose account is linked to one of the other realm. */
    public static final String LINKED = "linked";

    /** The id of that user. */
    static final String LINKED_ID = "7c5a1f52-4b1e-4c39-9c43-1f9f2a6d7b10";

    /** A user that the other realm does not know. */
    public static final String NEWCOMER = "newcomer";

    private static final String CLIENT = "broker";

    @Override
    public RealmBuilder configure(RealmBuilder realm) {
        RealmRepresentation representation = realm.build();
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(CLIENT);
        client.setSecret(CLIENT + "-secret");
        client.setPublicClient(false);
        client.setStandardFlowEnabled(true);
        client.setRedirectUris(List.of("*"));
        representation.setClients(List.of(client));
        representation.setUsers(List.of(user(LINKED, LINKED_ID), user(NEWCOMER, null)));
        return RealmBuilder.update(representation);
    }

    /** The identity provider as the other realm sees it, at this address of the realm. */
    public static IdentityProviderRepresentation provider(String realmUrl) {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(PROVIDER);
        provider.setProviderId("oidc");
        provider.setEnabled(true);
        provider.setConfig(settings(realmUrl));
        return provider;
    }

    /** The settings of that identity provider. */
    public static Map<String, String> settings(String realmUrl) {
        Map<String, String> settings = new HashMap<>();
        settings.put("clientId", CLIENT);
        settings.put("clientSecret", CLIENT + "-secret");
        settings.put("clientAuthMethod", "client_secret_post");
        settings.put("authorizationUrl", realmUrl + "/protocol/openid-connect/auth");
        settings.put("tokenUrl", realmUrl + "/protocol/openid-connect/token");
        settings.put("disableUserInfo", "true");
        settings.put("validateSignature", "false");
        settings.put("defaultScope", "openid");
        return settings;
    }

    private static UserRepresentation user(String username, String id) {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(TestUsers.PASSWORD);
        UserRepresentation user = TestUsers.representation(username);
        user.setId(id);
        user.setCredentials(List.of(password));
        return user;
    }
}
