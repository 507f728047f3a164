package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apppasswords.keycloak.it.pages.CreationForm;
import org.apppasswords.keycloak.it.pages.ShowPage;
import org.apppasswords.keycloak.it.support.bridges.ConfigurationProfile;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Axe;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.Chromium.ColorScheme;
import org.apppasswords.keycloak.it.support.browser.Chromium.Screen;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.ClientAttributes;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.AutoconfigEndpoint;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Connection settings for users' programs: in the API, on the page, and in the files that devices read. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ConnectionSettingsIT {

    private static final String MAIL = "com.apple.mail.managed";
    private static final String HOST = "app-passwords.imap.host";
    private static final String CALENDAR = "com.apple.caldav.account";

    @RegisterExtension
    static final Chromium browser = new Chromium();

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;
    private TestClients clients;
    private TokenEndpoint tokens;
    private AutoconfigEndpoint autoconfig;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        clients = new TestClients(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
        autoconfig = new AutoconfigEndpoint(realm.getBaseUrl());
    }

    @Test
    void oneServiceReturnsItsSettings() {
        Answer created = api(users.createWithTotp("set-up-one")).create("""
                        {"name":"Mail","clients":["dovecot"]}""").expect(201);

        assertThat(created.json().path("setUp").toString()).isEqualTo("""
                {"connections":[{"clientId":"dovecot","service":"Mail (IMAP)","protocol":"imap","host":"localhost",\
                "port":1143,"security":"none","username":"set-up-one","url":null}],"appleProfile":null,\
                "appleProfileMissing":"smtp","autoconfig":"%s"}""".formatted(autoconfig.url()));
    }

    @Test
    void allServicesReturnTheirSettings() {
        JsonNode setUp = api(users.createWithTotp("set-up-all"))
                .create("{\"name\":\"All\"}")
                .expect(201)
                .json()
                .path("setUp");

        assertThat(setUp.path("connections"))
                .extracting(connection -> connection.path("clientId").asText()
                        + " " + connection.path("protocol").asText()
                        + " " + connection.path("port").asInt()
                        + " " + connection.path("username").asText()
                        + " " + connection.path("url").asText())
                .containsExactly(
                        "radicale caldav 5232 set-up-all http://localhost:5232/set-up-all/",
                        "ldap-bridge ldap 1389 uid=set-up-all,ou=people,dc=example,dc=org null",
                        "dovecot imap 1143 set-up-all null",
                        "postfix smtp 1587 set-up-all null");
        assertThat(setUp.at("/appleProfile/fileName").asText()).isEqualTo("All.mobileconfig");
        assertThat(setUp.at("/appleProfile/contents").toString()).isEqualTo("[\"mail\",\"calendar\"]");
        assertThat(setUp.has("appleProfileMissing")).isFalse();
    }

    @Test
    void aServiceWithoutAttributesReturnsNoSettings() {
        Answer created = api(users.createWithTotp("set-up-none"))
                .create("{\"name\":\"Wi-Fi\",\"clients\":[\"freeradius\"]}")
                .expect(201);

        assertThat(created.json().path("setUp").toString())
                .isEqualTo("{\"connections\":[],\"appleProfile\":null,\"autoconfig\":null}");
    }

    @Test
    void unreadableAttributesAreLoggedOnceAndOmitted() {
        ServerLog log = ServerLog.fromHere();
        // The log of a reused server also has the previous run's message.
        String spoilt = "spoilt-" + UUID.randomUUID();
        describe(spoilt, Map.of("imap.host", "mail.example.org", "imap.port", "many", "smtp.host", "smtp.example.org"));
        AppPasswordsApi api = api(users.createWithTotp("set-up-spoilt"));

        List.of("One", "Two")
                .forEach(name -> assertThat(api.create("{\"name\":\"%s\",\"clients\":[\"%s\"]}".formatted(name, spoilt))
                                .expect(201)
                                .json()
                                .at("/setUp/connections"))
                        .extracting(connection -> connection.path("protocol").asText())
                        .containsExactly("smtp"));

        assertThat(log.text().lines().filter(line -> line.contains("WARN") && line.contains(spoilt)))
                .singleElement()
                .asString()
                .contains("app-passwords.imap.port");
    }

    @Test
    void hostileUserNamesAreEscaped() {
        describe(
                "hostile",
                Map.of(
                        "imap.host", "mail.example.org",
                        "imap.username", "{username}/{email}",
                        "smtp.host", "smtp.example.org",
                        "ldap.host", "ldap.example.org",
                        "ldap.username", "uid={username},dc=example",
                        "caldav.host", "dav.example.org",
                        "caldav.path", "/{username}/"));
        Person person = users.createWithTotp("o.neil+x@home");
        String name = "A & B <c> ]]> \\\" {0} ${x} 'q'";

        JsonNode created = api(person)
                .create("{\"name\":\"%s\",\"clients\":[\"hostile\"]}".formatted(name))
                .expect(201)
                .json();

        assertThat(created.at("/setUp/connections"))
                .extracting(connection -> connection.path("username").asText())
                .containsExactly(
                        "o.neil+x@home/" + email(person),
                        "o.neil+x@home",
                        "o.neil+x@home",
                        "uid=o.neil\\+x@home,dc=example");
        assertThat(created.at("/setUp/connections/2/url").asText())
                .isEqualTo("https://dav.example.org/o.neil%2Bx%40home/");
        ConfigurationProfile profile = profile(created);
        assertThat(profile.value("PayloadDisplayName")).isEqualTo("App password “A & B <c> ]]> \" {0} ${x} 'q'”");
        assertThat(profile.value(MAIL, "IncomingMailServerUsername")).isEqualTo("o.neil+x@home/" + email(person));
        assertThat(profile.value(CALENDAR, "CalDAVPrincipalURL")).isEqualTo("/o.neil%2Bx%40home/");
    }

    @Test
    void theProfileIsInTheUsersLanguage() {
        UserRepresentation user = TestUsers.representation("set-up-ja");
        user.setAttributes(Map.of("locale", List.of("ja")));

        ConfigurationProfile profile = profile(api(users.createWithTotp(user))
                .create("{\"name\":\"iPhone\"}")
                .expect(201)
                .json());

        assertThat(profile.value("PayloadDisplayName")).isEqualTo("アプリパスワード「iPhone」");
        assertThat(profile.value(CALENDAR, "PayloadDisplayName")).isEqualTo("カレンダー");
        assertThat(profile.value("PayloadOrganization")).isEqualTo("App Passwords Demo");
    }

    @Test
    void theProfileSignsInAndNothingElseContainsThePassword() {
        AppPasswordsApi api = api(users.createWithTotp("set-up-profile"));
        JsonNode created = api.create("{\"name\":\"iPhone\"}").expect(201).json();
        ConfigurationProfile profile = profile(created);
        String password = created.path("password").asText();

        assertThat(tokens.directGrant(
                                "dovecot",
                                profile.value(MAIL, "IncomingMailServerUsername"),
                                profile.value(MAIL, "IncomingPassword"))
                        .status())
                .isEqualTo(200);
        assertThat(tokens.directGrant(
                                "postfix",
                                profile.value(MAIL, "OutgoingMailServerUsername"),
                                profile.value(MAIL, "OutgoingPassword"))
                        .status())
                .isEqualTo(200);
        assertThat(tokens.directGrant(
                                "radicale",
                                profile.value(CALENDAR, "CalDAVUsername"),
                                profile.value(CALENDAR, "CalDAVPassword"))
                        .status())
                .isEqualTo(200);
        assertThat(List.of(
                        api.list().expect(200),
                        api.rename(created.path("id").asText(), "{\"name\":\"iPad\"}")
                                .expect(200)))
                .allSatisfy(answer ->
                        assertThat(answer.body()).doesNotContain("setUp").doesNotContain(password));
        assertThat(SecretTraces.in(ServerLog.whole().text(), password)).isEmpty();
    }

    @Test
    void mailProgramsGetTheSameServersForEveryAddress() {
        users.create("set-up-known");
        HttpResponse<String> known = autoconfig.get("set-up-known@example.org");

        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(known.headers().firstValue("Content-Type")).hasValue("application/xml;charset=UTF-8");
        assertThat(known.body()).isEqualTo("""
                <?xml version="1.0" encoding="UTF-8"?>
                <clientConfig version="1.1">
                <emailProvider id="example.org">
                <domain>example.org</domain>
                <displayName>App Passwords Demo</displayName>
                <displayShortName>App Passwords Demo</displayShortName>
                <incomingServer type="imap">
                <hostname>localhost</hostname>
                <port>1143</port>
                <socketType>plain</socketType>
                <username>%EMAILADDRESS%</username>
                <authentication>password-cleartext</authentication>
                </incomingServer>
                <outgoingServer type="smtp">
                <hostname>localhost</hostname>
                <port>1587</port>
                <socketType>plain</socketType>
                <username>%EMAILADDRESS%</username>
                <authentication>password-cleartext</authentication>
                </outgoingServer>
                </emailProvider>
                </clientConfig>
                """);
        HttpResponse<String> unknown = autoconfig.get("nobody@example.org");
        assertThat(unknown.body()).isEqualTo(known.body());
        assertThat(unknown.headers().map().keySet())
                .isEqualTo(known.headers().map().keySet());
        assertThat(autoconfig.status("POST")).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({
        "a@MAIL.Example.org, mail.example.org",
        "a@b@example.net, example.net",
        "mail.example.net, mail.example.net",
        "a@localhost, localhost",
        "'a@x.org\"><domain>evil.org', localhost",
        "'a@</domain>.org', localhost",
        "a@, localhost",
        "a@192.0.2.7, localhost"
    })
    void onlyADomainIsEchoed(String emailAddress, String domain) {
        assertThat(autoconfig.get(emailAddress).body())
                .contains("<emailProvider id=\"" + domain + "\">")
                .contains("<domain>" + domain + "</domain>");
    }

    @Test
    void programsSendTheLocalPartIfTheLoginRejectsEmailAddresses() {
        realm.updateWithCleanup(update -> {
            update.build().setLoginWithEmailAllowed(false);
            return update;
        });

        assertThat(autoconfig.get().body())
                .contains("<username>%EMAILLOCALPART%</username>")
                .doesNotContain("%EMAILADDRESS%");
    }

    @Test
    void autoconfigIsNotFoundWithoutMailServers() {
        ClientRepresentation dovecot =
                realm.admin().clients().findByClientId("dovecot").get(0);
        dovecot.setEnabled(false);
        realm.admin().clients().get(dovecot.getId()).update(dovecot);
        try {
            Waiting.until("the change is visible", () -> autoconfig.get().statusCode() == 404);
            HttpResponse<String> answer = autoconfig.get("alice@example.org");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("\"error\":\"not_found\"");
        } finally {
            dovecot.setEnabled(true);
            realm.admin().clients().get(dovecot.getId()).update(dovecot);
            awaitMailServers("<hostname>localhost</hostname>");
        }
    }

    @Test
    void aChangedAttributeAppearsWithinSeconds() {
        ClientRepresentation dovecot =
                realm.admin().clients().findByClientId("dovecot").get(0);
        String host = dovecot.getAttributes().get(HOST);
        awaitMailServers("<hostname>localhost</hostname>");
        dovecot.getAttributes().put(HOST, "imap.example.org");
        realm.admin().clients().get(dovecot.getId()).update(dovecot);
        try {
            awaitMailServers("<hostname>imap.example.org</hostname>");
        } finally {
            dovecot.getAttributes().put(HOST, host);
            realm.admin().clients().get(dovecot.getId()).update(dovecot);
            awaitMailServers("<hostname>" + host + "</hostname>\n<port>1143</port>");
        }
    }

    @Test
    void aDisabledRealmReturnsNoSettings() {
        realm.updateWithCleanup(update -> {
            update.build().setEnabled(false);
            return update;
        });

        assertThat(autoconfig.get().statusCode()).isEqualTo(404);
    }

    @Test
    void thePageShowsTheSettingsAndOffersTheProfile() throws IOException {
        Person person = users.createWithTotp("set-up-page");

        ShowPage shown = create(person, "iPhone");

        assertThat(shown.settings().lines())
                .startsWith(
                        "Server settings",
                        "Calendar (CalDAV)",
                        "Address",
                        "http://localhost:5232/set-up-page/",
                        "Username",
                        "set-up-page",
                        "Directory (LDAP)",
                        "Server",
                        "localhost",
                        "Port",
                        "1389",
                        "Encryption",
                        "None",
                        "Username",
                        "uid=set-up-page,ou=people,dc=example,dc=org",
                        "Incoming mail (IMAP)",
                        "Server",
                        "localhost",
                        "Port",
                        "1143");
        assertThat(browser.element(ShowPage.THUNDERBIRD).getText()).contains("Thunderbird");
        String file = Files.readString(browser.download(ShowPage.APPLE, "iPhone.mobileconfig"));
        ConfigurationProfile profile = ConfigurationProfile.parse(file);
        assertThat(profile.value("PayloadDisplayName")).isEqualTo("App password “iPhone”");
        assertThat(profile.value(MAIL, "IncomingPassword"))
                .isEqualTo(shown.password().replaceAll("[^a-z]", ""));
        assertThat(tokens.directGrant("dovecot", "set-up-page", profile.value(MAIL, "IncomingPassword"))
                        .status())
                .isEqualTo(200);
        assertThat(browser.errors()).isEmpty();
        assertThat(shown.password()).as("the page is still shown").isNotEmpty();
    }

    @Test
    void thePageDistinguishesSeveralServersOfAKind() {
        describe(
                "second",
                Map.of("imap.host", "mail.example.org", "smtp.host", "mail.example.org", "smtp.security", "starttls"));

        assertThat(create(users.createWithTotp("set-up-second"), "Both").settings())
                .contains("Incoming mail (IMAP): Mail (IMAP)\n", "Incoming mail (IMAP): Second <b>\n")
                .contains("Encryption\nSSL/TLS\n", "Encryption\nSTARTTLS\n");
    }

    @Test
    void thePageOfAServiceWithoutAttributesHasNoSettings() {
        Person person = users.createWithTotp("set-up-wifi");
        ShowPage shown = create(person, "Wi-Fi", "freeradius");

        assertThat(shown.settings()).isEmpty();
        assertThat(browser.has(ShowPage.APPLE)).isFalse();
        assertThat(browser.has(ShowPage.APPLE_MISSING)).isFalse();
        assertThat(browser.has(ShowPage.THUNDERBIRD)).isFalse();
    }

    @Test
    void thePageSaysWhatTheProfileContainsOrWhyThereIsNone() {
        // In the demo, both services of mail are one choice.
        new ClientAttributes(realm).set("dovecot", "app-passwords.group", "");
        create(users.createWithTotp("set-up-imap"), "IMAP", "dovecot");
        assertThat(browser.element(ShowPage.APPLE_MISSING).getText()).contains("SMTP");
        assertThat(browser.has(ShowPage.APPLE)).isFalse();

        browser.forgetUser();
        create(users.createWithTotp("set-up-mail"), "Mail", "dovecot", "postfix");
        assertThat(browser.element(ShowPage.APPLE_HINT).getText())
                .contains("mail")
                .doesNotContain("calendar");

        browser.forgetUser();
        create(users.createWithTotp("set-up-calendar"), "Calendar", "radicale");
        assertThat(browser.element(ShowPage.APPLE_HINT).getText())
                .contains("calendar")
                .doesNotContain("mail");
    }

    @ParameterizedTest
    @CsvSource({"en, keycloak.v2", "ja, keycloak.v2", "ar, keycloak.v2", "de, keycloak"})
    void thePageIsAccessibleAndFitsOnAPhone(String locale, String theme) {
        realm.updateWithCleanup(update -> {
            update.build().setLoginTheme(theme);
            return update;
        });
        UserRepresentation user = TestUsers.representation("set-up-" + locale + "-" + theme);
        user.setAttributes(Map.of("locale", List.of(locale)));
        create(users.createWithTotp(user), "iPhone");

        for (Screen screen : List.of(Screen.DESKTOP, Screen.PHONE)) {
            for (ColorScheme colors : ColorScheme.values()) {
                browser.show(screen, colors);
                // The older theme's language menu is not accessible itself.
                assertThat(Axe.barriersWithin(browser, theme.equals("keycloak") ? ".app-password" : "html"))
                        .as(screen + ", " + colors)
                        .isEmpty();
                browser.screenshot(String.join("-", "set-up", locale, theme, screen.name(), colors.name())
                        .toLowerCase(Locale.ROOT));
            }
        }
        assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo(390L);
    }

    private ShowPage create(Person person, String name, String... services) {
        browser.open(new AccountConsole(realm.getBaseUrl()).createAppPassword().toString());
        SignIn.enterPassword(browser, person.username(), person.password());
        SignIn.enterTotp(browser, person.totp().orElseThrow());
        CreationForm form = new CreationForm(browser).name(name);
        for (String service : services) {
            form.service(service);
        }
        form.create();
        return new ShowPage(browser);
    }

    // The server caches the mail servers for several seconds.
    private void awaitMailServers(String part) {
        Waiting.until(part, () -> autoconfig.get().body().contains(part));
    }

    private void describe(String clientId, Map<String, String> attributes) {
        clients.add(
                clientId,
                clientId.substring(0, 1).toUpperCase(Locale.ROOT) + clientId.substring(1) + " <b>",
                DemoRealm.FLOW,
                client -> attributes.forEach(
                        (name, value) -> client.getAttributes().put("app-passwords." + name, value)));
    }

    private AppPasswordsApi api(Person person) {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
        return AppPasswordsApi.with(realm.getBaseUrl(), token);
    }

    private static ConfigurationProfile profile(JsonNode created) {
        return ConfigurationProfile.parse(
                created.at("/setUp/appleProfile/content").asText());
    }

    private String email(Person person) {
        return realm.admin().users().get(users.idOf(person)).toRepresentation().getEmail();
    }
}
