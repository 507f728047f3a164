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
 * A mail server as this release of Debian installs it, with the blocks of docs/dovecot.md and docs/postfix.md. Only the
 * names that a reader replaces too, the ports and the paths differ. Requires root.
 */
public final class StockDovecot implements BeforeAllCallback, AfterAllCallback {

    private static final PrivateAuthority AUTHORITY = new PrivateAuthority("dovecot");
    private static final PrivateAuthority DEBIANS = new PrivateAuthority("dovecot-of-debian");

    private final Debian release;
    private final String keycloak;
    private final Path trusted;
    private final String secret;
    private final int imapPort = BridgeScript.freePort();
    private final int imapsPort = BridgeScript.freePort();
    private final int pop3Port = BridgeScript.freePort();
    private final int sievePort = BridgeScript.freePort();

    private Path folder;
    private Path saslSocket;

    /** Creates one that asks the tests' Keycloak. */
    public StockDovecot(Debian release) {
        this(release, "http://127.0.0.1:8080", "dovecot-secret");
    }

    /** Creates one that asks this Keycloak with this client secret. */
    public StockDovecot(Debian release, String keycloak, String secret) {
        this(release, keycloak, secret, AUTHORITY.certificates());
    }

    /** Creates one that only trusts the authorities in this file. */
    public StockDovecot(Debian release, String keycloak, String secret, Path trusted) {
        this.release = release;
        this.keycloak = keycloak;
        this.secret = secret;
        this.trusted = trusted;
    }

