package org.apppasswords.keycloak.it.support.bridges;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/** Another realm whose users come from the bridge: Keycloak's own LDAP provider. */
public final class KeycloakWithLdap implements LdapProgram {

    private static final String CLIENT = "portal";

    private final ManagedRealm realm;
    private String component;

    public KeycloakWithLdap(ManagedRealm realm) {
        this.realm = realm;
    }

    /** A realm with an application that signs its users in with their passwords. */
    public static final class Config implements RealmConfig {
        @Override
        public RealmBuilder configure(RealmBuilder builder) {
            ClientRepresentation client = new ClientRepresentation();
            client.setClientId(CLIENT);
            client.setSecret(CLIENT + "-secret");
            client.setDirectAccessGrantsEnabled(true);
            return builder.name("federated").clients(client);
        }
    }

    @Override
    public void start(LdapBridge bridge) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "enabled", "true",
                "vendor", "other",
                "connectionUrl", bridge.url(),
                "connectionTimeout", "5000",
                "readTimeout", "15000",
                "bindDn", LdapBridge.SEARCH_ACCOUNT,
                "bindCredential", LdapBridge.SEARCH_PASSWORD,
                "authType", "simple",
                "usersDn", LdapBridge.PEOPLE,
                "cachePolicy", "NO_CACHE"));
        settings.putAll(Map.of(
                "usernameLDAPAttribute", "uid",
                "rdnLDAPAttribute", "uid",
                "uuidLDAPAttribute", "entryUUID",
                "userObjectClasses", "inetOrgPerson",
                "editMode", "READ_ONLY",
                "importEnabled", "true",
                "pagination", "true",
                "batchSizeForSync", "2"));
        ComponentRepresentation directory = new ComponentRepresentation();
        directory.setName("directory");
        directory.setParentId(realm.admin().toRepresentation().getId());
        directory.setProviderType("org.keycloak.storage.UserStorageProvider");
        directory.setProviderId("ldap");
        directory.setConfig(new MultivaluedHashMap<>());
        settings.forEach((key, value) -> directory.getConfig().put(key, List.of(value)));
        component = Created.id(realm.admin().components().add(directory));
    }

    @Override
    public void stop() {
        realm.admin().components().component(component).remove();
    }

    @Override
    public boolean signsIn(String username, String password) {
        return new TokenEndpoint(realm.getBaseUrl())
                        .directGrant(CLIENT, username, password)
                        .status()
                == 200;
    }

    /** Imports all users, and returns the names of those that the realm then has. */
    public List<String> importAll() {
        realm.admin().userStorage().syncUsers(component, "triggerFullSync");
        return realm.admin().users().list().stream()
                .map(UserRepresentation::getUsername)
                .toList();
    }
}
