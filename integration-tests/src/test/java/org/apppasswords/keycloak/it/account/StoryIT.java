package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.apppasswords.keycloak.it.pages.CreationForm;
import org.apppasswords.keycloak.it.pages.ShowPage;
import org.apppasswords.keycloak.it.pages.SigningInPage;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;
import org.apppasswords.keycloak.it.support.bridges.MailProgram;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.Chromium.ColorScheme;
import org.apppasswords.keycloak.it.support.browser.Chromium.Screen;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.browser.TotpSetupPage;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.Totp;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.openqa.selenium.By;

/** The main use case from end to end: a browser, and a mail server that asks Keycloak. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class StoryIT {

    @RegisterExtension
    static final Chromium browser = new Chromium();

    @RegisterExtension
    static final Dovecot dovecot = new Dovecot();

    /** The mail program's address; Dovecot and the tests use 127.0.0.1. */
    private static final String MAIL_PROGRAM = "127.0.0.7";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @Test
    void anAppPasswordFromTheAccountConsoleSignsAMailProgramInUntilItIsDeleted() {
        String password = aliceCreatesIphoneMail();
        theAccountConsoleListsIt();
        theMailProgramSignsIn(password);
        keycloakKnowsWhereFrom();
        onlyTheChosenServiceAcceptsIt(password);
        aliceDeletesIt();
        assertThat(imap().login("alice", password)).startsWith("NO [AUTHENTICATIONFAILED]");
    }

    @Test
    void thePasswordIsSelectedIfTheBrowserDeniesTheClipboard() {
        browser.open(SigningInPage.address(realm.getBaseUrl()));
        SignIn.enterPassword(browser, "bob", "bob-password");
        SignIn.enterTotp(browser, Totp.ofBase32("JBSWY3DPEHPK3PXP"));
        new SigningInPage(browser).setUp();
        new CreationForm(browser).name("Thunderbird").create();
        ShowPage shown = new ShowPage(browser);
        browser.allowClipboard(false);

        assertThat(shown.copy()).startsWith("Press Ctrl+C");
        browser.screenshot("copy-refused");

        assertThat(shown.selection()).isEqualTo(shown.password());
        assertThat(imap().login("bob", shown.selection())).startsWith("OK");
    }

    private String aliceCreatesIphoneMail() {
        browser.open(realm.getBaseUrl() + "/account");
        SignIn.enterPassword(browser, "alice", "alice-password");
        SigningInPage credentials = SigningInPage.openByMenu(browser);
        assertThat(credentials.title()).isEqualTo("App password");
        assertThat(credentials.rows()).hasSize(1).first().asString().contains("not set up");
        credentials.setUp();

        CreatePage.SECOND_FACTOR.await(browser);
        assertThat(browser.text()).contains("Set up a second factor first");
        browser.click(By.cssSelector("button[name=setup][value=CONFIGURE_TOTP]"));
        TotpSetupPage.complete(browser, "Phone");

        CreationForm form = new CreationForm(browser);
        form.name("iPhone Mail").service("dovecot").lifetime("For 90 days");
        picture("create");
        form.create();

        ShowPage shown = new ShowPage(browser);
        String password = shown.password();
        assertThat(password).matches("([a-z]{4}-){5}[a-z]{4}");
        assertThat(browser.text())
                .contains("For “iPhone Mail”", "alice", "Works for: Mail", "Valid until", "Never send it to anyone");
        picture("show");
        browser.allowClipboard(true);
        assertThat(shown.copy()).isEqualTo("Copied. Now paste it into the app.");
        assertThat(browser.clipboard()).isEqualTo(password.replace("-", ""));
        shown.done();
        return password;
    }

    private void theAccountConsoleListsIt() {
        List<String> rows = new SigningInPage(browser).rows();

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0)).contains("iPhone Mail", "Created " + longDate(stored().getCreatedDate()), "For: Mail");
        // On a smaller screen, the menu would cover the list.
        browser.screenshot("signing-in");
    }

    private static void theMailProgramSignsIn(String password) {
        String letters = password.replace("-", "");
        assertThat(imap().login("alice", password)).startsWith("OK");
        assertThat(imap().login("alice@example.org", letters)).startsWith("OK");
        assertThat(imap().login("alice", password.replace('-', ' '))).startsWith("OK");
        assertThat(imap().loginWithLiterals("alice", letters.toUpperCase(Locale.ROOT)))
                .startsWith("OK");

        assertThat(imap().login("alice", "zzzz-zzzz-zzzz-zzzz-zzzz-zzzz")).startsWith("NO [AUTHENTICATIONFAILED]");
        assertThat(imap().login("alice", "alice-password")).startsWith("NO [AUTHENTICATIONFAILED]");
        assertThat(imap().login("bob", password)).startsWith("NO [AUTHENTICATIONFAILED]");

        assertThat(imap().login("alice", password)).startsWith("OK");
    }

    private void keycloakKnowsWhereFrom() {
        List<EventRepresentation> signIns =
                realm.admin().getEvents(List.of("LOGIN"), "dovecot", userId("alice"), null, null, null, null, null);
        assertThat(signIns)
                .hasSize(5)
                .allSatisfy(event -> assertThat(event.getDetails())
                        .containsEntry("app_password_address", MAIL_PROGRAM)
                        .containsEntry("credential_user_label", "iPhone Mail"));
        assertThat(stored().getCredentialData())
                .contains("\"lastUsedFrom\":\"" + MAIL_PROGRAM + "\"")
                .contains("\"lastUsedClient\":\"dovecot\"");
    }

    private void onlyTheChosenServiceAcceptsIt(String password) {
        TokenEndpoint tokens = new TokenEndpoint(realm.getBaseUrl());
        assertThat(tokens.directGrant("radicale", "alice", password).error()).isEqualTo("invalid_grant");
    }

    private void aliceDeletesIt() {
        new SigningInPage(browser).delete("iPhone Mail");
        assertThat(new SigningInPage(browser).rows())
                .hasSize(1)
                .first()
                .asString()
                .contains("not set up");
    }

    /** Takes one of the pictures in docs/images. */
    private static void picture(String name) {
        browser.show(Screen.DOCUMENT, ColorScheme.LIGHT);
        browser.screenshot(name);
        browser.show(Screen.DESKTOP, ColorScheme.LIGHT);
    }

    private static MailProgram imap() {
        return dovecot.mailProgram(7);
    }

    private CredentialRepresentation stored() {
        return new TestUsers(realm).appPasswords(userId("alice")).get(0);
    }

    private String userId(String username) {
        return realm.admin().users().searchByUsername(username, true).get(0).getId();
    }

    private static String longDate(long epochMilli) {
        return DateTimeFormatter.ofPattern("MMMM d, yyyy", Locale.ENGLISH)
                .format(Instant.ofEpochMilli(epochMilli).atZone(ZoneId.systemDefault()));
    }
}
