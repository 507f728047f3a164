package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;
import org.apppasswords.keycloak.it.support.bridges.StockPostfix;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The lines of docs/bridges.md, added to the configuration of Postfix that Debian installs. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class StockPostfixIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String READS = "readsreadsreadsreadsread";

    /** A user whom every Debian has. */
    private static final String LOCAL_USER = "games";

    private static final String ELSEWHERE = "someone@elsewhere.example";

    /** curl's exit code if the server rejects user name and password. */
    private static final int LOGIN_DENIED = 67;

    // Dovecot starts first, because Postfix asks it for its mechanisms.
    @Order(1)
    @RegisterExtension
    static final Dovecot dovecot = Dovecot.forPostfix("dovecot-stock-postfix");

    @Order(2)
    @RegisterExtension
    static final StockPostfix postfix = new StockPostfix(dovecot);

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TempDir
    Path folder;

    @Test
    void otherServersDeliverMailForItsUsersWithoutSigningIn() throws IOException {
        for (String recipient : List.of(LOCAL_USER + "@example.org", LOCAL_USER + "@mail.example.org")) {
            Result sent = send(postfix.smtp(), ELSEWHERE, recipient, "To " + recipient);
            assertThat(sent.status()).as(sent.output()).isZero();
        }
        Result encrypted = send(postfix.smtp(), ELSEWHERE, LOCAL_USER + "@example.org", "Encrypted", "--ssl-reqd");
        assertThat(encrypted.status()).as(encrypted.output()).isZero();

        Waiting.until(
                "three messages have arrived",
                () -> postfix.mailbox(LOCAL_USER)
                                .lines()
                                .filter(line -> line.startsWith("Subject: "))
                                .count()
                        >= 3);
        assertThat(postfix.mailbox(LOCAL_USER))
                .contains("Subject: To games@example.org", "Subject: To games@mail.example.org", "Subject: Encrypted");
    }

    @Test
    void otherServersCannotRelayOrSignIn() throws IOException {
        new TestUsers(realm).create("stays-out", SeededAppPassword.of(PHONE));

        Result relayed = send(postfix.smtp(), ELSEWHERE, "other@elsewhere.example", "Relayed");
        assertThat(relayed.status()).isNotZero();
        assertThat(relayed.output()).contains("454");
        Result offered = signedIn(postfix.smtp(), "stays-out", PHONE, "other@elsewhere.example");
        assertThat(offered.status()).isNotZero();
        assertThat(offered.output()).contains("STARTTLS").doesNotContain("AUTH");
    }

    @Test
    void submissionRequiresAnAppPassword() throws IOException {
        new TestUsers(realm)
                .create(
                        "submits",
                        SeededAppPassword.of(PHONE).clients(Set.of("postfix")),
                        SeededAppPassword.of(READS).clients(Set.of("dovecot")));

        for (String url : List.of(postfix.submission(), postfix.submissions())) {
            for (String recipient : List.of(LOCAL_USER + "@example.org", ELSEWHERE)) {
                Result anonymous = send(url, "submits@example.org", recipient, "Anonymous", "--ssl-reqd");
                assertThat(anonymous.status()).isNotZero();
                assertThat(anonymous.output()).contains("554");
                Result sent = signedIn(url, "submits", PHONE, recipient);
                assertThat(sent.status()).as(sent.output() + postfix.log()).isZero();
                assertThat(sent.output()).contains("AUTH PLAIN LOGIN");
            }
            for (String wrong : List.of(TestUsers.PASSWORD, READS, "wrong")) {
                assertThat(signedIn(url, "submits", wrong, ELSEWHERE).status()).isEqualTo(LOGIN_DENIED);
            }
        }
    }

    @Test
    void submissionRequiresTlsAndTheUsersOwnAddress() throws IOException {
        new TestUsers(realm).create("owns", SeededAppPassword.of(PHONE));
        new TestUsers(realm).create("owned", SeededAppPassword.of(READS));

        Result unencrypted = send(postfix.submission(), "owns@example.org", ELSEWHERE, "Unencrypted");
        assertThat(unencrypted.status()).isNotZero();
        assertThat(unencrypted.output()).contains("530");
        Result forged =
                send(postfix.submission(), "owned@example.org", ELSEWHERE, "Forged", credentials("owns", PHONE));
        assertThat(forged.status()).isNotZero();
        assertThat(forged.output()).contains("553");
    }

    private Result signedIn(String url, String username, String password, String to) throws IOException {
        return send(url, username + "@example.org", to, "Signed in", credentials(username, password));
    }

    private static String[] credentials(String username, String password) {
        return new String[] {"--verbose", "--ssl-reqd", "--user", username + ":" + password};
    }

    /** Sends a message from an address that is outside of {@code mynetworks}. */
    private Result send(String url, String from, String to, String subject, String... more) throws IOException {
        Path message = Files.writeString(
                folder.resolve("message"), "From: %s\nTo: %s\nSubject: %s\n\nText\n".formatted(from, to, subject));
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "--silent",
                "--show-error",
                "--max-time",
                "20",
                "--interface",
                "127.0.0.7",
                "--cacert",
                postfix.authority().toString(),
                url,
                "--mail-from",
                from,
                "--mail-rcpt",
                to,
                "--upload-file",
                message.toString()));
        command.addAll(List.of(more));
        return new Program(command).run();
    }
}
