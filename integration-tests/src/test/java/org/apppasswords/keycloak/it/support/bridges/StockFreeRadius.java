package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.DocumentedCommands;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A RADIUS server as this release of Debian installs it, after the commands of docs/freeradius.md. Only the names that a
 * reader replaces too, the port and the paths differ. Requires root.
 */
public final class StockFreeRadius implements BeforeAllCallback, AfterAllCallback {

    private static final String INSTALLED = "/etc/freeradius/3.0";
    private static final List<String> SITES = List.of("sites-available/default", "sites-available/inner-tunnel");

    /** The secret of the client that Debian's configuration has. */
    static final String SECRET = "testing123";

    private final Debian release;
    private final int port = BridgeScript.freePort();
    private final int accountingPort = BridgeScript.freePort();

    private String keycloak = "http://127.0.0.1:8080";
    private PrivateAuthority authority;
    private Path folder;
    private Process server;

    /** Creates one that asks the tests' Keycloak. */
    public StockFreeRadius(Debian release) {
        this.release = release;
    }

    /** Also follows the steps for Wi-Fi, with a certificate of this authority. */
    public StockFreeRadius withEapTtls(PrivateAuthority issuer) {
        authority = issuer;
        return this;
    }

    /** Asks a Keycloak that is down. */
    public StockFreeRadius withoutKeycloak() {
        keycloak = "http://127.0.0.1:9";
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("stock-freeradius");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        release.run("cp", "-a", INSTALLED, raddb().toString());
        release.run("mkdir", "-p", folder.resolve("var/run/freeradius").toString());

        run("freeradius-files", Map.of("https://keycloak.example.org", keycloak, "|REALM|", "|demo|"));
        run("freeradius-client", Map.of("SECRET", "freeradius-secret"));
        run("freeradius-sites", Map.of());
        for (String site : SITES) {
            write(site, onFreePorts(read(site)));
        }
        if (authority != null) {
            write("mods-available/eap", eapModule());
            Files.copy(authority.serverCertificate(), raddb().resolve("certs/wifi.pem"));
            Files.copy(authority.serverKey(), raddb().resolve("certs/wifi.key"));
        }
        write("radiusd.conf", inThisFolder(read("radiusd.conf")));

        release.run("chown", "-R", "freerad:freerad", folder.toString());
        server = new ProcessBuilder(
                        release.command(List.of("freeradius", "-f", "-l", "stdout", "-d", raddb().toString())))
                .redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
        Waiting.until("FreeRADIUS is ready: see " + output(), this::ready);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server.descendants().forEach(ProcessHandle::destroy);
        server.destroy();
        server.onExit().join();
        release.run("rm", "-rf", folder.toString());
    }

    /** Signs in with the documented command. */
    public Program.Result radtest(String username, String password) {
        return new Program("radtest", username, password, "127.0.0.1:" + port, "0", SECRET).run();
    }

    /** Returns the UDP port for sign-ins. */
    public int port() {
        return port;
    }

    /** Returns its log so far. */
    public String log() {
        try {
            return Files.readString(output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean ready() {
        return log().contains("Ready to process requests");
    }

    private Path raddb() {
        return folder.resolve("raddb");
    }

    private Path output() {
        return folder.resolve("log");
    }

    private String read(String name) throws IOException {
        return Files.readString(raddb().resolve(name));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(raddb().resolve(name), text);
    }

    private String eapModule() {
        return DocumentedBlock.read("freeradius.md", "eap.conf").replace(INSTALLED, raddb().toString());
    }

    private String inThisFolder(String radiusdConf) {
        return radiusdConf
                .replace("raddbdir = " + INSTALLED, "raddbdir = " + raddb())
                .replaceAll("(?m)^localstatedir = .*", "localstatedir = " + folder.resolve("var"))
                .replaceAll("(?m)^logdir = .*", "logdir = " + folder);
    }

    /** The site listens for sign-ins and for accounting, first with IPv4 and then with IPv6; the inner tunnel has one port. */
    private String onFreePorts(String site) {
        String moved = site.replaceFirst("port = 18120", "port = " + BridgeScript.freePort());
        for (int free : List.of(port, accountingPort, port, accountingPort)) {
            moved = moved.replaceFirst("port = 0\n", "port = " + free + "\n");
        }
        return moved;
    }

    /** Runs the commands as this release's root, with the configuration in this folder. */
    private void run(String block, Map<String, String> replacements) {
        Map<String, String> all = new HashMap<>(replacements);
        all.put(INSTALLED, raddb().toString());
        DocumentedCommands.read("freeradius.md", block)
                .replacing(all)
                .run(script -> release.run("env", "-C", ProjectFiles.ROOT.toString(), "sh", "-c", script));
    }
}
