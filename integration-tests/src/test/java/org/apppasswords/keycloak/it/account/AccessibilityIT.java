package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.pages.CreationForm;
import org.apppasswords.keycloak.it.pages.ShowPage;
import org.apppasswords.keycloak.it.pages.SigningInPage;
import org.apppasswords.keycloak.it.pages.Tour;
import org.apppasswords.keycloak.it.pages.Tour.Stop;
import org.apppasswords.keycloak.it.support.browser.Axe;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.Chromium.ColorScheme;
import org.apppasswords.keycloak.it.support.browser.Chromium.Screen;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.openqa.selenium.Keys;

/** The pages are accessible with a screen reader and without a mouse, and cause no browser errors. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class AccessibilityIT {

    @RegisterExtension
    static final Chromium browser = new Chromium();

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @Test
    void axeFindsNoProblemOnAnyPage() {
        new Tour(browser, realm).walk("en", stop -> {
            if (stop != Stop.SIGNING_IN) {
                for (ColorScheme colors : ColorScheme.values()) {
                    browser.show(Screen.DESKTOP, colors);
                    assertThat(Axe.barriers(browser)).as(stop + ", " + colors).isEmpty();
                }
                browser.show(Screen.PHONE, ColorScheme.LIGHT);
                assertThat(browser.run("return document.documentElement.scrollWidth"))
                        .as(stop + " fits on a phone")
                        .isEqualTo(390L);
                browser.show(Screen.DESKTOP, ColorScheme.LIGHT);
                assertThat(browser.errors()).as(stop.name()).isEmpty();
            }
        });
    }

    @Test
    void creatingWorksWithoutAMouse() {
        TestUsers users = new TestUsers(realm);
        Person typist = users.createWithTotp("typist");
        browser.open(SigningInPage.address(realm.getBaseUrl()));
        SignIn.enterPassword(browser, typist.username(), typist.password());
        SignIn.enterTotp(browser, typist.totp().orElseThrow());
        new SigningInPage(browser).setUpByKeyboard();

        new CreationForm(browser);
        browser.press("Thunderbird");
        for (String stop : List.of(
                "iPhone",
                "iPad",
                "Mac",
                "Android",
                "All services",
                "How long it works",
                "Only from these networks",
                "Create",
                "Cancel")) {
            assertThat(tab()).isEqualTo(stop);
        }
        for (String stop : List.of("Create", "Only from these networks", "How long it works", "All services")) {
            assertThat(back()).isEqualTo(stop);
        }
        browser.press(Keys.ARROW_DOWN);
        List<String> stops = Stream.concat(
                        Stream.of("Android", "Only these services", "Select all", "Select none"),
                        DemoRealm.serviceNames().stream())
                .toList();
        int mail = stops.indexOf("Mail");
        for (String stop : stops.subList(2, mail + 1)) {
            assertThat(tab()).isEqualTo(stop);
        }
        browser.press(Keys.SPACE);
        for (int i = mail - 1; i >= 0; i--) {
            assertThat(back()).isEqualTo(stops.get(i));
        }
        for (String stop : List.of("Mac", "iPad", "iPhone", "Name")) {
            assertThat(back()).isEqualTo(stop);
        }
        browser.press(Keys.ENTER);

        ShowPage shown = new ShowPage(browser);
        browser.allowClipboard(true);
        assertThat(tab()).isEqualTo("Copy app password");
        browser.press(Keys.ENTER);
        assertThat(shown.copyStatus()).startsWith("Copied");
        assertThat(List.of(tab(), tab())).containsExactly("Set up iPhone, iPad or Mac", "Done");
        browser.press(Keys.ENTER);

        assertThat(new SigningInPage(browser).row("Thunderbird")).contains("For: Mail");
        assertThat(users.appPasswords(typist))
                .singleElement()
                .extracting(CredentialRepresentation::getUserLabel)
                .isEqualTo("Thunderbird");
    }

    private static String tab() {
        browser.press(Keys.TAB);
        return browser.focused().getAccessibleName();
    }

    private static String back() {
        browser.press(Keys.chord(Keys.SHIFT, Keys.TAB));
        return browser.focused().getAccessibleName();
    }
}
