package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.bridges.ConfigurationProfile;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Mail;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.AutoconfigEndpoint;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ManagedRealm;

/** References to messages in the names of clients and of the realm, on every surface that shows such a name. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class MessageReferencesIT {

    private static final String SERVICE = "referring";
    /** A user's own text looks like a reference, but is none. */
    private static final String SEEDED = "abcdefghijklmnopqrstuvwx";

    private static final String TYPED = "${test.service}";

    @InjectMailServer
    MailServer mail;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak keycloak;

    private AccountConsole console;
    private TestUsers users;
    private TestClients clients;
    private TokenEndpoint tokens;

    @BeforeEach
    void setUp() {
        console = new AccountConsole(realm.getBaseUrl());
        users = new TestUsers(realm);
        clients = new TestClients(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
        realm.updateWithCleanup(update -> {
            update.build().setDisplayName("${test.realm}");
            return update;
        });
        addService(SERVICE, "${test.service}");
        translate("en", "Post & <b>Co</b>", "Example''s own ${test.service}");
        translate("ja", "メール & <b>便</b>", "例の会社 ${test.service}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | Post & <b>Co</b> | Example's own ${test.service}",
                "ja | メール & <b>便</b> | 例の会社 ${test.service}"
            })
    void areResolvedOnceInTheUsersLanguage(String language, String service, String organization) {
        UserRepresentation user = TestUsers.representation("refers-" + language);
        user.setAttributes(Map.of("locale", List.of(language)));
        Person person = users.createWithTotp(user, SeededAppPassword.of(SEEDED).named("Seeded " + TYPED));

        Map<String, String> services = new LinkedHashMap<>();
        Map<String, String> organizations = new LinkedHashMap<>();
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
        AppPasswordsApi api = AppPasswordsApi.with(realm.getBaseUrl(), token);
        services.put("account API", serviceIn(api));
        JsonNode created = api.create("{\"name\":\"%s\",\"clients\":[\"%s\"]}".formatted(TYPED, SERVICE))
                .expect(201)
                .json();
        services.put(
                "connection settings",
                created.at("/setUp/connections/0/service").asText());
        ConfigurationProfile profile = ConfigurationProfile.parse(
                created.at("/setUp/appleProfile/content").asText());
        organizations.put("Apple profile", profile.value("PayloadOrganization"));
        organizations.put("Apple profile, account", profile.value("com.apple.mail.managed", "EmailAccountDescription"));
        assertThat(profile.value("PayloadDisplayName")).contains(TYPED);

        Page form = SignIn.complete(new Browser().open(console.createAppPassword()), person);
        services.put(
                "page, services",
                form.document().select("label:has(bdi) bdi").eachText().stream()
                        .filter(service::equals)
                        .findFirst()
                        .orElse(form.toString()));
        Page shown = form.form("kc-app-password-create-form")
                .set("name", "Second " + TYPED)
                .set("services", "only")
                .setAll("clients", List.of(SERVICE))
                .press("create");
        services.put("page, app password", String.join("", shown.texts(".app-password-facts bdi")));
        assertThat(shown.texts(".app-password-name")).containsExactly("Second " + TYPED);
        assertThat(form.source() + shown.source()).doesNotContain("<b>");

        assertThat(tokens.directGrant(SERVICE, person.username(), SEEDED).status())
                .isEqualTo(200);
        Mail used = mail(person, new Messages(language).of("appPasswordNoticeNewNetworkSubject", "Seeded " + TYPED));
        services.put("e-mail", after(used.text(), new Messages(language).of("appPasswordNoticeService") + ": "));
        organizations.put(
                "e-mail",
                used.text().contains(new Messages(language).of("appPasswordNoticeNewNetworkText", organization))
                        ? organization
                        : used.text());
        assertThat(used.text()).contains(new Messages(language).of("appPasswordNoticeName") + ": Seeded " + TYPED);
        assertThat(used.html()).doesNotContain("<b>").contains("&lt;b&gt;");

        String signingIn = tokens.get(
                        realm.getBaseUrl() + "/account/credentials",
                        Map.of("Authorization", "Bearer " + token, "Accept", "application/json"))
                .json()
                .toString();
        services.put("Signing in", signingIn.contains('"' + service + '"') ? service : signingIn);
        services.put("Signing in, last use", signingIn.contains(" · " + service + " · ") ? service : signingIn);

        organizations.put(
                "autoconfiguration",
                tokens.get(new AutoconfigEndpoint(realm.getBaseUrl()).url(), Map.of("Accept-Language", language))
                        .body()
                        .replaceAll("(?s).*<displayName>(.*)</displayName>.*", "$1"));

        assertThat(services)
                .allSatisfy((surface, text) -> assertThat(text).as(surface).isEqualTo(service));
        assertThat(organizations)
                .allSatisfy((surface, text) -> assertThat(text).as(surface).isEqualTo(organization));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mail: ${test.service}! | Mail: Post & <b>Co</b>!",
                "${test.service}/${client_account} | Post & <b>Co</b>/Account",
                "${test.unknown} | test.unknown",
                "${} | referring-partly",
                "${test.service | ${test.service",
                "$test.service | $test.service",
                "${${test.service}} | ${Post & <b>Co</b>}"
            })
    void mayBePartsOfAName(String name, String shown) {
        addService("referring-partly", name);
        Person person = users.createWithTotp("refers-" + Integer.toHexString(name.hashCode()));
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));

        assertThat(AppPasswordsApi.with(realm.getBaseUrl(), token)
                        .list()
                        .expect(200)
                        .json()
                        .path("services"))
                .filteredOn(service -> service.path("clientId").asText().equals("referring-partly"))
                .extracting(service -> service.path("name").asText())
                .containsExactly(shown);
    }

    /** Administrators get client IDs, which do not depend on a language. */
    @Test
    void areNotInAdministratorsFiles() {
        Person person = users.createWithTotp("refers-inventory");
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
        AppPasswordsApi.with(realm.getBaseUrl(), token)
                .create("{\"name\":\"Phone\",\"clients\":[\"%s\"]}".formatted(SERVICE))
                .expect(201);
        AdminApi admin =
                AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString());
        Map<String, String> query = Map.of("user", users.idOf(person));

        assertThat(admin.inventory(query).expect(200).body())
                .contains("\"clients\":[\"referring\"]")
                .doesNotContain("test.service", "Post");
        assertThat(admin.inventory(query, "text/csv").expect(200).body())
                .contains("\"referring\"")
                .doesNotContain("test.service", "Post");
    }

    private String serviceIn(AppPasswordsApi api) {
        for (JsonNode service : api.list().expect(200).json().path("services")) {
            if (service.path("clientId").asText().equals(SERVICE)) {
                return service.path("name").asText();
            }
        }
        return "not offered";
    }

    private Mail mail(Person person, String subject) {
        // Two creations and a use.
        return Mail.await(mail, person.username() + "@example.org", 3).stream()
                .filter(notice -> notice.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private static String after(String text, String label) {
        return text.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()))
                .findFirst()
                .orElse(text);
    }

    private void addService(String clientId, String name) {
        clients.add(
                clientId, name, DemoRealm.FLOW, BridgeClients.withTokenMapper().andThen(client -> {
                    client.getAttributes().put("app-passwords.imap.host", "imap.example.org");
                    client.getAttributes().put("app-passwords.smtp.host", "smtp.example.org");
                }));
    }

    private void translate(String language, String service, String organization) {
        Map<String, String> texts = Map.of("test.service", service, "test.realm", organization);
        texts.forEach((key, text) -> {
            realm.admin().localization().saveRealmLocalizationText(language, key, text);
            realm.cleanup().add(r -> r.localization().deleteRealmLocalizationText(language, key));
        });
    }
}
