package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.it.pages.CreationForm;
import org.apppasswords.keycloak.it.pages.ShowPage;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Axe;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.Chromium.ColorScheme;
import org.apppasswords.keycloak.it.support.browser.Chromium.Screen;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.ClientAttributes;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** How the script of the form helps to choose services and lifetimes, in a real browser. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ServiceChoicesIT {

    private static final By BOXES = By.name("clients");
    private static final By LIMITS = By.cssSelector("#lifetime-limits li");

    @RegisterExtension
    static final Chromium browser = new Chromium();

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @ParameterizedTest
    @CsvSource({"en, DESKTOP", "ja, PHONE", "ar, PHONE"})
    void theSelectedServicesLimitTheLifetimes(String language, Screen screen) {
        ClientAttributes attributes = new ClientAttributes(realm);
        attributes.set("postfix", "app-passwords.lifetime-max-days", "14");
        attributes.set("radicale", "app-passwords.lifetime-max-days", "90");
        browser.show(screen, ColorScheme.LIGHT);
        CreationForm form = open("limits-" + language + "-" + screen.name().toLowerCase(Locale.ROOT), language);

        assertThat(lifetimes()).containsExactly("7", "30", "90", "180", "365", "0");
        assertThat(limits()).containsExactly("radicale", "dovecot");
        form.name("Phone").service("radicale");
        assertThat(lifetimes()).containsExactly("7", "30", "90");
        assertThat(limits()).containsExactly("radicale");
        form.service("dovecot");
        assertThat(lifetimes()).containsExactly("7", "14");
        assertThat(limits()).containsExactly("radicale", "dovecot");
        assertThat(Axe.barriers(browser)).isEmpty();
        browser.screenshot("services-" + language + "-" + screen);
        browser.click(By.cssSelector("[data-select=none]"));
        assertThat(lifetimes()).containsExactly("7", "30", "90", "180", "365", "0");
        assertThat(limits()).isEmpty();
        browser.click(By.cssSelector("[data-select=all]"));
        assertThat(lifetimes()).containsExactly("7", "14");
        form.create();

        assertThat(new ShowPage(browser).password()).hasSize(29);
        assertThat(browser.errors()).isEmpty();
        browser.show(Screen.DESKTOP, ColorScheme.LIGHT);
    }

    @Test
    void aLongListHasAFilter() {
        TestClients clients = new TestClients(realm);
        IntStream.rangeClosed(1, 11).forEach(number -> clients.add("team-" + number, "Team " + number, DemoRealm.FLOW));
        CreationForm form = open("filter", "en");
        form.name("Phone").service("radicale");
        WebElement filter = browser.element(By.id("service-filter"));

        filter.sendKeys("TEAM 1", Keys.ENTER);
        assertThat(shown()).containsExactly("team-1", "team-10", "team-11");
        browser.click(By.cssSelector("[data-select=all]"));
        filter.sendKeys("0");
        browser.click(By.cssSelector("[data-select=none]"));
        filter.sendKeys(" no such service");
        assertThat(shown()).isEmpty();
        assertThat(browser.element(By.id("service-filter-none")).isDisplayed()).isTrue();
        browser.run("arguments[0].value = ''; arguments[0].dispatchEvent(new Event('input'))", filter);
        assertThat(shown()).hasSize(16);
        assertThat(browser.elements(BOXES).stream()
                        .filter(WebElement::isSelected)
                        .map(box -> box.getDomProperty("value")))
                .containsExactly("radicale", "team-1", "team-11");
        CreatePage.FORM.await(browser);
        form.create();
        new ShowPage(browser);
    }

    private CreationForm open(String username, String language) {
        Person person = new TestUsers(realm).createWithTotp(username);
        browser.forgetUser();
        browser.open(new AccountConsole(realm.getBaseUrl()).createAppPassword() + "&ui_locales=" + language);
        SignIn.enterPassword(browser, person.username(), person.password());
        SignIn.enterTotp(browser, person.totp().orElseThrow());
        return new CreationForm(browser);
    }

    private static List<String> lifetimes() {
        return browser.elements(By.cssSelector("#lifetimeDays option")).stream()
                .map(option -> option.getDomProperty("value"))
                .toList();
    }

    private static List<String> limits() {
        return browser.elements(LIMITS).stream()
                .filter(WebElement::isDisplayed)
                .map(item -> item.getDomAttribute("data-client"))
                .toList();
    }

    private static List<String> shown() {
        return browser.elements(BOXES).stream()
                .filter(WebElement::isDisplayed)
                .map(box -> box.getDomProperty("value"))
                .toList();
    }
}