    /** Also authenticates for Postfix, through a socket at this path. */
    void serve(Path socket) {
        saslSocket = socket;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        // Dovecot's programs run as several users, and all of them must enter this folder.
        folder = Files.createTempDirectory("stock-dovecot");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("run", "lib", "mail")) {
            Files.createDirectory(folder.resolve(name));
        }
        release.run("chown", "mail:mail", folder.resolve("mail").toString());
        release.run("cp", "-a", "/etc/dovecot", etc().toString());
        run(DocumentedCommands.read("dovecot.md", "dovecot-client"), Map.of("SECRET", secret));
        run(DocumentedCommands.read("dovecot.md", "dovecot-program"), Map.of());
        if (release == Debian.DEBIAN_12) {
            run(
                    DocumentedCommands.read("dovecot.md", "dovecot-words-2.3"),
                    Map.of("https://keycloak.example.org", keycloak, "|REALM|", "|demo|"));
        }
        write("conf.d/auth-app-passwords.conf.ext", signIn());
        write("local.conf", mailboxes() + certificate() + forTheTest());
        useSelfSignedCertificate();
        run(DocumentedCommands.read("dovecot.md", "dovecot-include"), Map.of());
        release.run("dovecot", "-c", configuration());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        release.run("doveadm", "-c", configuration(), "stop");
        Path pid = folder.resolve("run/master.pid");
        Waiting.until("Dovecot has stopped", () -> !Files.exists(pid));
        release.run("rm", "-rf", folder.toString());
    }

    /** Returns a mail program at the address 127.0.0.something of this machine. */
    public MailProgram mailProgram(int something) {
        return new MailProgram(MailProgram.loopback(something), imapPort, pop3Port, sievePort);
    }

    /** Returns the URL of IMAP without TLS. */
    public String imap() {
        return "imap://127.0.0.1:" + imapPort;
    }

    /** Returns the URL of IMAP with TLS. */
    public String imaps() {
        return "imaps://localhost:" + imapsPort;
    }

    /** Returns the file with the authority of its certificate. */
    public Path authority() {
        return AUTHORITY.certificates();
    }

    /** Signs in with the documented command, which asks for the app password. */
    public Program.Result documentedCheck(String username, String password) {
        String command = DocumentedCommands.read("dovecot.md", "dovecot-check")
                .replacing(Map.of(
                        "curl",
                        "curl --silent --show-error --cacert " + AUTHORITY.certificates(),
                        "alice",
                        username,
                        "mail.example.org",
                        "localhost:" + imapsPort))
                .texts()
                .get(0);
        // Without a terminal, curl reads the password from standard input.
        return new Program("setsid", "--wait", "sh", "-c", command)
                .reading(password + "\n")
                .run();
    }

    /** Delivers a message by LMTP; returns what the server says. */
    public String deliver(String recipient, String subject) {
        return new Program(
                        "swaks",
                        "--protocol",
                        "LMTP",
                        "--socket",
                        folder.resolve("run/lmtp").toString(),
                        "--from",
                        "someone@elsewhere.example",
                        "--to",
                        recipient,
                        "--header",
                        "Subject: " + subject)
                .run()
                .output();
    }

    /** Returns its log so far. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String signIn() {
        Map<String, String> replacements = new HashMap<>();
        replacements.put("/etc/dovecot/", etc() + "/");
        replacements.put("/etc/ssl/certs/ca-certificates.crt", trusted.toString());
        String signIn;
        if (release == Debian.DEBIAN_12) {
            signIn = DocumentedBlock.read("dovecot.md", "auth-app-passwords-2.3.conf.ext");
        } else {
            signIn = DocumentedBlock.read("dovecot.md", "auth-app-passwords-2.4.conf.ext");
            replacements.put("https://keycloak.example.org/realms/REALM/", keycloak + "/realms/demo/");
        }
        if (saslSocket != null) {
            signIn += forPostfix();
            replacements.put("/var/spool/postfix/private/auth", saslSocket.toString());
        }
        return DocumentedBlock.fill(signIn, replacements);
    }

    private String forPostfix() {
        run(DocumentedCommands.read("postfix.md", "postfix-client"), Map.of("SECRET", "postfix-secret"));
        String socket = DocumentedBlock.read("postfix.md", "socket");
        if (release == Debian.DEBIAN_13) {
            return DocumentedBlock.read("postfix.md", "postfix-passdb-2.4") + socket;
        }
        run(DocumentedCommands.read("postfix.md", "postfix-program-2.3"), Map.of());
        return DocumentedBlock.read("postfix.md", "postfix-passdb-2.3") + socket;
    }

    private String mailboxes() {
        String block = release == Debian.DEBIAN_12
                ? DocumentedBlock.read("dovecot.md", "mailboxes-2.3")
                : DocumentedBlock.read("dovecot.md", "mailboxes-2.4");
        return DocumentedBlock.fill(
                block, Map.of("/var/vmail", folder.resolve("mail").toString(), "vmail", "mail"));
    }

    private String certificate() {
        String block = release == Debian.DEBIAN_12
                ? DocumentedBlock.read("dovecot.md", "certificate-2.3")
                : DocumentedBlock.read("dovecot.md", "certificate-2.4");
        return DocumentedBlock.fill(
                block,
                Map.of(
                        "/etc/letsencrypt/live/mail.example.org/fullchain.pem",
                        AUTHORITY.serverCertificate().toString(),
                        "/etc/letsencrypt/live/mail.example.org/privkey.pem",
                        AUTHORITY.serverKey().toString()));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(etc().resolve(file), text);
    }

    /** Runs the commands as this release's root, with the configuration in this folder. */
    private void run(DocumentedCommands commands, Map<String, String> replacements) {
        Map<String, String> all = new HashMap<>(replacements);
        all.put("/etc/dovecot/", etc() + "/");
        commands.replacing(all)
                .run(script -> release.run("env", "-C", ProjectFiles.ROOT.toString(), "sh", "-c", script));
    }

    private String forTheTest() {
        String common = """
                base_dir = %1$s/run
                state_dir = %1$s/lib
                log_path = %1$s/log
                listen = 127.0.0.1
                auth_verbose = yes
                auth_failure_delay = 0
                # Most of the tests' programs do not use TLS.
                ssl = yes
                # The user "mail" stands for "vmail".
                first_valid_uid = 1
                service anvil {
                  unix_listener anvil-auth-penalty {
                    mode = 0
                  }
                }
                """.formatted(folder);
        common += port("imap-login", "imap", imapPort) + port("imap-login", "imaps", imapsPort);
        common += port("pop3-login", "pop3", pop3Port) + port("pop3-login", "pop3s", 0);
        common += port("managesieve-login", "sieve", sievePort);
        return common
                + (release == Debian.DEBIAN_12
                        ? "disable_plaintext_auth = no\n"
                        : port("managesieve-login", "sieve_deprecated", 0)
                                + "auth_allow_cleartext = yes\nauth_internal_failure_delay = 0\n"
                                // As on a server that uses the cache for other passdbs.
                                + "auth_cache_size = 10M\n");
    }

    /** Debian's package ssl-cert makes these files when it is installed, which may not have happened here. */
    private void useSelfSignedCertificate() throws IOException {
        String installed = Files.readString(etc().resolve("conf.d/10-ssl.conf"));
        write(
                "conf.d/10-ssl.conf",
                DocumentedBlock.fill(
                        installed,
                        Map.of(
                                "/etc/dovecot/private/dovecot.pem",
                                DEBIANS.serverCertificate().toString(),
                                "/etc/dovecot/private/dovecot.key",
                                DEBIANS.serverKey().toString())));
    }

    private static String port(String service, String listener, int port) {
        return "service %s {\n  inet_listener %s {\n    port = %d\n  }\n}\n".formatted(service, listener, port);
    }

    private Path etc() {
        return folder.resolve("etc");
    }

    private String configuration() {
        return etc().resolve("dovecot.conf").toString();
    }
}
