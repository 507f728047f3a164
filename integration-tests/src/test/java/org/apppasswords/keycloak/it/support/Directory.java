package org.apppasswords.keycloak.it.support;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** An LDAP directory whose users are in the realm without being imported. It can be away for a while. */
public final class Directory implements AutoCloseable {

    private static final String PEOPLE = "ou=people,dc=example,dc=org";
    private static final String MANAGER = "cn=manager";

    private final InMemoryDirectoryServer server;
    private final int port;

    private Directory(InMemoryDirectoryServer server) throws LDAPException {
        this.server = server;
        server.startListening();
        this.port = server.getListenPort();
    }

    /** A directory with these people. */
    public static Directory of(String... usernames) {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=org");
            config.addAdditionalBindCredentials(MANAGER, TestUsers.PASSWORD);
            config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("ldap", freePort()));
            Directory directory = new Directory(new InMemoryDirectoryServer(config));
            directory.server.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
            directory.server.add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: people");
            for (String username : usernames) {
                directory.server.add(
                        "dn: uid=" + username + "," + PEOPLE,
                        "objectClass: inetOrgPerson",
                        "uid: " + username,
                        "cn: Test",
                        "sn: User",
                        "mail: " + username + "@example.org");
            }
            return directory;
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Joins it to the realm, until the end of the test. Nothing of it is cached. */
    public void joinTo(ManagedRealm realm) {
        ComponentRepresentation component = new ComponentRepresentation();
        component.setName("directory");
        component.setParentId(realm.admin().toRepresentation().getId());
        component.setProviderType("org.keycloak.storage.UserStorageProvider");
        component.setProviderId("ldap");
        MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
        Map.ofEntries(
                        Map.entry("enabled", "true"),
                        Map.entry("vendor", "other"),
                        Map.entry("connectionUrl", "ldap://localhost:" + port),
                        Map.entry("connectionTimeout", "2000"),
                        Map.entry("bindDn", MANAGER),
                        Map.entry("bindCredential", TestUsers.PASSWORD),
                        Map.entry("authType", "simple"),
                        Map.entry("usersDn", PEOPLE),
                        Map.entry("usernameLDAPAttribute", "uid"),
                        Map.entry("rdnLDAPAttribute", "uid"),
                        Map.entry("uuidLDAPAttribute", "entryUUID"),
                        Map.entry("userObjectClasses", "inetOrgPerson"),
                        Map.entry("editMode", "READ_ONLY"),
                        Map.entry("importEnabled", "false"),
                        Map.entry("cachePolicy", "NO_CACHE"),
                        Map.entry("pagination", "false"))
                .forEach((key, value) -> config.put(key, List.of(value)));
        component.setConfig(config);
        String id = Created.id(realm.admin().components().add(component));
        realm.cleanup().add(r -> r.components().component(id).remove());
    }

    /** Nobody answers there any more. */
    public void stop() {
        server.shutDown(true);
    }

    /** It answers again, where it did before. */
    public void restart() {
        try {
            server.startListening();
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    // A fixed one: after a restart it must be the same.
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
