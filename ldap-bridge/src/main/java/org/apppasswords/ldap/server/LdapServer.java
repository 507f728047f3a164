package org.apppasswords.ldap.server;

import java.io.IOException;
import org.apppasswords.ldap.config.BridgeSettings;
import org.apppasswords.ldap.config.ListenAddress;
import org.apppasswords.ldap.directory.Deadline;
import org.apppasswords.ldap.keycloak.KeycloakClient;
import org.apppasswords.ldap.keycloak.KeycloakException;
import org.apppasswords.ldap.keycloak.KeycloakSettings;
import org.apppasswords.ldap.monitoring.BridgeLog;
import org.apppasswords.ldap.monitoring.Metrics;

/** The server: RFC 4511 over TCP, with LDAPS and StartTLS. */
public final class LdapServer implements AutoCloseable {

    private static final long WATCH_MILLIS = 1000;

    private final BridgeSettings settings;
    private final BridgeLog log;
    private final Bridge bridge;
    private final Connections connections;
    private final Readiness readiness;
    private final TlsKeys tls;
    private final Listener ldap;
    private final Listener ldaps;
    private final HttpEndpoint http;
    private final Watch watch;
    private volatile boolean isStopping;

    /**
     * Starts to listen.
     *
     * @param requestMemoryBytes how much memory the requests of all connections may take together, beyond 16 KiB for
     *     each connection; the entries that waiting searches keep may take as much
     * @throws IOException if a port or a file cannot be used; the message names the setting
     */
    public LdapServer(BridgeSettings settings, BridgeLog log, String version, long requestMemoryBytes)
            throws IOException {
        this.settings = settings;
        this.log = log;
        Metrics metrics = new Metrics();
        tls = tls(settings, log);
        bridge = bridge(settings, log, metrics, version, requestMemoryBytes);
        readiness = new Readiness(bridge);
        connections = new Connections(settings.limits(), metrics);
        ldap = settings.ldap() == null ? null : listen("ldap.listen", settings.ldap(), false);
        ldaps = settings.ldaps() == null ? null : listen("ldaps.listen", settings.ldaps(), true);
        try {
            http = settings.http() == null ? null : new HttpEndpoint(settings.http(), this::isReady, metrics::text);
        } catch (IOException e) {
            throw new IOException("http.listen: " + settings.http() + ": " + e.getMessage(), e);
        }
        watch = new Watch(log);
        watch.repeat(WATCH_MILLIS, connections::closeExceeding);
        if (tls != null) {
            watch.repeat(WATCH_MILLIS, tls::reloadIfChanged);
        }
    }

    private static Bridge bridge(
            BridgeSettings settings, BridgeLog log, Metrics metrics, String version, long requestMemoryBytes)
            throws IOException {
        KeycloakSettings keycloak = new KeycloakSettings(
                settings.keycloakUrl(),
                settings.keycloakCaFile(),
                settings.keycloakTimeout(),
                settings.keycloakMaxRequests());
        try {
            KeycloakClient client = new KeycloakClient(keycloak, metrics::keycloakRequest);
            return new Bridge(
                    settings,
                    client,
                    log,
                    metrics,
                    version,
                    new RequestMemory(requestMemoryBytes),
                    new EntryMemory(requestMemoryBytes));
        } catch (KeycloakException e) {
            throw new IOException("keycloak.ca-file: " + e.getMessage(), e);
        }
    }

    private static TlsKeys tls(BridgeSettings settings, BridgeLog log) throws IOException {
        try {
            return settings.certificateFile() == null
                    ? null
                    : new TlsKeys(settings.certificateFile(), settings.keyFile(), log);
        } catch (IOException e) {
            throw new IOException("tls.certificate-file, tls.key-file: " + e.getMessage(), e);
        }
    }

    private Listener listen(String setting, ListenAddress address, boolean isTls) throws IOException {
        try {
            Listener listener = new Listener(address, log, new ConnectionStarter(bridge, connections, isTls, tls));
            listener.start();
            return listener;
        } catch (IOException e) {
            throw new IOException(setting + ": " + address + ": " + e.getMessage(), e);
        }
    }

    /** Returns the port for LDAP, or -1 if it is off. */
    public int ldapPort() {
        return ldap == null ? -1 : ldap.port();
    }

    /** Returns the port for LDAPS, or -1 if it is off. */
    public int ldapsPort() {
        return ldaps == null ? -1 : ldaps.port();
    }

    /** Returns the port for health and metrics, or -1 if it is off. */
    public int httpPort() {
        return http == null ? -1 : http.port();
    }

    /** Returns whether Keycloak answers and accepts every client, and the server is not about to stop. */
    public boolean isReady() {
        return !isStopping && readiness.isReady();
    }

    /**
     * Finds out whether Keycloak answers and accepts every client, without listening.
     *
     * @throws IOException if a file cannot be used; the message names the setting
     */
    public static boolean check(BridgeSettings settings, BridgeLog log, String version) throws IOException {
        tls(settings, log);
        return new Readiness(bridge(settings, log, new Metrics(), version, 0)).isReady();
    }

    /** Stops: accepts nothing more, lets running operations end for the configured time, then closes everything. */
    @Override
    public void close() {
        isStopping = true;
        if (ldap != null) {
            ldap.close();
        }
        if (ldaps != null) {
            ldaps.close();
        }
        connections.stopAll();
        Deadline deadline = Deadline.in(settings.stopTime());
        try {
            while (connections.size() > 0 && !deadline.hasPassed()) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.closeAll();
        watch.close();
        if (http != null) {
            http.close();
        }
    }
}
