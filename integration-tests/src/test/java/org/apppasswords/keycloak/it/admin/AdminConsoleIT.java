package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import org.apppasswords.keycloak.it.pages.CredentialsTab;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.Chromium.ColorScheme;
import org.apppasswords.keycloak.it.support.browser.Chromium.Screen;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Mail;
import org.apppasswords.keycloak.it.support.fixtures.RevocationAdminEvents;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.StoredAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ManagedRealm;

/** App passwords on a user's Credentials tab in Keycloak's own admin console. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class AdminConsoleIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String LAPTOP = "laptoplaptoplaptoplaptop";

    @RegisterExtension
    static final Chromium browser = new Chromium();

    @InjectMailServer
    MailServer mail;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;

    @TestSetup
    public void createAdministrator() {
        new Administrators(realm).create("console-administrator", "realm-admin");
    }

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
    }

    @Test
    void showsServicesAndLastUseAndDeletes() {
        long now = System.currentTimeMillis();
        String userId = users.create(
                "carol",
                SeededAppPassword.of(PHONE)
                        .named("iPhone Mail")
                        .createdAt(now - 86_400_000L)
                        .rawData("""
                        {"schemaVersion":1,"clients":["postfix","dovecot"],"expiresAt":%d,"lastUsedAt":%d,\
                        "lastUsedFrom":"192.0.2.7","lastUsedClient":"dovecot","recentNetworks":["192.0.2.0/24"],\
                        "networkNoticeAt":1,"endSeenAt":null}""".formatted(now + 86_400_000L, now - 3_600_000L)),
                SeededAppPassword.of(LAPTOP).named("Laptop"));
        browser.open(CredentialsTab.address(realm.getBaseUrl(), userId));
        SignIn.enterPassword(browser, "console-administrator", TestUsers.PASSWORD);
        CredentialsTab tab = new CredentialsTab(browser);

        assertThat(tab.names()).contains("iPhone Mail", "Laptop");
        assertThat(tab.data("iPhone Mail"))
                .isEqualTo(List.of(
                        List.of("clients", "dovecot, postfix"),
                        List.of(
                                "expiresAt",
                                Instant.ofEpochMilli(now + 86_400_000L).toString()),
                        List.of(
                                "lastUsedAt",
                                Instant.ofEpochMilli(now - 3_600_000L).toString()),
                        List.of("lastUsedClient", "dovecot"),
                        List.of("lastUsedFrom", "192.0.2.7")));
        picture("admin-console-data");
        tab.closeData();
        assertThat(tab.data("Laptop")).isEqualTo(List.of(List.of("clients", "*")));
        tab.closeData();
        picture("admin-console");

        tab.delete("iPhone Mail");

        Waiting.until(
                "the app password is removed",
                () -> new CredentialsTab(browser).names().stream().noneMatch("iPhone Mail"::equals));
        assertThat(Mail.await(mail, "carol@example.org", 1))
                .singleElement()
                .satisfies(notice -> assertThat(notice.text()).contains("Name: iPhone Mail"));
        // The sign-in below causes a notice, too.
        TokenEndpoint tokens = new TokenEndpoint(realm.getBaseUrl());
        assertThat(tokens.directGrant("dovecot", "carol", PHONE).status()).isEqualTo(400);
        assertThat(tokens.directGrant("dovecot", "carol", LAPTOP).status()).isEqualTo(200);
        assertThat(new RevocationAdminEvents(realm).of(userId))
                .singleElement()
                .satisfies(event -> assertThat(event.getDetails())
                        .containsEntry("credential_type", "app-password")
                        .containsEntry("credential_user_label", "iPhone Mail"));
    }

    /** Unreadable data may not even be JSON; the console's page would stay empty. */
    @Test
    void unreadableDataDoesNotBreakThePage() {
        String userId = users.create(
                "unreadable",
                SeededAppPassword.of("a".repeat(24)).named("No JSON").rawData("clients: all"),
                SeededAppPassword.of("b".repeat(24)).named("Newer").rawData("{\"schemaVersion\":3,\"clients\":[]}"));
        browser.open(CredentialsTab.address(realm.getBaseUrl(), userId));
        SignIn.enterPassword(browser, "console-administrator", TestUsers.PASSWORD);
        CredentialsTab tab = new CredentialsTab(browser);

        assertThat(tab.names()).contains("No JSON", "Newer");
        assertThat(tab.data("No JSON")).isEqualTo(List.of(List.of("readable", "false")));
    }

    @Test
    void expiredAppPasswordsAreMarked() {
        long now = System.currentTimeMillis();
        String userId = users.create("ended", SeededAppPassword.of(PHONE).expiringAt(now - 1000));

        assertThat(StoredAppPassword.data(users.appPasswords(userId).get(0)).toString())
                .isEqualTo("{\"clients\":\"*\",\"expired\":\"true\",\"expiresAt\":\"%s\"}"
                        .formatted(Instant.ofEpochMilli(now - 1000)));
    }

    /** The console writes users back as it read them. */
    @Test
    void displayedValuesAreNeverStored() {
        String userId = users.create(
                "written-back", SeededAppPassword.of(PHONE).clients(new LinkedHashSet<>(List.of("dovecot"))));
        CredentialRepresentation shown = users.appPasswords(userId).get(0);
        realm.admin().users().get(userId).setCredentialUserLabel(shown.getId(), "Renamed");
        realm.admin()
                .users()
                .get(userId)
                .update(realm.admin().users().get(userId).toRepresentation());
        TokenEndpoint tokens = new TokenEndpoint(realm.getBaseUrl());

        assertThat(shown.getSecretData()).isNull();
        assertThat(tokens.directGrant("dovecot", "written-back", PHONE).status())
                .isEqualTo(200);
        assertThat(tokens.directGrant("postfix", "written-back", PHONE).status())
                .isEqualTo(400);
    }

    /** Takes one of the pictures in docs/images. */
    private static void picture(String name) {
        browser.show(Screen.DOCUMENT, ColorScheme.LIGHT);
        browser.screenshot(name);
        browser.show(Screen.DESKTOP, ColorScheme.LIGHT);
    }
}
