package org.apppasswords.keycloak.it.support.bridges;

import java.util.List;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;

/** An organisation's own OpenLDAP, which delegates binds to the bridge: scripts/bridges/openldap.sh. */
public final class OpenLdapWithBridge implements LdapProgram {

    private static final String NAMES = ProjectFiles.INTEGRATION_TESTS
            .resolve("src/test/resources/openldap/names.ldif")
            .toString();

    private final BridgeScript script;
    private final List<String> options;
    private final int port = BridgeScript.freePort();

    /** Creates one of this release, with further options of the script. */
    public OpenLdapWithBridge(Debian release, String name, String... options) {
        this.script = new BridgeScript(release, "openldap", name);
        this.options = List.of(options);
    }

    /** Creates one of this release with the entries of openldap/names.ldif. */
    public static OpenLdapWithBridge ofNames(String name, String... options) {
        return new OpenLdapWithBridge(
                Debian.DEBIAN_12,
                name,
                BridgeScript.plus(List.of("--directory", NAMES), options).toArray(String[]::new));
    }

    @Override
    public void start(LdapBridge bridge) {
        start(bridge.url());
    }

    /** Starts it with the bridge at this URL. */
    public void start(String bridge) {
        script.start(BridgeScript.plus(options, "--bridge", bridge, "--port", String.valueOf(port)));
    }

    @Override
    public void stop() {
        script.stop();
    }

    @Override
    public boolean signsIn(String username, String password) {
        return as("uid=" + username + ",ou=people,dc=example,dc=org", password).bind() == 0;
    }

    /** Returns an LDAP client that binds as this entry. */
    public LdapClient as(String dn, String password) {
        return new LdapClient("ldap://127.0.0.1:" + port, dn, password);
    }

    /** Returns its port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Returns its log so far. */
    public String log() {
        return script.output();
    }
}
