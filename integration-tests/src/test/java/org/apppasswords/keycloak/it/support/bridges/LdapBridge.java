package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The LDAP bridge for one test class: the packaged JAR in a process of its own, with the configuration in
 * docker/ldap-bridge, which asks the tests' Keycloak about users of the demo realm.
 */
public final class LdapBridge implements BeforeAllCallback, AfterAllCallback {

    /** The suffix of the directory. */
    public static final String BASE = "dc=example,dc=org";

    /** The entry above all users. */
    public static final String PEOPLE = "ou=people," + BASE;

    /** The entry above all groups. */
    public static final String GROUPS = "ou=groups," + BASE;

    /** The account for searches. */
    public static final String SEARCH_ACCOUNT = "cn=search," + BASE;

    /** The password of the account for searches. */
    public static final String SEARCH_PASSWORD = "search-password";

    private static final String KEYCLOAK = "http://127.0.0.1:8080";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final BridgeScript script;
    private final List<String> options;
    private final int port = BridgeScript.freePort();
    private final int healthPort = BridgeScript.freePort();
    private final int ldapsPort = BridgeScript.freePort();
    private boolean hasLdaps;
    private String settings = "";

    /** Creates one that asks the tests' Keycloak, with further options of scripts/bridges/ldap.sh. */
    public LdapBridge(String name, String... options) {
        this.name = name;
        this.script = new BridgeScript("ldap", name);
        this.options = BridgeScript.plus(
                List.of(
                        "--keycloak",
                        KEYCLOAK,
                        "--client-secret-file",
                        BridgeScript.secretFile("ldap-bridge", "ldap-bridge-secret")
                                .toString(),
                        "--search-password-file",
                        searchPasswordFile()),
                options);
    }

    /** Returns a file with the secret of one of the demo's clients. */
    public static String secretFile(String clientId) {
        return BridgeScript.secretFile(clientId, clientId + "-secret").toString();
    }

    /** Returns a file with the password of the account for searches. */
    public static String searchPasswordFile() {
        return BridgeScript.secretFile("ldap-search", SEARCH_PASSWORD).toString();
    }

    /** Creates one that asks this server in place of Keycloak. */
    public static LdapBridge asking(String name, StandIn keycloak) {
        return new LdapBridge(name, "--keycloak", keycloak.url());
    }

    /** Also listens for LDAPS; the options must name a certificate. */
    public LdapBridge withLdaps() {
        hasLdaps = true;
        return this;
    }

    /** Adds these lines to its configuration, where they override earlier ones. */
    public LdapBridge withSettings(String lines) {
        settings = lines;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
    }

    /** Starts it, and waits until it listens. */
    public void start() {
        List<String> all =
                BridgeScript.plus(options, "--port", String.valueOf(port), "--health-port", String.valueOf(healthPort));
        if (hasLdaps) {
            all = BridgeScript.plus(all, "--ldaps-port", String.valueOf(ldapsPort));
        }
        if (!settings.isEmpty()) {
            all = BridgeScript.plus(
                    all, "--settings", BridgeScript.secretFile(name, settings).toString());
        }
        script.start(all);
    }

    /** Stops it as systemd and container engines do, and waits until it has ended. */
    public void stop() {
        script.stop();
    }

    /** Returns the port for LDAP on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Returns the port for LDAPS on 127.0.0.1. */
    public int ldapsPort() {
        return ldapsPort;
    }

    /** Returns its URL. */
    public String url() {
        return "ldap://127.0.0.1:" + port;
    }

    /** Returns the folder with its configuration. */
    public Path state() {
        return script.state();
    }

    /** Returns its log so far. */
    public String log() {
        return script.output();
    }

    /** Returns an LDAP client that binds as this entry. */
    public LdapClient as(String dn, String password) {
        return new LdapClient(url(), dn, password);
    }

    /** Returns an LDAP client that binds as the user of this name. */
    public LdapClient asUser(String username, String password) {
        return as("uid=" + username + "," + PEOPLE, password);
    }

    /** Returns an LDAP client that binds as the account for searches. */
    public LdapClient asSearchAccount() {
        return as(SEARCH_ACCOUNT, SEARCH_PASSWORD);
    }

    /** Asks its HTTP port, for example for {@code /health/ready}. */
    public HttpResponse<String> http(String path) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + path))
                                    .timeout(TIMEOUT)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Fills this bridge's address and the password of its account for searches into a block of docs/ldap.md. */
    public String fill(String block) {
        return DocumentedBlock.fill(
                block, Map.of("ldaps://ldap-bridge.example.org", url(), "SEARCH-PASSWORD", SEARCH_PASSWORD));
    }
}
