package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real mail server for one test class: the installed Dovecot with the configuration in docker/dovecot, which asks the
 * tests' Keycloak about users of the demo realm.
 */
public final class Dovecot implements BeforeAllCallback, AfterAllCallback {

    private final BridgeScript script;
    private final String clientId;
    private final List<String> options;
    private final int imapPort = BridgeScript.freePort();
    private final int pop3Port = BridgeScript.freePort();
    private final int sievePort = BridgeScript.freePort();
    private final int saslPort = BridgeScript.freePort();
    private final int lmtpPort = BridgeScript.freePort();

    public Dovecot() {
        this("dovecot", "dovecot");
    }

    /** Creates a Dovecot with a name and a client of its own, and further options of scripts/bridges/dovecot.sh. */
    public Dovecot(String name, String clientId, String... options) {
        this.script = new BridgeScript("dovecot", name);
        this.clientId = clientId;
        this.options = List.of(options);
    }

    /** Creates a Dovecot that also serves Postfix, with the client {@code postfix}. */
    public static Dovecot forPostfix(String name, String... options) {
        String secret = BridgeScript.secretFile("postfix", "postfix-secret").toString();
        return new Dovecot(
                name,
                "dovecot",
                BridgeScript.plus(List.of(options), "--smtp-client-secret-file", secret)
                        .toArray(String[]::new));
    }

    /** Runs where the system trusts this authority only. */
    public Dovecot trusting(PrivateAuthority authority) {
        script.trusting(authority);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        List<String> all = BridgeScript.plus(
                List.of(
                        "--port",
                        String.valueOf(imapPort),
                        "--pop3-port",
                        String.valueOf(pop3Port),
                        "--sieve-port",
                        String.valueOf(sievePort),
                        "--sasl-port",
                        String.valueOf(saslPort),
                        "--lmtp-port",
                        String.valueOf(lmtpPort),
                        "--keycloak",
                        "http://127.0.0.1:8080",
                        "--realm",
                        "demo",
                        "--client-id",
                        clientId,
                        "--client-secret-file",
                        BridgeScript.secretFile(clientId, clientId + "-secret").toString(),
                        "--failure-delay",
                        "0"),
                options.toArray(String[]::new));
        script.start(all);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        script.stop();
    }

    /** Returns a mail program at the address 127.0.0.something of this machine. */
    public MailProgram mailProgram(int something) {
        return new MailProgram(MailProgram.loopback(something), imapPort, pop3Port, sievePort);
    }

    public int imapPort() {
        return imapPort;
    }

    public int pop3Port() {
        return pop3Port;
    }

    int saslPort() {
        return saslPort;
    }

    public int lmtpPort() {
        return lmtpPort;
    }

    /** Returns the user name that Dovecot continues with after this sign-in; empty if it rejects the sign-in. */
    public Optional<String> authenticate(String username, String password) {
        String configuration = script.state().resolve("dovecot.conf").toString();
        Program.Result result = new Program(
                        "doveadm", "-c", configuration, "auth", "test", "-x", "service=imap", username, password)
                .run();
        if (!result.output().contains("auth succeeded")) {
            return Optional.empty();
        }
        Matcher user = Pattern.compile("^ *user=(.*)$", Pattern.MULTILINE).matcher(result.output());
        return Optional.of(user.find() ? user.group(1) : username);
    }

    /** Restarts it with these passdbs in place of the script's. */
    public void restartWithPassdbs(String passdbs) throws IOException {
        String configuration = script.state().resolve("dovecot.conf").toString();
        Path master = Path.of("/proc", String.valueOf(pid()));
        run(List.of("doveadm", "-c", configuration, "stop"));
        Waiting.until("Dovecot has stopped", () -> !Files.exists(master));
        Files.writeString(script.state().resolve("passdb.conf"), passdbs);
        // As the script does: without root's privileges.
        List<String> start = System.getProperty("user.name").equals("root")
                ? List.of("setpriv", "--reuid=dovecot", "--regid=dovecot", "--clear-groups", "dovecot")
                : List.of("dovecot");
        run(BridgeScript.plus(start, "-c", configuration));
    }

    private static void run(List<String> command) {
        Program.Result result = new Program(command).run();
        if (result.status() != 0) {
            throw new IllegalStateException(result.output());
        }
    }

    /** Returns the folder with its configuration. */
    public Path state() {
        return script.state();
    }

    /** Returns the process id of its master process. */
    public long pid() throws IOException {
        return Long.parseLong(
                Files.readString(script.state().resolve("run/master.pid")).strip());
    }

    /** Returns its log so far. */
    public String log() {
        return script.output();
    }
}
