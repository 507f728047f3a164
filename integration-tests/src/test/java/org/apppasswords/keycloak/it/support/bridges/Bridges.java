package org.apppasswords.keycloak.it.support.bridges;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Bridges other than Dovecot for one test class: the installed programs with the configuration in docker/, which ask
 * the tests' Keycloak about users of the demo realm.
 */
public final class Bridges {

    /** The secret that radtest and FreeRADIUS share. */
    public static final String RADIUS_SECRET = "radius-secret";

    private static final String KEYCLOAK = "http://127.0.0.1:8080";
    private static final String KEYCLOAK_DOWN = "http://127.0.0.1:9";
    private static final String NAMES = ProjectFiles.INTEGRATION_TESTS
            .resolve("src/test/resources/openldap/names.ldif")
            .toString();

    private Bridges() {}

    /** Creates a Postfix that accepts mail from users who sign in, and uses this Dovecot. Requires root. */
    public static Bridge postfix(Dovecot dovecot) {
        return new Bridge(
                "postfix",
                "postfix",
                List.of(
                        "--sasl", "127.0.0.1:" + dovecot.saslPort(),
                        "--lmtp", "127.0.0.1:" + dovecot.lmtpPort()));
    }

    /** Creates a directory that asks Keycloak through slapd's sock overlay. */
    public static Bridge openLdapWithSock() {
        return openLdap("openldap-sock", KEYCLOAK, "--via", "sock");
    }

    /** Creates one with the sock overlay and the entries of openldap/names.ldif. */
    public static Bridge openLdapOfNamesWithSock() {
        return openLdap("openldap-names-sock", KEYCLOAK, "--via", "sock", "--directory", NAMES);
    }

    /** Creates one with saslauthd, PAM and the entries of openldap/names.ldif. */
    public static Bridge openLdapOfNamesWithPam() {
        return openLdap("openldap-names-pam", KEYCLOAK, "--via", "pam", "--directory", NAMES);
    }

    /** Creates one with saslauthd, this Dovecot and the entries of openldap/names.ldif. */
    public static Bridge openLdapOfNamesWithRimap(String name, Dovecot dovecot) {
        return new Bridge(
                "openldap",
                "openldap-names-" + name,
                List.of("--via", "rimap", "--imap", "127.0.0.1/" + dovecot.imapPort(), "--directory", NAMES));
    }

    /** Creates a directory for which Keycloak is down. */
    public static Bridge openLdapAlone() {
        return openLdap("openldap-alone", KEYCLOAK_DOWN, "--via", "sock");
    }

    /** Creates a directory for which Keycloak's answer never ends. */
    public static Bridge openLdapAsking(EndlessAnswer keycloak) {
        return openLdap("openldap-endless", keycloak.url(), "--via", "sock");
    }

    /** Creates a directory that asks Keycloak through saslauthd and PAM. */
    public static Bridge openLdapWithPam() {
        return openLdap("openldap-pam", KEYCLOAK, "--via", "pam");
    }

    /** Creates a directory that asks Keycloak through saslauthd and this Dovecot. */
    public static Bridge openLdapWithRimap(Dovecot dovecot) {
        return new Bridge(
                "openldap", "openldap-rimap", List.of("--via", "rimap", "--imap", "127.0.0.1/" + dovecot.imapPort()));
    }

    /** Creates a RADIUS server. */
    public static Bridge freeRadius() {
        return freeRadius("freeradius", KEYCLOAK);
    }

    /** Creates a RADIUS server for which Keycloak is down. */
    public static Bridge freeRadiusAlone() {
        return freeRadius("freeradius-alone", KEYCLOAK_DOWN);
    }

    /** Creates a RADIUS server that asks this Keycloak and trusts this authority. */
    public static Bridge freeRadiusOverTls(String name, String keycloak, PrivateAuthority trusted) {
        return freeRadius(name, keycloak, "--ca-file", trusted.certificates().toString());
    }

    /** Creates a RADIUS server that asks this Keycloak and trusts the system's authorities. */
    public static Bridge freeRadiusOverTls(String name, String keycloak) {
        return freeRadius(name, keycloak);
    }

    private static Bridge openLdap(String name, String keycloak, String... options) {
        return new Bridge("openldap", name, asking(keycloak, "ldap-bridge", options));
    }

    private static Bridge freeRadius(String name, String keycloak, String... options) {
        Path shared = BridgeScript.secretFile("radius", RADIUS_SECRET);
        List<String> all =
                asking(keycloak, "freeradius", "--shared-secret-file", shared.toString(), "--reject-delay", "0");
        return new Bridge("freeradius", name, BridgeScript.plus(all, options));
    }

    private static List<String> asking(String keycloak, String clientId, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--keycloak",
                keycloak,
                "--realm",
                "demo",
                "--client-id",
                clientId,
                "--client-secret-file",
                BridgeScript.secretFile(clientId, clientId + "-secret").toString()));
        options.addAll(List.of(more));
        return options;
    }

    /** A bridge that starts before the test class and stops after it. */
    public static final class Bridge implements BeforeAllCallback, AfterAllCallback {

        private final BridgeScript script;
        private final List<String> options;
        private final int port = BridgeScript.freePort();

        private Bridge(String script, String name, List<String> options) {
            this.script = new BridgeScript(script, name);
            this.options = options;
        }

        @Override
        public void beforeAll(ExtensionContext context) {
            script.start(BridgeScript.plus(options, "--port", String.valueOf(port)));
        }

        @Override
        public void afterAll(ExtensionContext context) {
            script.stop();
        }

        /** Returns the port on 127.0.0.1 that it listens on. */
        public int port() {
            return port;
        }

        /** Returns the folder with its configuration and its sockets. */
        public Path state() {
            return script.state();
        }

        /** Returns its log so far. */
        public String log() {
            return script.output();
        }
    }
}
