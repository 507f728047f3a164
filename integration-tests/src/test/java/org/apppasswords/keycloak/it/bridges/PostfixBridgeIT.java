package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.bridges.Bridges;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.TypedForms;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The configuration of docker/postfix: sends mail with an app password, and reads it in the recipient's mailbox. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class PostfixBridgeIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String READS = "readsreadsreadsreadsread";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    /** curl's exit code if the server rejects user name and password. */
    private static final int LOGIN_DENIED = 67;

    // Dovecot starts first, because Postfix asks it for its mechanisms.
    @Order(1)
    @RegisterExtension
    static final Dovecot dovecot = Dovecot.forPostfix("dovecot-postfix");

    @Order(2)
    @RegisterExtension
    static final Bridges.Bridge postfix = Bridges.postfix(dovecot);

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TempDir
    Path folder;

    private TestUsers users;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
    }

    @Test
    void aMessageIsSentWithEachTypedFormAndReadWithAnotherAppPassword() throws IOException {
        String sender = users.create("sends", SeededAppPassword.of(PHONE).clients(Set.of("postfix")));
        users.create("receives", SeededAppPassword.of(READS).clients(Set.of("dovecot")));
        List<String> forms = TypedForms.of(PHONE);

        for (int i = 0; i < forms.size(); i++) {
            Result sent = curl("sends", forms.get(i), "sends", "receives", "Number " + i);
            assertThat(sent.status()).as(sent.output()).isZero();
        }
        Result byAddress = curl("sends@example.org", PHONE, "sends", "receives", "By address");
        assertThat(byAddress.status()).as(byAddress.output()).isZero();

        Waiting.until(
                "six messages have arrived", () -> inbox("receives").equals(List.of("1", "2", "3", "4", "5", "6")));
        assertThat(message("receives", 1)).contains("Subject: Number 0", "From: sends@example.org");
        assertThat(message("receives", 6)).contains("Subject: By address");

        SignInEvents signIns = new SignInEvents(realm, sender);
        assertThat(signIns.clients()).hasSize(6).containsOnly("postfix");
        assertThat(signIns.detail("app_password_protocol")).hasSize(6).containsOnly("smtp");
        assertThat(signIns.detail("app_password_address")).hasSize(6).containsOnly("127.0.0.7");
    }

    @Test
    void msmtpAndSwaksCanSend() throws IOException {
        users.create("sends-more", SeededAppPassword.of(PHONE));
        users.create("receives-more", SeededAppPassword.of(READS));

        for (String typed : TypedForms.of(PHONE)) {
            Result sent = msmtp("sends-more", typed, "receives-more", "By msmtp");
            assertThat(sent.status()).as(sent.output()).isZero();
        }
        Result login = swaks("sends-more", TypedForms.hyphens(PHONE), "receives-more");
        assertThat(login.status()).as(login.output()).isZero();
        assertThat(login.output()).contains("235 2.7.0 Authentication successful");

        Waiting.until("all messages have arrived", () -> inbox("receives-more").size() == 6);
        Result rejected = msmtp("sends-more", WRONG, "receives-more", "Never sent");
        assertThat(rejected.status()).isNotZero();
        assertThat(rejected.output()).contains("535 5.7.8");
    }

    @Test
    void mailWithoutAnAppPasswordIsRejected() throws IOException {
        users.create(
                "tries",
                SeededAppPassword.of(PHONE),
                SeededAppPassword.of(READS).clients(Set.of("dovecot")));
        users.create("spared", SeededAppPassword.of(READS));

        for (String wrong : List.of(TestUsers.PASSWORD, WRONG, READS, "")) {
            assertThat(curl("tries", wrong, "tries", "spared", "Wrong").status())
                    .isEqualTo(LOGIN_DENIED);
        }
        Result anonymous = new Program(smtp("tries", "spared", "Anonymous")).run();
        assertThat(anonymous.status()).isNotZero();
        assertThat(anonymous.output()).contains("554");

        assertThat(curl("tries", PHONE, "tries", "spared", "Right").status()).isZero();
        Waiting.until("the valid message has arrived", () -> !inbox("spared").isEmpty());
        assertThat(inbox("spared")).hasSize(1);
        assertThat(message("spared", 1)).contains("Subject: Right");
    }

    @Test
    void sendingInAnotherUsersNameIsRejected() throws IOException {
        users.create("forges", SeededAppPassword.of(PHONE));
        users.create("forged", SeededAppPassword.of(READS));

        Result forged = curl("forges", PHONE, "forged", "forged", "Forged");

        assertThat(forged.status()).isNotZero();
        assertThat(forged.output()).contains("553");
        assertThat(curl("forges", PHONE, "forges", "forged", "Own").status()).isZero();
        Waiting.until("the honest message has arrived", () -> !inbox("forged").isEmpty());
        assertThat(message("forged", 1)).contains("Subject: Own");
    }

    @Test
    void logsContainNoSecrets() throws IOException {
        users.create("secretive", SeededAppPassword.of(PHONE));
        curl("secretive", TypedForms.hyphens(PHONE), "secretive", "secretive", "Hello");
        curl("secretive", WRONG, "secretive", "secretive", "Hello");

        Waiting.until("Postfix has logged the sign-in", () -> postfix.log().contains("sasl_username=secretive"));
        assertThat(SecretTraces.in(postfix.log() + dovecot.log(), PHONE, WRONG, "postfix-secret", "dovecot-secret"))
                .isEmpty();
    }

    /** Returns the numbers of a user's messages. */
    private static List<String> inbox(String username) {
        Result found = imap(username, "/INBOX?ALL");
        return found.output()
                .lines()
                .filter(line -> line.startsWith("* SEARCH"))
                .flatMap(line -> Stream.of(line.strip().split(" ", -1)).skip(2))
                .toList();
    }

    private static String message(String username, int number) {
        return imap(username, "/INBOX;MAILINDEX=" + number).output();
    }

    private static Result imap(String username, String path) {
        return new Program(
                        "curl",
                        "--silent",
                        "--max-time",
                        "20",
                        "--config",
                        "-",
                        "imap://127.0.0.1:" + dovecot.imapPort() + path)
                .reading("user = \"" + username + ":" + READS + "\"\n")
                .run();
    }

    private Result curl(String username, String password, String from, String to, String subject) throws IOException {
        return new Program(Stream.concat(smtp(from, to, subject).stream(), Stream.of("--config", "-"))
                        .toList())
                .reading("user = \"" + username + ":" + password + "\"\n")
                .run();
    }

    private List<String> smtp(String from, String to, String subject) throws IOException {
        return List.of(
                "curl",
                "--silent",
                "--show-error",
                "--max-time",
                "20",
                "--interface",
                "127.0.0.7",
                "smtp://127.0.0.1:" + postfix.port(),
                "--mail-from",
                from + "@example.org",
                "--mail-rcpt",
                to + "@example.org",
                "--upload-file",
                file(from, to, subject).toString());
    }

    private static Result msmtp(String username, String password, String to, String subject) {
        return new Program(
                        "msmtp",
                        "--file=/dev/null",
                        "--host=127.0.0.1",
                        "--port=" + postfix.port(),
                        "--tls=off",
                        "--auth=plain",
                        "--user=" + username,
                        "--passwordeval=echo '" + password + "'",
                        "--from=" + username + "@example.org",
                        to + "@example.org")
                .reading(text(username, to, subject))
                .run();
    }

    private static Result swaks(String username, String password, String to) {
        return new Program(
                        "swaks",
                        "--server",
                        "127.0.0.1:" + postfix.port(),
                        "--auth",
                        "LOGIN",
                        "--auth-user",
                        username,
                        "--auth-password",
                        password,
                        "--from",
                        username + "@example.org",
                        "--to",
                        to + "@example.org")
                .run();
    }

    private Path file(String from, String to, String subject) throws IOException {
        return Files.writeString(folder.resolve("message"), text(from, to, subject));
    }

    private static String text(String from, String to, String subject) {
        return "From: %s@example.org\nTo: %s@example.org\nSubject: %s\n\nText\n".formatted(from, to, subject);
    }
}
