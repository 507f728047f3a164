package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A mail server as this release of Debian installs it, for the domain example.org and the users of this machine, with the
 * lines that docs/postfix.md adds, and its {@link StockDovecot}. Only the ports and the paths differ. Requires root.
 */
public final class StockPostfix implements BeforeAllCallback, AfterAllCallback {

    private static final String PACKAGED = "/usr/share/postfix/";
    private static final PrivateAuthority AUTHORITY = new PrivateAuthority("postfix");

    private final Debian release;
    private final StockDovecot dovecot;
    private final int port = BridgeScript.freePort();
    private final int submissionPort = BridgeScript.freePort();
    private final int submissionsPort = BridgeScript.freePort();

    private Path folder;

    /** Creates a Postfix and a Dovecot of this release. */
    public StockPostfix(Debian release) {
        this.release = release;
        this.dovecot = new StockDovecot(release);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        // Postfix's programs run as several users, and all of them must enter this folder.
        folder = Files.createTempDirectory("stock-postfix");
        allow(folder, "rwxr-xr-x");
        for (String name : List.of("etc", "queue", "lib")) {
            allow(Files.createDirectory(folder.resolve(name)), "rwxr-xr-x");
        }
        allow(Files.createDirectory(mail()), "rwxrwxrwx");
        run("chown", "postfix", folder.resolve("lib").toString());
        Files.writeString(etc("main.cf"), packaged("main.cf.debian") + packaged("main.cf.tls"));
        Files.writeString(etc("master.cf"), masterCf());
        Files.writeString(etc("sender-login.regexp"), DocumentedBlock.read("postfix.md", "sender-login.regexp"));
        configure(asDebianDoes());
        configure(forTheTest());
        // Creates the folder of Dovecot's socket.
        run("postfix", "-c", folder.resolve("etc").toString(), "check");
        dovecot.serve(folder.resolve("queue/private/auth"));
        dovecot.beforeAll(context);
        run("postfix", "-c", folder.resolve("etc").toString(), "start");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        run("postfix", "-c", folder.resolve("etc").toString(), "stop");
        dovecot.afterAll(context);
        run("rm", "-r", folder.toString());
    }

    /** Returns its Dovecot. */
    public StockDovecot dovecot() {
        return dovecot;
    }

    /** Uses the documented list of addresses instead of the pattern; this user is its alice. */
    public void listSenders(String alice) throws IOException {
        String list = DocumentedBlock.read("postfix.md", "sender-login");
        Files.writeString(etc("sender-login"), list.replaceAll("\\balice\\b(?!\\.)", alice));
        Files.writeString(
                etc("master.cf"),
                masterCf().replace("regexp:" + etc("sender-login.regexp"), "texthash:" + etc("sender-login")));
        restart();
    }

    /** Uses the documented pattern again. */
    public void matchSenders() throws IOException {
        Files.writeString(etc("master.cf"), masterCf());
        restart();
    }

    /** After a reload, processes with the old settings could still accept connections. */
    private void restart() {
        run("postfix", "-c", folder.resolve("etc").toString(), "stop");
        run("postfix", "-c", folder.resolve("etc").toString(), "start");
    }

    /** Returns the URL of port 25, where other servers deliver mail. */
    public String smtp() {
        return "smtp://localhost:" + port;
    }

    /** Returns the URL of port 587. */
    public String submission() {
        return "smtp://localhost:" + submissionPort;
    }

    /** Returns the URL of port 465. */
    public String submissions() {
        return "smtps://localhost:" + submissionsPort;
    }

    /** Returns the file with the authority of its certificate. */
    public Path authority() {
        return AUTHORITY.certificates();
    }

    /** Returns what this machine's user has received. */
    public String mailbox(String user) {
        return read(mail().resolve(user));
    }

    /** Returns its log so far. */
    public String log() {
        return read(folder.resolve("log"));
    }

    private String masterCf() {
        String documented = DocumentedBlock.read("postfix.md", "master.cf")
                .replaceFirst("(?m)^submission ", submissionPort + " ")
                .replaceFirst("(?m)^submissions ", submissionsPort + " ")
                .replace("/etc/postfix/", folder.resolve("etc") + "/");
        return packaged("master.cf.dist").replaceFirst("(?m)^smtp +inet ", port + " inet ") + "\n" + documented;
    }

    /** Returns the settings that the package's installation script enters. */
    private static List<String> asDebianDoes() {
        return List.of(
                "smtpd_relay_restrictions=permit_mynetworks permit_sasl_authenticated defer_unauth_destination",
                "myhostname=mail.example.org",
                "mydestination=$myhostname, example.org, mail, localhost.localdomain, localhost",
                "relayhost=",
                "mailbox_size_limit=0",
                "recipient_delimiter=+");
    }

    private List<String> forTheTest() {
        return List.of(
                "queue_directory=" + folder.resolve("queue"),
                "data_directory=" + folder.resolve("lib"),
                "mail_spool_directory=" + mail(),
                "alias_maps=",
                "alias_database=",
                "maillog_file=" + folder.resolve("log"),
                "maillog_file_prefixes=" + folder,
                "smtpd_tls_cert_file=" + AUTHORITY.serverCertificate(),
                "smtpd_tls_key_file=" + AUTHORITY.serverKey(),
                "inet_interfaces=127.0.0.1",
                "inet_protocols=ipv4",
                // Other loopback addresses are other mail servers.
                "mynetworks=127.0.0.1/32",
                // Mail for other domains stays in the queue.
                "defer_transports=smtp relay");
    }

    private void configure(List<String> settings) {
        List<String> command =
                new ArrayList<>(List.of("postconf", "-c", folder.resolve("etc").toString(), "-e"));
        command.addAll(settings);
        run(command.toArray(String[]::new));
    }

    private Path etc(String file) {
        return folder.resolve("etc").resolve(file);
    }

    private Path mail() {
        return folder.resolve("mail");
    }

    private String packaged(String file) {
        return release.run("cat", PACKAGED + file).output();
    }

    private static void allow(Path folder, String permissions) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String... command) {
        release.run(command);
    }
}
