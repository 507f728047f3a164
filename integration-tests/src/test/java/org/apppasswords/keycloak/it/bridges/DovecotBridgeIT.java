package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;
import org.apppasswords.keycloak.it.support.bridges.MailProgram;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.StoredAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.TypedForms;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The configurations of docker/dovecot with real mail programs: IMAP, POP3 and ManageSieve. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DovecotBridgeIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String LAPTOP = "laptoplaptoplaptoplaptop";
    private static final String WRONG = "wrongwrongwrongwrongwron";
    private static final String KEYCLOAK_DOWN = "http://127.0.0.1:9";

    @RegisterExtension
    static final Dovecot dovecot = new Dovecot();

    @RegisterExtension
    static final Dovecot campus = new Dovecot("dovecot-campus", "campus-mail");

    @RegisterExtension
    static final Dovecot lua = new Dovecot("dovecot-lua", "dovecot", "--passdb", "lua");

    @RegisterExtension
    static final Dovecot luaForPostfix = Dovecot.forPostfix("dovecot-lua-postfix", "--passdb", "lua");

    @RegisterExtension
    static final Dovecot alone = new Dovecot("dovecot-alone", "dovecot", "--keycloak", KEYCLOAK_DOWN);

    @RegisterExtension
    static final Dovecot luaAlone =
            new Dovecot("dovecot-lua-alone", "dovecot", "--keycloak", KEYCLOAK_DOWN, "--passdb", "lua");

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
    }

    @Test
    void everyProtocolAcceptsEachTypedFormAndReportsProtocolAndAddress() {
        for (Dovecot server : List.of(dovecot, lua)) {
            String username = server == lua ? "protocols-lua" : "protocols";
            String userId = users.create(username, SeededAppPassword.of(PHONE));
            MailProgram program = server.mailProgram(7);

            for (String typed : TypedForms.of(PHONE)) {
                assertThat(program.login(username, typed)).startsWith("OK");
                assertThat(program.pop3(username + "@example.org", typed)).startsWith("+OK Logged in");
                assertThat(program.manageSieve(username, typed)).startsWith("OK");
            }

            assertThat(new SignInEvents(realm, userId).detail("app_password_protocol"))
                    .contains("imap", "pop3");
            assertThat(new SignInEvents(realm, userId).detail("app_password_address"))
                    .containsOnly("127.0.0.7");
            JsonNode stored = StoredAppPassword.data(users.appPasswords(userId).get(0));
            assertThat(stored.path("lastUsedFrom").asText()).isEqualTo("127.0.0.7");
            assertThat(stored.path("lastUsedClient").asText()).isEqualTo("dovecot");
        }
        assertThat(new SignInEvents(realm, userId("protocols")).detail("app_password_protocol"))
                .contains("sieve");
    }

    @Test
    void theNetworkConditionUsesTheMailProgramsAddress() {
        users.create("on-campus", SeededAppPassword.of(PHONE));
        allowCampus("127.0.0.7");

        assertThat(campus.mailProgram(7).login("on-campus", TestUsers.PASSWORD)).startsWith("OK");
        assertThat(campus.mailProgram(8).login("on-campus", TestUsers.PASSWORD))
                .startsWith("NO [AUTHENTICATIONFAILED]");
        assertThat(campus.mailProgram(8).login("on-campus", PHONE)).startsWith("OK");
    }

    @Test
    void aWrongPasswordIsPermanent() {
        users.create("mistypes", SeededAppPassword.of(PHONE));
        for (Dovecot server : List.of(dovecot, lua)) {
            for (String wrong : List.of(WRONG, TestUsers.PASSWORD, "")) {
                assertThat(server.mailProgram(7).login("mistypes", wrong)).startsWith("NO [AUTHENTICATIONFAILED]");
            }
            assertThat(server.mailProgram(7).pop3("mistypes", WRONG)).startsWith("-ERR [AUTH]");
            assertThat(server.mailProgram(7).manageSieve("mistypes", WRONG))
                    .startsWith("NO")
                    .doesNotContain("TRYLATER");
        }
    }

    @Test
    void keycloakDownIsATemporaryError() {
        for (Dovecot server : List.of(alone, luaAlone)) {
            assertThat(server.mailProgram(7).login("anybody", PHONE)).startsWith("NO [UNAVAILABLE]");
            assertThat(server.mailProgram(7).pop3("anybody", PHONE)).startsWith("-ERR [SYS/TEMP]");
            assertThat(server.mailProgram(7).manageSieve("anybody", PHONE)).startsWith("NO (TRYLATER)");
        }
    }

    @Test
    void asksKeycloakEachTime() {
        for (Dovecot server : List.of(dovecot, lua)) {
            String username = server == lua ? "two-devices-lua" : "two-devices";
            String userId = users.create(username, SeededAppPassword.of(PHONE), SeededAppPassword.of(LAPTOP));
            MailProgram program = server.mailProgram(7);
            assertThat(program.login(username, PHONE)).startsWith("OK");
            assertThat(program.login(username, PHONE)).startsWith("OK");
            assertThat(program.login(username, WRONG)).startsWith("NO [AUTHENTICATIONFAILED]");
            assertThat(program.login(username, LAPTOP)).startsWith("OK");
            assertThat(asked(userId)).isEqualTo(4);

            users.deleteSeeded(userId, PHONE);

            assertThat(program.login(username, PHONE)).startsWith("NO [AUTHENTICATIONFAILED]");
            assertThat(program.login(username, LAPTOP)).startsWith("OK");
        }
    }

    @Test
    void bothNamesOfAUserOpenTheSameMailbox(@TempDir Path folder) throws IOException {
        for (Dovecot server : List.of(dovecot, lua)) {
            String username = server == lua ? "reads-lua" : "reads";
            users.create(username, SeededAppPassword.of(PHONE));
            String inbox = "imap://127.0.0.1:" + server.imapPort() + "/INBOX";
            Path message = Files.writeString(folder.resolve("message"), "Subject: Hello\r\n\r\nWorld\r\n");

            Program.Result stored = curl(
                    username + "@example.org:" + TypedForms.hyphens(PHONE), inbox, "--upload-file", message.toString());
            Program.Result read = curl(username + ":" + PHONE, inbox + ";MAILINDEX=1");
            Program.Result popped = curl(
                    username + ":" + PHONE.toUpperCase(Locale.ROOT), "pop3://127.0.0.1:" + server.pop3Port() + "/1");
            Program.Result rejected = curl(username + ":" + WRONG, inbox);

            assertThat(stored.status()).as(stored.output()).isZero();
            assertThat(read.output()).contains("Subject: Hello", "World");
            assertThat(popped.output()).contains("Subject: Hello", "World");
            assertThat(rejected.status()).isEqualTo(67);
        }
    }

    /** Dovecot does not know which users exist. */
    @Test
    void lmtpAcceptsMailWithTheLuaPassdb() {
        Program.Result delivered = new Program(
                        "swaks",
                        "--protocol",
                        "LMTP",
                        "--server",
                        "127.0.0.1:" + luaForPostfix.lmtpPort(),
                        "--from",
                        "someone@elsewhere.example",
                        "--to",
                        "receives-by-lmtp@example.org")
                .run();

        assertThat(delivered.status())
                .as(delivered.output() + luaForPostfix.log())
                .isZero();
    }

    @Test
    void mbsyncFetchesMailWithEachTypedForm(@TempDir Path folder) throws IOException {
        users.create("syncs", SeededAppPassword.of(PHONE));
        Path message = Files.writeString(folder.resolve("message"), "Subject: Sync me\r\n\r\nWorld\r\n");
        String inbox = "imap://127.0.0.1:" + dovecot.imapPort() + "/INBOX";
        assertThat(curl("syncs:" + PHONE, inbox, "--upload-file", message.toString())
                        .status())
                .isZero();

        for (String typed : TypedForms.of(PHONE)) {
            Path mail = Files.createDirectory(
                    folder.resolve("mail-" + TypedForms.of(PHONE).indexOf(typed)));
            Program.Result result = mbsync(mail, "syncs", typed);
            assertThat(result.status()).as(result.output()).isZero();
            assertThat(textOfAll(mail.resolve("INBOX"))).contains("Subject: Sync me");
        }
        Program.Result rejected = mbsync(Files.createDirectory(folder.resolve("refused")), "syncs", WRONG);
        assertThat(rejected.status()).isNotZero();
        assertThat(rejected.output()).contains("AUTHENTICATIONFAILED");
    }

    @Test
    void logsContainNoSecrets() {
        users.create("secretive", SeededAppPassword.of(PHONE));
        for (Dovecot server : List.of(dovecot, lua, luaAlone, alone)) {
            MailProgram program = server.mailProgram(7);
            program.login("secretive", PHONE);
            program.login("secretive", TypedForms.hyphens(PHONE));
            program.login("secretive", WRONG);

            assertThat(server.log()).contains("secretive");
            assertThat(SecretTraces.in(server.log(), PHONE, WRONG, TestUsers.PASSWORD, "dovecot-secret"))
                    .isEmpty();
        }
    }

    private static Program.Result mbsync(Path mail, String username, String password) throws IOException {
        Path secret = Files.writeString(mail.resolve("password"), password);
        Path configuration = Files.writeString(
                mail.resolve("mbsyncrc"), """
                IMAPAccount demo
                Host 127.0.0.1
                Port %d
                User %s
                PassCmd "cat %s"
                SSLType None
                AuthMechs LOGIN

                IMAPStore remote
                Account demo

                MaildirStore local
                Path %s/
                Inbox %s/INBOX

                Channel mail
                Far :remote:
                Near :local:
                Patterns INBOX
                Create Near
                SyncState *
                """.formatted(dovecot.imapPort(), username, secret, mail, mail));
        return new Program("mbsync", "--config", configuration.toString(), "mail").run();
    }

    private static Program.Result curl(String user, String url, String... more) {
        return new Program(Stream.concat(
                                Stream.of("curl", "--silent", "--show-error", "--max-time", "20", "--config", "-", url),
                                Stream.of(more))
                        .toList())
                .reading("user = \"" + user + "\"\n")
                .run();
    }

    private static String textOfAll(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private int asked(String userId) {
        return new SignInEvents(realm, userId).attempts();
    }

    private String userId(String username) {
        return realm.admin().users().searchByUsername(username, true).get(0).getId();
    }

    private void allowCampus(String networks) {
        AuthenticationManagementResource flows = realm.admin().flows();
        String configId = flows.getExecutions("campus direct grant").stream()
                .filter(execution -> "conditional-client-network".equals(execution.getProviderId()))
                .findFirst()
                .orElseThrow()
                .getAuthenticationConfig();
        AuthenticatorConfigRepresentation config = flows.getAuthenticatorConfig(configId);
        Map<String, String> changed = new HashMap<>(config.getConfig());
        changed.put("allowed-networks", networks);
        config.setConfig(changed);
        flows.updateAuthenticatorConfig(configId, config);
    }
}
