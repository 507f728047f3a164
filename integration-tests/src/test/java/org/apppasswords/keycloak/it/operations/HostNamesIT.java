package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.pages.CreationForm;
import org.apppasswords.keycloak.it.pages.ShowPage;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.cluster.PreparedPostgres;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Mail;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.AutoconfigEndpoint;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.DocumentedCommands;
import org.apppasswords.keycloak.it.support.server.Kcadm;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.mail.MailServer;
import org.openqa.selenium.By;

/**
 * A Keycloak below a path, whose users, administrators and bridges use different host names. Bridges get lightweight
 * access tokens.
 */
class HostNamesIT {

    private static final int PORT = 8091;
    private static final int SMTP_PORT = 3031;
    private static final String USERS = "http://localhost:" + PORT + "/auth";
    private static final String ADMINISTRATORS = "http://127.0.0.1:" + PORT + "/auth";
    private static final String BRIDGES = "http://127.0.0.2:" + PORT + "/auth";
    private static final String USERS_ADDRESS = "203.0.113.9";
    private static final String REALM = "demo";
    private static final String PATH = "/realms/" + REALM;
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    @RegisterExtension
    static final Chromium browser = new Chromium();

    @RegisterExtension
    static final Dovecot lua = new Dovecot("dovecot-hosts-lua", "dovecot", "--keycloak", BRIDGES, "--passdb", "lua");

    @RegisterExtension
    static final Dovecot oauth2 = new Dovecot("dovecot-hosts", "dovecot", "--keycloak", BRIDGES);

    private static Postgres postgres;
    private static MailServer mail;
    private static Node node;

    private TestUsers users;

