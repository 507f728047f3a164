package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
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
 * An OpenVPN server with the blocks of docs/vpn.md, and its clients. The interfaces get no addresses, so the tunnels carry
 * nothing. Requires root and /dev/net/tun.
 */
public final class OpenVpn implements BeforeAllCallback, AfterAllCallback {

    private static final PrivateAuthority AUTHORITY = new PrivateAuthority("openvpn");

    private final String keycloak;
    private final int port = BridgeScript.freePort();

    private UnaryOperator<List<String>> surroundings = command -> command;
    private Path folder;
    private Process server;

    /** Creates one that asks this Keycloak. */
    public OpenVpn(String keycloak) {
        this.keycloak = keycloak;
    }

    /** Runs where the system trusts this authority only. */
    public OpenVpn trusting(PrivateAuthority authority) {
        surroundings = authority::trustedBy;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("openvpn");
        String signIn = script();
        Files.writeString(
                folder.resolve("server.conf"),
                """
                dev tun
                topology subnet
                server 10.83.0.0 255.255.255.0
                ifconfig-noexec
                local 127.0.0.1
                port %d
                proto udp
                ca %s
                cert %s
                key %s
                dh none
                verify-client-cert none
                """.formatted(port, AUTHORITY.certificates(), AUTHORITY.serverCertificate(), AUTHORITY.serverKey())
                        + signIn);
        server = new ProcessBuilder(surroundings.apply(List.of(
                        "openvpn", "--config", folder.resolve("server.conf").toString())))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Waiting.until("OpenVPN has started", () -> log().contains("Initialization Sequence Completed"));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
        server.destroy();
        if (!server.waitFor(10, TimeUnit.SECONDS)) {
            server.destroyForcibly();
        }
        new Program("rm", "-r", folder.toString()).run();
    }

    /** Connects, and returns what the client logs until it is connected or rejected. */
    public String connect(String username, String password) {
        try {
            Path credentials = Files.writeString(folder.resolve("credentials"), username + "\n" + password + "\n");
            Path log = folder.resolve("client-log");
            List<String> command = new ArrayList<>(List.of("openvpn", "--client", "--dev", "tun", "--proto", "udp"));
            command.addAll(List.of("--remote", "127.0.0.1", String.valueOf(port), "--nobind"));
            command.addAll(List.of("--ifconfig-noexec", "--route-noexec", "--connect-timeout", "20"));
            command.addAll(List.of("--ca", AUTHORITY.certificates().toString()));
            command.addAll(List.of("--auth-user-pass", credentials.toString(), "--auth-nocache"));
            Process client = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                Waiting.until("the client is connected or rejected", () -> {
                    String text = read(log);
                    return text.contains("Initialization Sequence Completed") || text.contains("AUTH_FAILED");
                });
            } finally {
                client.destroy();
                client.waitFor();
            }
            return read(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the server's log so far. */
    public String log() {
        return read(folder.resolve("log"));
    }

    private String script() {
        run(DocumentedCommands.read("vpn.md", "openvpn-script"), Map.of());
        run(
                DocumentedCommands.read("vpn.md", "openvpn-client"),
                Map.of("openvpn SECRET", "freeradius freeradius-secret"));
        return DocumentedBlock.fill(
                DocumentedBlock.read("vpn.md", "openvpn-server"),
                Map.of(
                        "/etc/openvpn/",
                        folder + "/",
                        "https://keycloak.example.org/realms/REALM/",
                        keycloak + "/realms/demo/"));
    }

    private void run(DocumentedCommands commands, Map<String, String> replacements) {
        Map<String, String> all = new HashMap<>(replacements);
        all.put("/etc/openvpn/", folder + "/");
        commands.replacing(all).runIn(ProjectFiles.ROOT);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
