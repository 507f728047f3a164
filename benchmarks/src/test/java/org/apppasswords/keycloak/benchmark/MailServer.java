package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.apppasswords.keycloak.benchmark.Connections.Connection;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;

/** A Dovecot with the demo's configuration, or with one that does not ask Keycloak. */
final class MailServer implements AutoCloseable {

    private static final String LOCAL = """
            passdb {
                driver = passwd-file
                args = scheme=SHA256.HEX username_format=%%u %s
            }
            """;

    private final Dovecot dovecot;

    private MailServer(Dovecot dovecot) {
        this.dovecot = dovecot;
    }

    /** Starts one that asks Keycloak, with these further options of {@code scripts/bridges/dovecot.sh}. */
    static MailServer start(Stand stand, String realm, String name, String... options) {
        return start(stand.url(), realm, name, options);
    }

    /** Starts one that asks the node at this URL. */
    static MailServer start(String url, String realm, String name, String... options) {
        String[] all = Stream.concat(
                        Stream.of("--keycloak", url, "--realm", realm, "--failure-delay", "2"), Stream.of(options))
                .toArray(String[]::new);
        Dovecot dovecot = new Dovecot("benchmark-" + name, BenchmarkRealm.APP_PASSWORDS, all);
        dovecot.beforeAll(null);
        return new MailServer(dovecot);
    }

    /** Starts one that has the hashes of these people's first app passwords in a file. */
    static MailServer startLocal(Stand stand, String realm, People people) {
        MailServer server = start(stand, realm, "local");
        try {
            StringBuilder passwords = new StringBuilder();
            for (int user = 0; user < people.count(); user++) {
                passwords.append(people.username(user) + ":" + sha256(people.secret(user, 0)) + "\n");
            }
            Path file = Files.writeString(server.dovecot.state().toRealPath().resolve("passwords"), passwords);
            server.dovecot.restartWithPassdbs(LOCAL.formatted(file));
            return server;
        } catch (IOException e) {
            server.close();
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return dovecot.imapPort();
    }

    long pid() {
        try {
            return dovecot.pid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Polls for the mail of one random user after the other, each time in a new connection. */
    Connection polls(People people, int number) {
        Random random = new Random(number);
        return () -> {
            int user = random.nextInt(people.count());
            new Device(user, people.username(user), people.secret(user, 0), false).poll(port());
        };
    }

    @Override
    public void close() {
        dovecot.afterAll(null);
    }

    private static String sha256(String password) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
