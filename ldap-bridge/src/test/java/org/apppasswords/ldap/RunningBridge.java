package org.apppasswords.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apppasswords.ldap.config.BridgeSettings;
import org.apppasswords.ldap.config.ConfigurationException;
import org.apppasswords.ldap.config.SettingsReader;
import org.apppasswords.ldap.entry.AttributeMapping;
import org.apppasswords.ldap.monitoring.BridgeLog;
import org.apppasswords.ldap.server.LdapServer;

/** A bridge in this JVM, with a stand-in for Keycloak. */
public final class RunningBridge implements AutoCloseable {

    public static final String BASE = "dc=example,dc=org";
    public static final String SEARCH_DN = "cn=search," + BASE;
    public static final String SEARCH_PASSWORD = "search-password";

    private final StandInKeycloak keycloak;
    private final LdapServer server;

    private RunningBridge(StandInKeycloak keycloak, LdapServer server) {
        this.keycloak = keycloak;
        this.server = server;
    }

    /** Starts a bridge; pairs of a setting and its value change the settings. */
    public static RunningBridge start(String... changes) {
        return start(Example.keycloak(), changes);
    }

    public static RunningBridge start(StandInKeycloak keycloak, String... changes) {
        return start(keycloak, 64 * 1024 * 1024, changes);
    }

    /** Starts a bridge whose connections share so much memory for their requests. */
    public static RunningBridge start(StandInKeycloak keycloak, long requestMemoryBytes, String... changes) {
        Map<String, String> environment = environment(keycloak.url(), changes);
        try {
            BridgeSettings settings = SettingsReader.read(null, environment, AttributeMapping.defaults());
            BridgeLog log =
                    new BridgeLog(settings.log().isJson(), settings.log().level());
            return new RunningBridge(keycloak, new LdapServer(settings, log, "test", requestMemoryBytes));
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the settings as environment variables. */
    static Map<String, String> environment(String keycloakUrl, String... changes) {
        Map<String, String> environment = new HashMap<>();
        set(environment, "keycloak.url", keycloakUrl);
        set(environment, "realm", "demo");
        set(environment, "client-id", "ldap-bridge");
        set(environment, "client-secret", "ldap-bridge-secret");
        set(environment, "base-dn", BASE);
        set(environment, "search-dn", SEARCH_DN);
        set(environment, "search-password", SEARCH_PASSWORD);
        set(environment, "ldap.listen", "127.0.0.1:0");
        set(environment, "http.listen", "127.0.0.1:0");
        set(environment, "cache.seconds", "0");
        set(environment, "log.level", "error");
        for (int i = 0; i < changes.length; i += 2) {
            set(environment, changes[i], changes[i + 1]);
        }
        return environment;
    }

    private static void set(Map<String, String> environment, String setting, String value) {
        environment.put(
                "LDAP_BRIDGE_" + setting.toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_"), value);
    }

    public StandInKeycloak keycloak() {
        return keycloak;
    }

    public LdapServer server() {
        return server;
    }

    /** Connects without a bind. */
    public LDAPConnection connect() throws LDAPException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setResponseTimeoutMillis(20_000);
        return new LDAPConnection(options, "127.0.0.1", server.ldapPort());
    }

    /** Connects as the search account. */
    public LDAPConnection connectAsSearch() throws LDAPException {
        return connect(SEARCH_DN, SEARCH_PASSWORD);
    }

    /** Connects as a person with the password of the example. */
    public LDAPConnection connectAs(String username) throws LDAPException {
        return connect(person(username), username + "-app-password");
    }

    public LDAPConnection connect(String dn, String password) throws LDAPException {
        LDAPConnection connection = connect();
        try {
            connection.bind(dn, password);
        } catch (LDAPException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    public static String person(String username) {
        return "uid=" + username + ",ou=people," + BASE;
    }

    public static String group(String name) {
        return "cn=" + name + ",ou=groups," + BASE;
    }

    /** Searches, and returns the result whatever its code is. */
    public static SearchResult search(LDAPConnection connection, SearchRequest request) {
        try {
            return connection.search(request);
        } catch (LDAPSearchException e) {
            return e.getSearchResult();
        }
    }

    public static SearchResult search(
            LDAPConnection connection, String base, SearchScope scope, String filter, String... attributes)
            throws LDAPException {
        return search(connection, new SearchRequest(base, scope, filter, attributes));
    }

    @Override
    public void close() {
        server.close();
        keycloak.close();
    }
}
