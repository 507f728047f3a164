package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apppasswords.keycloak.it.pages.CreationForm;
import org.apppasswords.keycloak.it.pages.ShowPage;
import org.apppasswords.keycloak.it.pages.SigningInPage;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Axe;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.Chromium.ColorScheme;
import org.apppasswords.keycloak.it.support.browser.Chromium.Screen;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.openqa.selenium.By;

/** The field for networks in the form, in a real browser. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class NetworksFieldIT {

    private static final By SUMMARY = By.cssSelector("details.app-password-networks > summary");
    private static final By NETWORKS = By.id("networks");
    private static final By CURRENT = By.id("currentNetwork");
    private static final By ERROR = By.id("input-error-networks");
    private static final By LIFETIME_30_DAYS = By.cssSelector("#lifetimeDays > option[value='30']");
    private static final By DOVECOT = By.cssSelector("input[name=clients][value=dovecot]");
    private static final By FACTS = By.className("app-password-facts");

    private static final String VISIBLE_BELOW_THE_FIELD = """
            const [error, field] = [...arguments].map(element => element.getBoundingClientRect());
            return error.top >= field.bottom - 1 && error.top - field.bottom < 40 && error.bottom <= innerHeight""";

    @RegisterExtension
    static final Chromium browser = new Chromium();

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @ParameterizedTest
    @CsvSource({"en, DESKTOP", "en, PHONE", "ja, DESKTOP", "ja, PHONE", "ar, DESKTOP", "ar, PHONE"})
    void aMistypedNetworkIsExplainedBesideTheFieldAndNothingIsLost(String language, Screen screen) {
        String name = language + "-" + screen.name().toLowerCase(Locale.ROOT);
        browser.show(screen, ColorScheme.LIGHT);
        CreationForm form = open("networks-" + name, language);
        form.name("Printer").service("dovecot");
        browser.element(LIFETIME_30_DAYS).click();
        assertThat(browser.elements(NETWORKS).get(0).isDisplayed()).isFalse();

        browser.click(SUMMARY);
        browser.type(NETWORKS, "192.0.2.0/24, 2001:db8::/129");
        browser.click(CURRENT);
        String current = browser.element(CURRENT).getDomProperty("value");
        form.create();

        assertThat(browser.element(ERROR).getDomProperty("textContent"))
                .isEqualTo(new Messages(language).of("appPasswordErrorNetworks", "2001:db8::/129"));
        assertThat(browser.run(VISIBLE_BELOW_THE_FIELD, browser.element(ERROR), browser.element(NETWORKS)))
                .isEqualTo(true);
        assertThat(browser.focused().getDomAttribute("id")).isEqualTo("networks");
        assertThat(browser.element(NETWORKS).getDomAttribute("aria-describedby"))
                .startsWith("input-error-networks ");
        assertThat(browser.element(NETWORKS).getCssValue("direction")).isEqualTo("ltr");
        assertThat(Axe.barriers(browser)).isEmpty();
        browser.screenshot("networks-" + name);
        assertThat(browser.element(CreationForm.NAME).getDomProperty("value")).isEqualTo("Printer");
        assertThat(browser.element(DOVECOT).isSelected()).isTrue();
        assertThat(browser.element(CreationForm.LIFETIME).getDomProperty("value"))
                .isEqualTo("30");
        assertThat(browser.element(NETWORKS).getDomProperty("value")).isEqualTo("192.0.2.0/24, 2001:db8::/129");
        assertThat(browser.element(CURRENT).isSelected()).isTrue();

        browser.type(NETWORKS, "192.0.2.0/24, 2001:db8::/32");
        form.create();
        ShowPage shown = new ShowPage(browser);
        assertThat(browser.element(FACTS).getText()).contains("192.0.2.0/24", "2001:db8::/32", current);
        shown.done();

        // By the menu: an address that is opened while the console loads can lose against the console's own redirect.
        browser.show(Screen.DESKTOP, ColorScheme.LIGHT);
        assertThat(SigningInPage.openByMenu(browser).row("Printer"))
                .contains("192.0.2.0/24, 2001:db8::/32, " + current)
                .contains(new Messages(language).inConsole("appPasswordNetworks"));
    }

    private CreationForm open(String username, String language) {
        UserRepresentation user = TestUsers.representation(username);
        user.setAttributes(Map.of("locale", List.of(language)));
        Person person = new TestUsers(realm).createWithTotp(user);
        browser.open(new AccountConsole(realm.getBaseUrl()).createAppPassword().toString());
        SignIn.enterPassword(browser, person.username(), person.password());
        SignIn.enterTotp(browser, person.totp().orElseThrow());
        return new CreationForm(browser);
    }
}
