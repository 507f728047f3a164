package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apppasswords.keycloak.it.support.bridges.Debian;
import org.apppasswords.keycloak.it.support.bridges.MailProgram;
import org.apppasswords.keycloak.it.support.bridges.StandIn;
import org.apppasswords.keycloak.it.support.bridges.StockDovecot;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.TypedForms;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.KeycloakOverTls;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The blocks of docs/dovecot.md, in the configurations of Dovecot 2.3 and 2.4 that two releases of Debian install. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class StockDovecotIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String LAPTOP = "laptoplaptoplaptoplaptop";
    private static final String TABLET = "tablettablettablettablet";
    private static final String WRONG = "wrongwrongwrongwrongwron";
    private static final String KEYCLOAK = "http://127.0.0.1:8080";
    private static final String KEYCLOAK_DOWN = "http://127.0.0.1:9";
    private static final String SECRET = "dovecot-secret";

    private static final PrivateAuthority AUTHORITY = new PrivateAuthority("keycloak-of-dovecot");
    private static final PrivateAuthority ANOTHER = new PrivateAuthority("another-than-keycloaks");
    private static final StandIn STAND_IN = new StandIn();
    private static final KeycloakOverTls KEYCLOAK_OVER_TLS = new KeycloakOverTls(AUTHORITY);

    @RegisterExtension
    static final StockDovecot dovecot12 = new StockDovecot(Debian.DEBIAN_12);

    @RegisterExtension
    static final StockDovecot dovecot13 = new StockDovecot(Debian.DEBIAN_13);

    @RegisterExtension
    static final StockDovecot misconfigured12 = new StockDovecot(Debian.DEBIAN_12, KEYCLOAK, "another secret");

    @RegisterExtension
    static final StockDovecot misconfigured13 = new StockDovecot(Debian.DEBIAN_13, KEYCLOAK, "another secret");

    @RegisterExtension
    static final StockDovecot alone12 = new StockDovecot(Debian.DEBIAN_12, KEYCLOAK_DOWN, SECRET);

    @RegisterExtension
    static final StockDovecot alone13 = new StockDovecot(Debian.DEBIAN_13, KEYCLOAK_DOWN, SECRET);

    @RegisterExtension
    static final StockDovecot withStandIn12 = new StockDovecot(Debian.DEBIAN_12, STAND_IN.url(), SECRET);

    @RegisterExtension
    static final StockDovecot withStandIn13 = new StockDovecot(Debian.DEBIAN_13, STAND_IN.url(), SECRET);

    @RegisterExtension
    static final StockDovecot trusting12 = overTls(Debian.DEBIAN_12, AUTHORITY);

    @RegisterExtension
    static final StockDovecot trusting13 = overTls(Debian.DEBIAN_13, AUTHORITY);

    @RegisterExtension
    static final StockDovecot distrusting12 = overTls(Debian.DEBIAN_12, ANOTHER);

    @RegisterExtension
    static final StockDovecot distrusting13 = overTls(Debian.DEBIAN_13, ANOTHER);

    private static final Map<Debian, Servers> SERVERS = Map.of(
            Debian.DEBIAN_12,
            new Servers(dovecot12, misconfigured12, alone12, withStandIn12, trusting12, distrusting12),
            Debian.DEBIAN_13,
            new Servers(dovecot13, misconfigured13, alone13, withStandIn13, trusting13, distrusting13));

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;

    private record Servers(
            StockDovecot dovecot,
            StockDovecot misconfigured,
            StockDovecot alone,
            StockDovecot withStandIn,
            StockDovecot trusting,
            StockDovecot distrusting) {}

    private static StockDovecot overTls(Debian release, PrivateAuthority trusted) {
        return new StockDovecot(release, KEYCLOAK_OVER_TLS.url(), SECRET, trusted.certificates());
    }

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
    }

    @ParameterizedTest
    @EnumSource
    void everyProtocolAcceptsEachTypedFormAndReportsProtocolAndAddress(Debian release) {
        String username = name(release, "protocols");
        String userId = users.create(
                username, SeededAppPassword.of(PHONE), SeededAppPassword.of(LAPTOP), SeededAppPassword.of(TABLET));
        MailProgram program = SERVERS.get(release).dovecot().mailProgram(7);

        for (String typed : TypedForms.of(PHONE)) {
            assertThat(program.login(username, typed)).startsWith("OK");
        }
        assertThat(program.pop3(username, LAPTOP)).startsWith("+OK Logged in");
        assertThat(program.manageSieve(username, TABLET)).startsWith("OK");

        SignInEvents signIns = new SignInEvents(realm, userId);
        assertThat(signIns.clients()).containsOnly("dovecot");
        assertThat(signIns.detail("app_password_protocol")).contains("imap", "pop3", "sieve");
        assertThat(signIns.detail("app_password_address")).hasSize(7).containsOnly("127.0.0.7");
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordIsPermanent(Debian release) {
        String username = name(release, "mistypes");
        users.create(username, SeededAppPassword.of(PHONE).clients(Set.of("postfix")));
        MailProgram program = SERVERS.get(release).dovecot().mailProgram(7);

        for (String wrong : List.of(WRONG, PHONE, TestUsers.PASSWORD, "")) {
            assertThat(program.login(username, wrong)).as(wrong).startsWith("NO [AUTHENTICATIONFAILED]");
        }
        assertThat(program.login("nobody-here", PHONE)).startsWith("NO [AUTHENTICATIONFAILED]");
        assertThat(program.pop3(username, WRONG)).startsWith("-ERR [AUTH]");
        assertThat(program.manageSieve(username, WRONG)).startsWith("NO").doesNotContain("TRYLATER");
    }

    @ParameterizedTest
    @EnumSource
    void aWrongClientSecretAndKeycloakDownAreTemporaryErrors(Debian release) {
        String username = name(release, "waits");
        users.create(username, SeededAppPassword.of(PHONE));
        Servers servers = SERVERS.get(release);

        for (StockDovecot server : List.of(servers.misconfigured(), servers.alone())) {
            MailProgram program = server.mailProgram(7);
            assertThat(program.login(username, PHONE)).startsWith("NO [UNAVAILABLE]");
            assertThat(program.pop3(username, PHONE)).startsWith("-ERR [SYS/TEMP]");
            assertThat(program.manageSieve(username, PHONE)).startsWith("NO (TRYLATER)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void trustsTheConfiguredAuthorityOnly(Debian release) {
        String username = name(release, "encrypts");
        users.create(username, SeededAppPassword.of(PHONE));
        Servers servers = SERVERS.get(release);

        assertThat(servers.trusting().mailProgram(7).login(username, PHONE)).startsWith("OK");
        assertThat(servers.distrusting().mailProgram(7).login(username, PHONE)).startsWith("NO [UNAVAILABLE]");
    }

    @ParameterizedTest
    @EnumSource
    void asksKeycloakEachTime(Debian release) {
        String username = name(release, "asks");
        String userId = users.create(
                username, SeededAppPassword.of(PHONE).networks("127.0.0.7/32"), SeededAppPassword.of(LAPTOP));
        StockDovecot server = SERVERS.get(release).dovecot();
        MailProgram program = server.mailProgram(7);
        assertThat(program.login(username, PHONE)).startsWith("OK");
        assertThat(program.login(username, PHONE)).startsWith("OK");
        assertThat(server.mailProgram(8).login(username, PHONE)).startsWith("NO [AUTHENTICATIONFAILED]");
        assertThat(program.login(username, WRONG)).startsWith("NO [AUTHENTICATIONFAILED]");
        assertThat(program.login(username, LAPTOP)).startsWith("OK");
        assertThat(asked(userId)).isEqualTo(5);

        users.deleteSeeded(userId, PHONE);

        assertThat(program.login(username, PHONE)).startsWith("NO [AUTHENTICATIONFAILED]");
        assertThat(program.login(username, LAPTOP)).startsWith("OK");
    }

    /** Dovecot accepts what is in its cache while a passdb fails, even if it expired long ago. */
    @ParameterizedTest
    @EnumSource
    void acceptsNothingWhileKeycloakIsBusy(Debian release) {
        MailProgram program = SERVERS.get(release).withStandIn().mailProgram(7);
        STAND_IN.answer(new StandIn.Response(200, Map.of("Content-Type", "text/plain; charset=utf-8"), "deleted"));
        assertThat(program.login("deleted", PHONE)).startsWith("OK");
        STAND_IN.answer(new StandIn.Response(401, Map.of(), ""));
        assertThat(program.login("deleted", PHONE)).startsWith("NO [AUTHENTICATIONFAILED]");

        for (int status : new int[] {503, 429, 400, 302, 500}) {
            STAND_IN.answer(new StandIn.Response(status, Map.of(), ""));

            assertThat(program.login("deleted", PHONE)).as("status " + status).startsWith("NO [UNAVAILABLE]");
        }
    }

    @ParameterizedTest
    @EnumSource
    void mailByLmtpIsInTheMailboxThatBothNamesOpen(Debian release) {
        String username = name(release, "reads");
        users.create(username, SeededAppPassword.of(PHONE));
        StockDovecot server = SERVERS.get(release).dovecot();

        assertThat(server.deliver(username + "@example.org", "Delivered")).contains("250 2.0.0");

        for (String typed : List.of(username, username + "@example.org")) {
            Waiting.until(
                    "the message has arrived",
                    Duration.ofSeconds(10),
                    () -> first(server, typed).contains("Subject: Delivered"));
        }
        assertThat(server.mailProgram(7).login(username + "@elsewhere.example", PHONE))
                .startsWith("NO [AUTHENTICATIONFAILED]");
    }

    @ParameterizedTest
    @EnumSource
    void theDocumentedCheckSignsIn(Debian release) {
        String username = name(release, "checks");
        users.create(username, SeededAppPassword.of(PHONE));
        StockDovecot server = SERVERS.get(release).dovecot();

        Program.Result checked = server.documentedCheck(username, TypedForms.hyphens(PHONE));
        assertThat(checked.status()).as(checked.output()).isZero();
        assertThat(checked.output()).contains("INBOX");
        assertThat(server.documentedCheck(username, WRONG).status()).isEqualTo(67);
    }

    @ParameterizedTest
    @EnumSource
    void theCheckForMonitoringAsksKeycloakEachTime(Debian release) {
        String username = name(release, "monitoring");
        String userId = users.create(username, SeededAppPassword.of(PHONE));
        StockDovecot server = SERVERS.get(release).dovecot();
        MonitoringCheck check =
                new MonitoringCheck("Dovecot", "imaps://mail.example.org", server.imaps(), server.authority());

        for (int times = 1; times <= 2; times++) {
            Program.Result checked = check.run(username, PHONE);
            assertThat(checked.status()).as(checked.output()).isZero();
            assertThat(asked(userId)).isEqualTo(times);
        }
        assertThat(check.run(username, WRONG).status()).isEqualTo(67);
    }

    @ParameterizedTest
    @EnumSource
    void logsContainNoSecrets(Debian release) {
        String username = name(release, "secretive");
        users.create(username, SeededAppPassword.of(PHONE));
        Servers servers = SERVERS.get(release);

        for (StockDovecot server : List.of(servers.dovecot(), servers.misconfigured(), servers.alone())) {
            MailProgram program = server.mailProgram(7);
            program.login(username, PHONE);
            program.login(username, TypedForms.hyphens(PHONE));
            program.login(username, WRONG);

            assertThat(server.log()).contains(username);
            assertThat(SecretTraces.in(server.log(), PHONE, WRONG, SECRET, "another secret"))
                    .isEmpty();
        }
    }

    private static String first(StockDovecot server, String username) {
        return new Program(
                        "curl", "--silent", "--max-time", "20", "--config", "-", server.imap() + "/INBOX;MAILINDEX=1")
                .reading("user = \"" + username + ":" + PHONE + "\"\n")
                .run()
                .output();
    }

    private static String name(Debian release, String username) {
        return username + (release == Debian.DEBIAN_12 ? "-12" : "-13");
    }

    private int asked(String userId) {
        return new SignInEvents(realm, userId).attempts();
    }
}
