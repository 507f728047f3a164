package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apppasswords.keycloak.it.pages.CreationForm;
import org.apppasswords.keycloak.it.pages.ShowPage;
import org.apppasswords.keycloak.it.pages.SigningInPage;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.Chromium.ColorScheme;
import org.apppasswords.keycloak.it.support.browser.Chromium.Screen;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The form and the page with the new app password in a real browser, with their script. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ShowPageIT {

    private static final String IPHONE =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1";
    private static final By SUGGESTIONS = By.cssSelector("#app-password-suggestions > button");

    /** Whether leaving the page makes the browser ask. */
    private static final String ASKS = "return !dispatchEvent(new Event('beforeunload', {cancelable: true}))";

    /** Whether the element is visible without scrolling. */
    private static final String IN_VIEW =
            "const box = arguments[0].getBoundingClientRect();" + "return box.top >= 0 && box.bottom <= innerHeight";

    @RegisterExtension
    static final Chromium browser = new Chromium();

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
    }

    @Test
    void leavingAsksUntilTheAppPasswordIsCopied() {
        openForm("copies").name("Phone");
        assertThat(browser.run(ASKS)).isEqualTo(false);
        browser.click(CreationForm.CREATE);
        ShowPage shown = new ShowPage(browser);

        assertThat(browser.run(ASKS)).isEqualTo(true);
        browser.allowClipboard(true);
        shown.copy();
        assertThat(browser.run(ASKS)).isEqualTo(false);
        browser.click(ShowPage.DONE);

        new SigningInPage(browser);
    }

    @Test
    void copyingTheSelectionOrDownloadingTheProfileCounts() {
        openForm("selects").name("Phone").create();
        new ShowPage(browser);
        copySelected("#app-password-copy");
        assertThat(browser.run(ASKS)).isEqualTo(true);
        copySelected("#app-password");
        assertThat(browser.run(ASKS)).isEqualTo(false);

        browser.forgetUser();
        openForm("downloads").name("Phone").create();
        new ShowPage(browser);
        browser.download(ShowPage.APPLE, "Phone.mobileconfig");
        assertThat(browser.run(ASKS)).isEqualTo(false);
    }

    private static void copySelected(String selector) {
        browser.run(
                "getSelection().selectAllChildren(document.querySelector(arguments[0]));"
                        + "document.dispatchEvent(new Event('copy'))",
                selector);
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"DESKTOP", "PHONE"})
    void doneAsksOnceBeforeAnythingWasCopied(Screen screen) {
        openForm("types-" + screen.name().toLowerCase(Locale.ROOT))
                .name("Printer")
                .create();
        new ShowPage(browser);
        browser.show(screen, ColorScheme.LIGHT);

        browser.click(ShowPage.DONE);

        assertThat(browser.element(ShowPage.NOT_COPIED).getText()).isEqualTo(Messages.text("appPasswordShowNotCopied"));
        for (By each : List.of(ShowPage.NOT_COPIED, ShowPage.DONE)) {
            assertThat(browser.run(IN_VIEW, browser.element(each)))
                    .as(each.toString())
                    .isEqualTo(true);
        }
        assertThat(new ShowPage(browser).password()).isNotEmpty();
        assertThat(browser.run(ASKS)).isEqualTo(true);
        browser.click(ShowPage.DONE);
        new SigningInPage(browser);
    }

    @Test
    void theWarningIsVisibleWithoutScrollingAtDoubleSize() {
        openForm("zooms").name("Phone").create();
        new ShowPage(browser);

        for (Screen screen : List.of(Screen.PHONE, Screen.ZOOMED)) {
            browser.show(screen, ColorScheme.LIGHT);
            browser.run("scrollTo(0, 0)");
            boolean inView = (boolean) browser.run(IN_VIEW, browser.element(ShowPage.ONCE));
            browser.screenshot("show-once-" + screen.name().toLowerCase(Locale.ROOT));
            assertThat(inView).as(screen.name()).isTrue();
        }
    }

    @Test
    void theEndIsInTheTimeZoneOfTheDevice() {
        new RealmPolicy(realm).set(Map.of("lifetime-max-days", "30", "lifetime-default-days", "30"));
        browser.moveTo("Asia/Tokyo");

        openForm("travels").name("Phone").create();
        new ShowPage(browser);

        String instant = browser.element(ShowPage.END).getDomAttribute("datetime");
        String options = "{dateStyle: 'long', timeStyle: 'short', timeZone: 'Asia/Tokyo'}";
        assertThat(browser.element(ShowPage.END).getText())
                .isEqualTo(browser.run(
                        "return new Intl.DateTimeFormat('en', " + options + ").format(new Date(arguments[0]))",
                        instant))
                .doesNotContain("UTC");
    }

    @Test
    void onAnAppleDeviceItsFileComesFirst() {
        String order = "return document.querySelector('.app-password-apple')"
                + ".compareDocumentPosition(document.querySelector('.app-password-facts'))";
        openForm("on-linux").name("Phone").create();
        new ShowPage(browser);
        assertThat(browser.run(order)).isEqualTo(2L);

        browser.forgetUser();
        browser.pretendToBe(IPHONE);
        openForm("on-iphone").name("Phone").create();
        new ShowPage(browser);
        assertThat(browser.run(order)).isEqualTo(4L);
    }

    @Test
    void namesAreSuggestedWithTheDeviceFirst() {
        browser.pretendToBe(IPHONE.replace("iPhone", "iPad"));
        CreationForm form = openForm("suggests");

        assertThat(browser.elements(SUGGESTIONS))
                .extracting(WebElement::getText)
                .containsExactly("iPad", "iPhone", "Mac", "Android");
        browser.elements(SUGGESTIONS).get(2).click();
        assertThat(browser.focused().getDomProperty("value")).isEqualTo("Mac");
        form.create();

        new ShowPage(browser);
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "ja", "ar"})
    void theTypedFormSurvivesAChangeOfTheLanguageOnly(String language) {
        openForm("changes-to-" + language)
                .name("Büro & <b>")
                .service("radicale")
                .lifetime("For 90 days");

        browser.run("location.assign(document.querySelector('[value*=\"kc_locale=" + language + "\"]').value)");
        browser.await(driver -> language.equals(browser.language()));
        browser.screenshot("create-" + language);

        assertThat(browser.element(CreationForm.NAME).getDomProperty("value")).isEqualTo("Büro & <b>");
        assertThat(browser.element(By.cssSelector("input[value=radicale]")).isSelected())
                .isTrue();
        assertThat(browser.element(CreationForm.LIFETIME).getDomProperty("value"))
                .isEqualTo("90");
        browser.click(CreationForm.CREATE);
        new ShowPage(browser);
        assertThat(browser.run("return Object.keys(sessionStorage).filter(key => key.startsWith('app-password'))"))
                .isEqualTo(List.of());
    }

    private CreationForm openForm(String username) {
        Person person = users.createWithTotp(username);
        browser.open(SigningInPage.address(realm.getBaseUrl()));
        SignIn.enterPassword(browser, person.username(), person.password());
        SignIn.enterTotp(browser, person.totp().orElseThrow());
        new SigningInPage(browser).setUp();
        return new CreationForm(browser);
    }
}