    @BeforeAll
    static void start() {
        postgres = PreparedPostgres.start();
        postgres.create("hosts");
        mail = new MailServer("127.0.0.1", SMTP_PORT);
        String[] options = Stream.concat(
                        Arrays.stream(postgres.options("hosts")),
                        Stream.of(
                                "--http-host=0.0.0.0",
                                "--hostname=" + USERS,
                                "--hostname-admin=" + ADMINISTRATORS,
                                "--hostname-backchannel-dynamic=true",
                                "--proxy-headers=xforwarded"))
                .toArray(String[]::new);
        node = Node.start(
                        Installation.unpacked().builtWith("--http-relative-path=/auth"),
                        "hosts",
                        PORT,
                        documentedEnvironment(),
                        options)
                .awaitReady();
        RealmRepresentation realm = DemoRealm.read();
        realm.setSmtpServer(
                Map.of("host", "127.0.0.1", "port", String.valueOf(SMTP_PORT), "from", "keycloak@example.org"));
        realm.getRequiredActions().stream()
                .filter(action -> action.getAlias().equals(RealmPolicy.ACTION))
                .forEach(action -> action.getConfig().put("require-second-factor", "false"));
        node.admin().realms().create(realm);
        ClientResource dovecot = client("dovecot");
        ClientRepresentation lightweight = dovecot.toRepresentation();
        lightweight.getAttributes().put("client.use.lightweight.access.token.enabled", "true");
        dovecot.update(lightweight);
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
        mail.stop();
        postgres.close();
    }

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm());
    }

    /** The variables of the document, with Keycloak's own realm, and one that does not exist. */
    private static Map<String, String> documentedEnvironment() {
        String block = DocumentedBlock.read("administration.md", "setup-at-start.env")
                .replace("REALM,ANOTHER", "master,nowhere");
        return block.lines()
                .map(line -> line.split("=", 2))
                .collect(java.util.stream.Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    @Test
    void environmentVariablesProvisionRealmsAtStartup() {
        assertThat(node.log())
                .contains(
                        "realm nowhere does not exist, so it is not provisioned",
                        "realm master is provisioned, with 2 changes; rejected clients: 0");
    }

    @Test
    void bridgesSignUsersInWithLightweightAccessTokens() {
        users.create("light", SeededAppPassword.of(SECRET));

        for (Dovecot dovecot : List.of(lua, oauth2)) {
            assertThat(dovecot.authenticate("light", SECRET)).as(dovecot.log()).contains("light");
            assertThat(dovecot.authenticate("light@example.org", SECRET))
                    .as(dovecot.log())
                    .contains("light");
            assertThat(dovecot.authenticate("light", WRONG)).isEmpty();
        }
        Answer verified = new VerifyEndpoint(BRIDGES + PATH).ask("radicale", "light@example.org", SECRET);
        assertThat(verified.status()).isEqualTo(204);
        TokenEndpoint tokens = new TokenEndpoint(BRIDGES + PATH);
        Answer grant = tokens.directGrant("dovecot", "light", SECRET);
        assertThat(grant.claims().has("preferred_username"))
                .as("the token is a lightweight one")
                .isFalse();
        assertThat(grant.claims().path("iss").asText()).isEqualTo(USERS + PATH);
        assertThat(tokens.introspect("dovecot", grant.accessToken())
                        .json()
                        .path("username")
                        .asText())
                .isEqualTo("light");
    }

    @Test
    void theAccountPageCreatesAnAppPasswordAndShowsItsQrCode() {
        users.create("phoner", SeededAppPassword.of(SECRET).named("Laptop"));
        browser.open(USERS + PATH + "/account/app-passwords");
        SignIn.enterPassword(browser, "phoner", TestUsers.PASSWORD);

        browser.click(By.cssSelector("[data-testid='app-passwords/create']"));
        browser.type(By.id("app-password-name"), "Phone");
        browser.click(By.cssSelector("[role=dialog] button[type=submit]"));
        String shown = browser.element(By.id("app-password")).getText();
        browser.click(By.cssSelector("[aria-controls=app-password-qr]"));

        assertThat(browser.element(By.cssSelector("#app-password-qr svg")).getSize().height)
                .isPositive();
        assertThat(new VerifyEndpoint(BRIDGES + PATH)
                        .ask("radicale", "phoner", shown)
                        .status())
                .isEqualTo(204);
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void theNoticeLinksToTheAccount() {
        users.create("linked", SeededAppPassword.of(SECRET).named("Laptop"));
        browser.open(new AccountConsole(USERS + PATH).createAppPassword().toString());
        SignIn.enterPassword(browser, "linked", TestUsers.PASSWORD);

        new CreationForm(browser).name("Phone").service("dovecot").create();
        new ShowPage(browser);

        for (String url : List.of(USERS, BRIDGES)) {
            assertThat(new AutoconfigEndpoint(url + PATH).get().body())
                    .contains("<clientConfig", "<hostname>")
                    .doesNotContain(":" + PORT);
        }
        assertThat(browser.errors()).isEmpty();
        assertLinksToTheAccount(Mail.await(mail, "linked@example.org", 1).get(0));
        // A request at the administrators' address sends users to their own.
        String userId = realm().users().search("linked", true).get(0).getId();
        AdminApi.with(ADMINISTRATORS + PATH, node.admin().tokenManager().getAccessTokenString())
                .revokeAll(userId)
                .expect(200);
        assertLinksToTheAccount(Mail.await(mail, "linked@example.org", 2).get(1));
    }

    /** This test is the proxy: it sends the headers that a proxy sets. */
    @Test
    void behindAProxyTheAddressIsTheUsersAndTheLinksAreOurs() {
        Person person = users.createWithoutSecondFactor("proxied");
        AccountConsole console = new AccountConsole(USERS + PATH);
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
        AppPasswordsApi api = AppPasswordsApi.withHeaders(USERS + PATH, proxied(token));

        Answer created = api.create("{\"name\":\"Proxied\"}").expect(201);

        assertThat(api.list().json().path("currentNetwork").asText()).isEqualTo("203.0.113.0/24");
        assertThat(realm().getEvents(
                                List.of("UPDATE_CREDENTIAL"), null, users.idOf(person), null, null, null, null, null))
                .singleElement()
                .satisfies(event -> assertThat(event.getIpAddress()).isEqualTo(USERS_ADDRESS));
        Mail notice = Mail.await(mail, "proxied@example.org", 1).get(0);
        assertThat(notice.text()).contains(USERS_ADDRESS);
        assertLinksToTheAccount(notice);
        // The address of the program is the one that the bridge reports, not the bridge's own.
        assertThat(new TokenEndpoint(BRIDGES + PATH)
                        .post(
                                "/protocol/openid-connect/token",
                                Map.of(
                                        "grant_type",
                                        "password",
                                        "client_id",
                                        "dovecot",
                                        "client_secret",
                                        "dovecot-secret",
                                        "username",
                                        "proxied",
                                        "password",
                                        created.json().path("password").asText()),
                                Map.of(
                                        "X-Forwarded-For",
                                        "10.0.0.2",
                                        "X-Forwarded-Proto",
                                        "https",
                                        "X-Dovecot-Auth-Remote",
                                        "192.0.2.77"))
                        .status())
                .isEqualTo(200);
        assertThat(realm().getEvents(List.of("LOGIN"), "dovecot", users.idOf(person), null, null, null, null, null))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getIpAddress()).isEqualTo("10.0.0.2");
                    assertThat(event.getDetails()).containsEntry("app_password_address", "192.0.2.77");
                });
    }

    @Test
    void behindAProxyTheNextPageOfTheInventoryIsAtTheAdministratorsAddress() {
        users.create("listed-1", SeededAppPassword.of(SECRET));
        users.create("listed-2", SeededAppPassword.of(SECRET));
        AdminApi admin = AdminApi.withHeaders(
                USERS + PATH, proxied(node.admin().tokenManager().getAccessTokenString()));

        String link = admin.inventory(Map.of("max", "1"), "text/csv")
                .expect(200)
                .header("Link")
                .orElseThrow();

        assertThat(link).startsWith("<" + ADMINISTRATORS + "/admin" + PATH + "/app-passwords/inventory?");
        HttpResponse<String> next = admin.follow(link.substring(1, link.indexOf('>')));
        assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
        assertThat(next.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
    }

    @Test
    void kcadmProvisionsARealm(@TempDir Path folder) {
        RealmRepresentation fresh = new RealmRepresentation();
        fresh.setRealm("fresh");
        fresh.setEnabled(true);
        node.admin().realms().create(fresh);
        Kcadm kcadm = new Kcadm(folder, ADMINISTRATORS + " --user admin --password admin");

        List<String> output = DocumentedCommands.read("administration.md", "setup")
                .replacing(Map.of(
                        "https://keycloak.example.org",
                        ADMINISTRATORS,
                        "REALM",
                        "fresh",
                        "--user admin",
                        "--user admin --password admin"))
                .run(script -> kcadm.run(script, Map.of()));

        assertThat(output.get(1)).contains("\"createdClients\"", "\"Mail (IMAP)\"", "\"Mail (SMTP)\"");
        assertThat(node.admin().realm("fresh").clients().findByClientId("postfix"))
                .singleElement()
                .satisfies(client -> assertThat(client.getName()).isEqualTo("Mail (SMTP)"));
    }

    private static Map<String, String> proxied(String token) {
        return Map.of(
                "Authorization",
                "Bearer " + token,
                "X-Forwarded-For",
                USERS_ADDRESS,
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "proxy.example.org");
    }

    private static void assertLinksToTheAccount(Mail notice) {
        String page = USERS + PATH + "/account/app-passwords";
        assertThat(notice.text()).contains(page);
        assertThat(notice.html()).contains("href=\"" + page + "\"");
        assertThat(notice.text() + notice.html())
                .doesNotContain(URI.create(ADMINISTRATORS).getHost() + ":");
    }

    private static RealmResource realm() {
        return node.admin().realm(REALM);
    }

    private static ClientResource client(String clientId) {
        return realm().clients()
                .get(realm().clients().findByClientId(clientId).get(0).getId());
    }
}
