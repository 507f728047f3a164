package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Mail;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.MetricsEndpoint;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;
import org.keycloak.testframework.remote.timeoffset.InjectTimeOffSet;
import org.keycloak.testframework.remote.timeoffset.TimeOffSet;

/** E-mail notices to users, sent through a real SMTP server. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class NoticesIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String LAPTOP = "laptoplaptoplaptoplaptop";

    /** App passwords of one user. */
    private static final int SOME = 50;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @InjectMailServer
    MailServer mail;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    /** A realm that other tests do not use: its notices wait until the end of a test. */
    @InjectRealm(ref = "hanging", config = HangingRealm.class)
    ManagedRealm hangingRealm;

    @InjectTimeOffSet
    TimeOffSet clock;

    private TestUsers users;
    private RealmPolicy policy;

    /** A realm with defaults only. */
    static final class HangingRealm implements RealmConfig {
        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return realm.name("hanging");
        }
    }

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        policy = new RealmPolicy(realm);
    }

    @Test
    void theUserIsNotifiedOfACreationInTheirLanguageWithoutTheSecret() throws IOException {
        for (String language : List.of("en", "ja", "zh-CN", "zh-TW")) {
            Person person = users.createWithTotp("creates-" + language.toLowerCase(java.util.Locale.ROOT));
            UserRepresentation user =
                    realm.admin().users().get(users.idOf(person)).toRepresentation();
            user.setAttributes(Map.of("locale", List.of(language)));
            realm.admin().users().get(users.idOf(person)).update(user);

            String secret = create(person, "<b>Mail</b> & Co");

            Mail notice = Mail.await(mail, address(person), 1).get(0);
            assertThat(notice.subject())
                    .isEqualTo(new Messages(language).of("appPasswordNoticeCreatedSubject", "<b>Mail</b> & Co"));
            assertThat(notice.text())
                    .contains(new Messages(language).of("appPasswordNoticeCreatedText", "App Passwords Demo"))
                    .contains(new Messages(language).of("appPasswordNoticeName") + ": <b>Mail</b> & Co")
                    .contains(new Messages(language).of("appPasswordNoticeAddress") + ": 127.0.0.1")
                    .contains(": " + realm.getBaseUrl() + "/account/app-passwords")
                    .doesNotContain("${");
            assertThat(notice.html())
                    .contains("<bdi>&lt;b&gt;Mail&lt;/b&gt; &amp; Co</bdi>")
                    .contains("href=\"" + realm.getBaseUrl() + "/account/app-passwords\"")
                    .contains("127.0.0.1");
            assertThat(notice.text() + notice.html()).doesNotContain(secret, CreatePage.letters(secret));
            assertThat(realm.admin()
                            .users()
                            .get(users.idOf(person))
                            .toRepresentation()
                            .getRequiredActions())
                    .isEmpty();
            Path page = Files.writeString(
                    ProjectFiles.INTEGRATION_TESTS.resolve("target/notice-" + language + ".html"),
                    "<!doctype html><meta charset=utf-8>" + notice.html());
            chromium.open(page.toUri().toString());
            chromium.screenshot("notice-" + language);
        }
    }

    @Test
    void anUnverifiedAddressGetsNoMail() {
        UserRepresentation stranger = TestUsers.representation("stranger");
        stranger.setEmailVerified(false);
        String userId = users.create(stranger, SeededAppPassword.of(PHONE));
        String known = users.create(
                "known",
                SeededAppPassword.of(PHONE),
                SeededAppPassword.of(LAPTOP),
                SeededAppPassword.of("tablet".repeat(4)));

        removeFirst(userId);

        // Several threads send notices: the first one has the time that three others take.
        for (int count = 1; count <= 3; count++) {
            removeFirst(known);
            Mail.await(mail, "known@example.org", count);
        }
        assertThat(Mail.to(mail, "stranger@example.org")).isEmpty();
    }

    /** Keycloak's own API accepts names that our rules forbid. */
    @Test
    void aNameCannotForgeTextOfTheNotice() {
        String userId = users.create("forger", SeededAppPassword.of(PHONE).named("Phone"));
        String id = users.appPasswords(userId).get(0).getId();
        realm.admin()
                .users()
                .get(userId)
                .setCredentialUserLabel(id, "Phone\n\nYour account is locked:\u2028https://evil.example.org");

        realm.admin().users().get(userId).removeCredential(id);

        Mail notice = Mail.await(mail, "forger@example.org", 1).get(0);
        assertThat(notice.text().lines())
                .anySatisfy(
                        line -> assertThat(line).contains("Phone  Your account is locked: https://evil.example.org"));
    }

    @Test
    void theNameOfTheRealmIsTextInTheNotice() {
        String name = "<img src=x onerror=alert(1)> & \"Co\" {0}";
        realm.updateWithCleanup(settings -> settings.displayName(name));
        Person person = users.createWithTotp("in-a-named-realm");

        create(person, "Phone");

        Mail notice = Mail.await(mail, address(person), 1).get(0);
        assertThat(notice.text()).contains(Messages.text("appPasswordNoticeCreatedText", name));
        assertThat(notice.html()).doesNotContain("<img");
        assertThat(Jsoup.parse(notice.html()).text()).contains(name);
    }

    @Test
    void theUserIsNotifiedOfADeletionByAnAdministrator() {
        String userId = users.create("deleted", SeededAppPassword.of(PHONE).named("Phone"));

        realm.admin()
                .users()
                .get(userId)
                .removeCredential(users.appPasswords(userId).get(0).getId());

        Mail notice = Mail.await(mail, "deleted@example.org", 1).get(0);
        assertThat(notice.subject()).isEqualTo(Messages.text("appPasswordNoticeDeletedSubject", "Phone"));
        assertThat(notice.text()).contains("Name: Phone").doesNotContain("IP address");
    }

    @Test
    void oneNoticeListsAllThatThePolicyDeletes() {
        String userId = users.create(
                "reset",
                SeededAppPassword.of(PHONE).named("Phone"),
                SeededAppPassword.of(LAPTOP).named("Laptop"));
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue("a new account password");

        realm.admin().users().get(userId).resetPassword(password);

        List<Mail> notices = Mail.await(mail, "reset@example.org", 1);
        assertThat(notices).singleElement().satisfies(notice -> {
            assertThat(notice.subject()).isEqualTo(Messages.text("appPasswordNoticeDeletedSeveralSubject"));
            assertThat(notice.text()).contains("Name: Phone").contains("Name: Laptop");
        });
    }

    @Test
    void usesFromNewNetworksCauseAtMostOneNoticeADay() {
        users.create("travels", SeededAppPassword.of(PHONE).named("Phone"));

        assertThat(signIn("travels", "192.0.2.7")).isEqualTo(200);
        Mail first = Mail.await(mail, "travels@example.org", 1).get(0);
        assertThat(first.subject()).isEqualTo(Messages.text("appPasswordNoticeNewNetworkSubject", "Phone"));
        assertThat(first.text())
                .contains("IP address: 192.0.2.7")
                .contains("Service: Mail")
                .doesNotContain("IMAP");

        assertThat(signIn("travels", "192.0.2.99")).isEqualTo(200);
        assertThat(signIn("travels", "198.51.100.1")).isEqualTo(200);
        clock.set(Duration.ofHours(25));
        assertThat(signIn("travels", "192.0.2.100")).isEqualTo(200);
        assertThat(signIn("travels", "2001:db8:1:2::3")).isEqualTo(200);

        List<Mail> notices = Mail.await(mail, "travels@example.org", 2);
        assertThat(notices).hasSize(2);
        assertThat(notices.get(1).text()).contains("IP address: 2001:db8:1:2:0:0:0:3");
    }

    @Test
    void oneNoticeCoversTheCreationAndTheFirstUse() {
        Person person = users.createWithTotp("creates-and-uses");
        String secret = create(person, "Mail");

        assertThat(signIn("creates-and-uses", "192.0.2.7", secret)).isEqualTo(200);
        String id = users.appPasswords(person).get(0).getId();
        realm.admin().users().get(users.idOf(person)).removeCredential(id);

        assertThat(Mail.await(mail, address(person), 2))
                .extracting(Mail::subject)
                .containsExactly(
                        Messages.text("appPasswordNoticeCreatedSubject", "Mail"),
                        Messages.text("appPasswordNoticeDeletedSubject", "Mail"));
    }

    @Test
    void withoutOurPageTheLinkLeadsToSigningIn() {
        realm.updateWithCleanup(update -> {
            update.build().setAccountTheme("keycloak.v3");
            return update;
        });
        Person person = users.createWithTotp("without-our-page");

        create(person, "Mail");

        Mail notice = Mail.await(mail, address(person), 1).get(0);
        assertThat(notice.text())
                .contains(Messages.text("appPasswordNoticeLink") + ": " + realm.getBaseUrl()
                        + "/account/account-security/signing-in");
    }

    /** Without a configured host name, the server knows only the address that the bridge called. */
    @Test
    void aNoticeThatABridgeCausesLinksToTheConfiguredAddressOnly() {
        users.create("without-address", SeededAppPassword.of(PHONE).named("Phone"));
        users.create("with-address", SeededAppPassword.of(PHONE).named("Phone"));

        assertThat(signIn("without-address", "192.0.2.7")).isEqualTo(200);
        Mail without = Mail.await(mail, "without-address@example.org", 1).get(0);
        realm.updateWithCleanup(update -> {
            update.attribute("frontendUrl", "https://sign-in.example.org/auth");
            return update;
        });
        assertThat(signIn("with-address", "192.0.2.7")).isEqualTo(200);
        Mail with = Mail.await(mail, "with-address@example.org", 1).get(0);

        assertThat(without.text() + without.html())
                .contains(Messages.text("appPasswordNoticeNoLink"))
                .doesNotContain("http:", "href=");
        assertThat(with.text())
                .contains(": https://sign-in.example.org/auth/realms/" + realm.getName() + "/account/app-passwords");
    }

    @Test
    void expiryIsAnnouncedOnceAWeekBefore() {
        long end = System.currentTimeMillis() + Duration.ofDays(30).toMillis();
        users.create("ends", SeededAppPassword.of(PHONE).named("Phone").expiringAt(end));
        policy.set(Map.of("last-used-precision-minutes", "1440"));
        assertThat(signIn("ends", "192.0.2.7")).isEqualTo(200);
        Mail.await(mail, "ends@example.org", 1);

        clock.set(Duration.ofDays(23).plusMinutes(1));
        assertThat(signIn("ends", "192.0.2.7")).isEqualTo(200);
        Mail notice = Mail.await(mail, "ends@example.org", 2).get(1);
        assertThat(notice.subject()).isEqualTo(Messages.text("appPasswordNoticeExpiringSubject", "Phone"));
        assertThat(notice.text()).contains("Name: Phone").contains("Works until: ");

        clock.set(Duration.ofDays(25));
        assertThat(signIn("ends", "203.0.113.1")).isEqualTo(200);
        assertThat(Mail.await(mail, "ends@example.org", 3))
                .extracting(Mail::subject)
                .filteredOn(Messages.text("appPasswordNoticeExpiringSubject", "Phone")::equals)
                .hasSize(1);
    }

    @Test
    void expiryIsAnnouncedAsSoonAsTheAddressIsVerified() {
        long end = System.currentTimeMillis() + Duration.ofDays(30).toMillis();
        UserRepresentation late = TestUsers.representation("verifies-later");
        late.setEmailVerified(false);
        String userId =
                users.create(late, SeededAppPassword.of(PHONE).named("Phone").expiringAt(end));
        clock.set(Duration.ofDays(23).plusMinutes(1));
        assertThat(signIn("verifies-later", "192.0.2.7")).isEqualTo(200);
        UserRepresentation verified = realm.admin().users().get(userId).toRepresentation();
        verified.setEmailVerified(true);
        realm.admin().users().get(userId).update(verified);

        assertThat(signIn("verifies-later", "192.0.2.7")).isEqualTo(200);

        assertThat(Mail.await(mail, "verifies-later@example.org", 1).get(0).subject())
                .isEqualTo(Messages.text("appPasswordNoticeExpiringSubject", "Phone"));
    }

    @Test
    void disabledNoticesAreNotSent() {
        users.create("told-off", SeededAppPassword.of(PHONE));
        users.create("told-on", SeededAppPassword.of(PHONE));
        policy.set(Map.of("notify-by-email", "false"));
        assertThat(signIn("told-off", "192.0.2.7")).isEqualTo(200);
        policy.set(Map.of("notify-by-email", "true"));

        assertThat(signIn("told-on", "192.0.2.7")).isEqualTo(200);

        Mail.await(mail, "told-on@example.org", 1);
        assertThat(Mail.to(mail, "told-off@example.org")).isEmpty();
    }

    /** The mail server accepts connections and sends no greeting. */
    @Test
    void aHangingMailServerDelaysNeitherSignInsNorCreations() throws IOException {
        Person person = users.createWithTotp("hangs", SeededAppPassword.of(PHONE));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Socket> connection = CompletableFuture.supplyAsync(() -> accept(silent));
            realm.updateWithCleanup(settings -> settings.smtp("localhost", silent.getLocalPort(), "from@example.org"));

            long start = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                assertThat(signIn("hangs", "10." + i + ".0.1")).isEqualTo(200);
            }
            create(person, "Mail");
            Duration taken = Duration.ofNanos(System.nanoTime() - start);

            // Keycloak waits 10 seconds for a mail server.
            assertThat(taken).isLessThan(Duration.ofSeconds(10));
            assertThat(connection).as("Keycloak connects to the mail server").succeedsWithin(Duration.ofSeconds(10));
            connection.join().close();
        }
    }

    @Test
    void aHangingMailServerDoesNotDelayNoticesOfOtherRealms() throws IOException {
        String userId = users.create("is-not-delayed", SeededAppPassword.of(PHONE));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            causeNoticesOfTheHangingRealm(silent, "delays", 20);

            removeFirst(userId);

            // Keycloak waits 10 seconds for a mail server, and has four threads for the 20 e-mails.
            Waiting.until(
                    "the notice of the other realm",
                    Duration.ofSeconds(8),
                    () -> !Mail.to(mail, "is-not-delayed@example.org").isEmpty());
        }
    }

    @Test
    void noticesThatExceedTheLimitAreCountedAndLogged() throws IOException {
        MetricsEndpoint metrics = new MetricsEndpoint("http://localhost:9080");
        Map<String, String> lost = Map.of("realm", hangingRealm.getName(), "outcome", "lost");
        double before = metrics.value("notices_total", lost);
        ServerLog log = ServerLog.fromHere();
        // Two are being sent, and 1,000 wait.
        int excess = 20;
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            causeNoticesOfTheHangingRealm(silent, "exceeds", 1002 + excess);

            assertThat(metrics.value("notices_total", lost)).isGreaterThanOrEqualTo(before + excess);
            assertThat(log.text().lines().filter(line -> line.contains("too many notices")))
                    .hasSize(1)
                    .first()
                    .asString()
                    .endsWith("realm hanging: too many notices are waiting for the mail server; not sent: 1");
            // Those that wait would delay the next tests.
            hangingRealm
                    .admin()
                    .users()
                    .list(0, 1000)
                    .forEach(user ->
                            hangingRealm.admin().users().delete(user.getId()).close());
        }
    }

    private void causeNoticesOfTheHangingRealm(ServerSocket silent, String username, int count) {
        TestUsers theirUsers = new TestUsers(hangingRealm);
        hangingRealm.updateWithCleanup(
                settings -> settings.smtp("localhost", silent.getLocalPort(), "from@example.org"));
        for (int caused = 0; caused < count; caused += SOME) {
            String userId = theirUsers.create(
                    username + caused,
                    IntStream.range(0, Math.min(SOME, count - caused))
                            .mapToObj(number -> SeededAppPassword.of(letters(number)))
                            .toArray(SeededAppPassword[]::new));
            theirUsers
                    .appPasswords(userId)
                    .forEach(appPassword ->
                            hangingRealm.admin().users().get(userId).removeCredential(appPassword.getId()));
        }
    }

    private static String letters(int number) {
        return ("" + (char) ('a' + number / 26) + (char) ('a' + number % 26)).repeat(12);
    }

    private void removeFirst(String userId) {
        realm.admin()
                .users()
                .get(userId)
                .removeCredential(users.appPasswords(userId).get(0).getId());
    }

    private static Socket accept(ServerSocket server) {
        try {
            return server.accept();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String create(Person person, String name) {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        Page form = SignIn.complete(new Browser().open(console.createAppPassword()), person);
        return form.form("kc-app-password-create-form")
                .set("name", name)
                .press("create")
                .texts("#app-password")
                .get(0);
    }

    private int signIn(String username, String address) {
        return signIn(username, address, PHONE);
    }

    private int signIn(String username, String address, String password) {
        return new TokenEndpoint(realm.getBaseUrl())
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type", "password",
                                "client_id", "dovecot",
                                "client_secret", "dovecot-secret",
                                "username", username,
                                "password", password),
                        Map.of("X-Dovecot-Auth-Remote", address))
                .status();
    }

    private static String address(Person person) {
        return person.username() + "@example.org";
    }
}
