package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apppasswords.keycloak.it.support.bridges.Debian;
import org.apppasswords.keycloak.it.support.bridges.MailProgram;
import org.apppasswords.keycloak.it.support.bridges.StockPostfix;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The lines of docs/postfix.md, added to the configurations of Postfix and Dovecot that two releases of Debian install. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class StockPostfixIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String READS = "readsreadsreadsreadsread";

    /** A user whom every Debian has. */
    private static final String LOCAL_USER = "games";

    private static final String ELSEWHERE = "someone@elsewhere.example";

    /** curl's exit code if the server rejects user name and password. */
    private static final int LOGIN_DENIED = 67;

    @RegisterExtension
    static final StockPostfix debian12 = new StockPostfix(Debian.DEBIAN_12);

    @RegisterExtension
    static final StockPostfix debian13 = new StockPostfix(Debian.DEBIAN_13);

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void otherServersDeliverMailForItsUsersWithoutSigningIn(Debian release) throws IOException {
        StockPostfix postfix = on(release);
        for (String recipient : List.of(LOCAL_USER + "@example.org", LOCAL_USER + "@mail.example.org")) {
            Result sent = send(postfix.smtp(), ELSEWHERE, recipient, "To " + recipient);
            assertThat(sent.status()).as(sent.output()).isZero();
        }
        Result encrypted = send(postfix.smtp(), ELSEWHERE, LOCAL_USER + "@example.org", "Encrypted", "--ssl-reqd");
        assertThat(encrypted.status()).as(encrypted.output()).isZero();

        // Other tests send to this user, too.
        for (String subject : List.of("To games@example.org", "To games@mail.example.org", "Encrypted")) {
            Waiting.until(
                    subject + " has arrived",
                    () -> postfix.mailbox(LOCAL_USER).lines().anyMatch(("Subject: " + subject)::equals));
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherServersCannotRelayOrSignIn(Debian release) throws IOException {
        StockPostfix postfix = on(release);
        new TestUsers(realm).create(user(release, "stays-out"), SeededAppPassword.of(PHONE));

        Result relayed = send(postfix.smtp(), ELSEWHERE, "other@elsewhere.example", "Relayed");
        assertThat(relayed.status()).isNotZero();
        assertThat(relayed.output()).contains("454");
        Result offered = signedIn(postfix.smtp(), user(release, "stays-out"), PHONE, "other@elsewhere.example");
        assertThat(offered.status()).isNotZero();
        assertThat(offered.output()).contains("STARTTLS").doesNotContain("AUTH");
    }

    @ParameterizedTest
    @EnumSource
    void submissionRequiresAnAppPassword(Debian release) throws IOException {
        StockPostfix postfix = on(release);
        String submits = user(release, "submits");
        String userId = new TestUsers(realm)
                .create(
                        submits,
                        SeededAppPassword.of(PHONE).clients(Set.of("postfix")),
                        SeededAppPassword.of(READS).clients(Set.of("dovecot")));

        for (String url : List.of(postfix.submission(), postfix.submissions())) {
            for (String recipient : List.of(LOCAL_USER + "@example.org", ELSEWHERE)) {
                Result anonymous = send(url, submits + "@example.org", recipient, "Anonymous", "--ssl-reqd");
                assertThat(anonymous.status()).isNotZero();
                assertThat(anonymous.output()).contains("554");
                Result sent = signedIn(url, submits, PHONE, recipient);
                assertThat(sent.status()).as(sent.output() + postfix.log()).isZero();
                assertThat(sent.output()).contains("AUTH PLAIN LOGIN");
            }
            for (String wrong : List.of(TestUsers.PASSWORD, READS, "wrong")) {
                assertThat(signedIn(url, submits, wrong, ELSEWHERE).status()).isEqualTo(LOGIN_DENIED);
            }
        }

        SignInEvents signIns = new SignInEvents(realm, userId);
        assertThat(signIns.clients()).isNotEmpty().containsOnly("postfix");
        assertThat(signIns.detail("app_password_protocol")).containsOnly("smtp");
        assertThat(signIns.detail("app_password_address")).containsOnly("127.0.0.7");
        // Dovecot remembers the password for Postfix only.
        MailProgram reader = postfix.dovecot().mailProgram(7);
        assertThat(reader.login(submits, PHONE)).startsWith("NO [AUTHENTICATIONFAILED]");
        assertThat(reader.login(submits, READS)).startsWith("OK");
        assertThat(signedIn(postfix.submission(), submits, READS, ELSEWHERE).status())
                .isEqualTo(LOGIN_DENIED);
    }

    @ParameterizedTest
    @EnumSource
    void submissionRequiresTlsAndTheUsersOwnAddress(Debian release) throws IOException {
        StockPostfix postfix = on(release);
        new TestUsers(realm).create(user(release, "owns"), SeededAppPassword.of(PHONE));
        new TestUsers(realm).create(user(release, "owned"), SeededAppPassword.of(READS));

        Result unencrypted =
                send(postfix.submission(), user(release, "owns") + "@example.org", ELSEWHERE, "Unencrypted");
        assertThat(unencrypted.status()).isNotZero();
        assertThat(unencrypted.output()).contains("530");
        String[] own = credentials(user(release, "owns"), PHONE);
        Result forged = send(postfix.submission(), user(release, "owned") + "@example.org", ELSEWHERE, "Forged", own);
        assertThat(forged.status()).isNotZero();
        assertThat(forged.output()).contains("553");
    }

    @ParameterizedTest
    @EnumSource
    void addressesCanDifferFromUserNames(Debian release) throws IOException {
        StockPostfix postfix = on(release);
        String alice = user(release, "smith");
        new TestUsers(realm).create(alice, SeededAppPassword.of(PHONE));

        postfix.listSenders(alice);
        try {
            for (String own : List.of("alice.smith@example.org", "info@example.org")) {
                Result sent = send(postfix.submission(), own, ELSEWHERE, "Listed", credentials(alice, PHONE));
                assertThat(sent.status()).as(sent.output() + postfix.log()).isZero();
            }
            for (String other : List.of(alice + "@example.org", "bob@example.org", "other@elsewhere.example")) {
                Result forged = send(postfix.submission(), other, ELSEWHERE, "Forged", credentials(alice, PHONE));
                assertThat(forged.output()).as(other).contains("553");
            }
        } finally {
            postfix.matchSenders();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCheckForMonitoringSignsInWithoutSending(Debian release) {
        StockPostfix postfix = on(release);
        String username = user(release, "monitoring");
        String userId = new TestUsers(realm).create(username, SeededAppPassword.of(PHONE));
        MonitoringCheck check = new MonitoringCheck(
                "Postfix", "smtp://mail.example.org:587", postfix.submission(), postfix.authority());

        Result accepted = check.run(username, PHONE);
        assertThat(accepted.status()).as(accepted.output() + postfix.log()).isZero();
        assertThat(new SignInEvents(realm, userId).clients()).containsExactly("postfix");
        assertThat(check.run(username, READS).status()).isEqualTo(LOGIN_DENIED);
    }

    private static StockPostfix on(Debian release) {
        return release == Debian.DEBIAN_12 ? debian12 : debian13;
    }

    private static String user(Debian release, String name) {
        return name + (release == Debian.DEBIAN_12 ? "-12" : "-13");
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
                debian12.authority().toString(),
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
