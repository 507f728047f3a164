package org.apppasswords.keycloak.it.support.bridges;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
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

    /** Creates a RADIUS server that asks this server. */
    public static Bridge freeRadiusAsking(StandIn keycloak) {
        return freeRadius("freeradius-stand-in", keycloak.url());
    }

    /** Creates a RADIUS server. */
    public static Bridge freeRadius() {
        return freeRadius("freeradius", KEYCLOAK);
    }

    /** Creates a RADIUS server for which Keycloak is down. */
    public static Bridge freeRadiusAlone() {
        return freeRadius("freeradius-alone", KEYCLOAK_DOWN);
    }

    /** Creates a RADIUS server of this release that asks this Keycloak and trusts this authority. */
    public static Bridge freeRadiusOverTls(Debian release, String name, String keycloak, PrivateAuthority trusted) {
        return freeRadius(
                release, name, keycloak, "--ca-file", trusted.certificates().toString());
    }

    /** Creates a RADIUS server that asks this Keycloak and trusts this authority. */
    public static Bridge freeRadiusOverTls(String name, String keycloak, PrivateAuthority trusted) {
        return freeRadius(name, keycloak, "--ca-file", trusted.certificates().toString());
    }

    /** Creates a RADIUS server that asks this Keycloak and trusts the system's authorities. */
    public static Bridge freeRadiusOverTls(String name, String keycloak) {
        return freeRadius(name, keycloak);
    }

    private static Bridge freeRadius(String name, String keycloak, String... options) {
        return freeRadius(Debian.DEBIAN_12, name, keycloak, options);
    }

    private static Bridge freeRadius(Debian release, String name, String keycloak, String... options) {
        Path shared = BridgeScript.secretFile("radius", RADIUS_SECRET);
        List<String> all =
                asking(keycloak, "freeradius", "--shared-secret-file", shared.toString(), "--reject-delay", "0");
        return new Bridge(release, "freeradius", name, BridgeScript.plus(all, options));
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
            this(Debian.DEBIAN_12, script, name, options);
        }

        private Bridge(Debian release, String script, String name, List<String> options) {
            this.script = new BridgeScript(release, script, name);
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
