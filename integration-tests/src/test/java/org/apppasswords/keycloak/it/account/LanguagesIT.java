package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apppasswords.keycloak.it.pages.SigningInPage;
import org.apppasswords.keycloak.it.pages.Tour;
import org.apppasswords.keycloak.it.pages.Tour.Stop;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.Chromium.ColorScheme;
import org.apppasswords.keycloak.it.support.browser.Chromium.Screen;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Every page in every language. Writes screenshots for review to target/screenshots. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class LanguagesIT {

    /** The languages whose pages are pictured: a long one, one from right to left, and those of the guides. */
    private static final Set<String> PICTURED = Set.of("en", "ja", "de", "ar", "zh-CN");

    @RegisterExtension
    static final Chromium browser = new Chromium();

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @ParameterizedTest
    @MethodSource("org.apppasswords.keycloak.it.support.fixtures.DemoRealm#languages")
    void everyPageIsInTheUsersLanguage(String locale) {
        Messages messages = new Messages(locale);

        new Tour(browser, realm).walk(locale, stop -> {
            assertThat(browser.language()).as("lang of " + stop).isEqualTo(locale);
            assertThat(plain(browser.text())).as(stop.name()).contains(plain(messages.of(stop.headingKey())));
            assertNothingRaw(stop);
            if (stop == Stop.SIGNING_IN) {
                assertSigningInPage(messages);
            }
            takePictures(stop, locale);
        });
    }

    @Test
    void theOlderLoginThemeShowsThePagesToo() {
        realm.updateWithCleanup(update -> {
            update.build().setLoginTheme("keycloak");
            return update;
        });
        Messages messages = new Messages("en");

        new Tour(browser, realm).walk("en", stop -> {
            assertThat(plain(browser.text())).as(stop.name()).contains(plain(messages.of(stop.headingKey())));
            assertNothingRaw(stop);
            if (stop != Stop.SIGNING_IN) {
                takePicture(stop, "old-theme", Screen.DESKTOP, ColorScheme.LIGHT);
                takePicture(stop, "old-theme", Screen.PHONE, ColorScheme.LIGHT);
                browser.show(Screen.DESKTOP, ColorScheme.LIGHT);
            }
        });
    }

    /** Fails on a message key or an unfilled parameter, in the text and in the labels for screen readers. */
    private static void assertNothingRaw(Stop stop) {
        Object readable = browser.run("""
                const attributes = ["aria-label", "title", "alt", "placeholder", "data-copied", "data-copy-failed"];
                const spoken = [...document.body.querySelectorAll("*")]
                    .flatMap(element => attributes.map(attribute => element.getAttribute(attribute) ?? ""));
                return [document.title, document.body.innerText, ...spoken].join("\\n");
                """);
        assertThat((String) readable)
                .as(stop.name())
                .doesNotContainPattern("appPassword[A-Z_]")
                .doesNotContain("app-password-display-name")
                .doesNotContainPattern("\\$?\\{+\\w*}+");
    }

    private static void assertSigningInPage(Messages messages) {
        SigningInPage page = new SigningInPage(browser);
        assertThat(plain(page.title())).isEqualTo(inConsole(messages, "appPasswordSigningInTitle"));
        assertThat(plain(page.helpText())).isEqualTo(inConsole(messages, "appPasswordHelpText"));
        assertThat(plain(page.setUpButton())).contains(inConsole(messages, "app-password-display-name"));
        assertThat(plain(page.row("Calendar"))).contains(inConsole(messages, "appPasswordInfoAllServices"));
        assertThat(plain(page.row("iPhone Mail"))).contains(inConsole(messages, "appPasswordInfoServices", "Mail"));
        assertThat(plain(page.row("Old tablet")))
                .containsPattern(inConsole(messages, "appPasswordWarningExpiredTitle", "[^{}]*20\\d\\d[^{}]*"))
                .contains(inConsole(messages, "appPasswordWarningExpiredText"));
        assertThat(plain(page.row("Broken"))).contains(inConsole(messages, "appPasswordWarningUnreadableTitle"));
    }

    private static String inConsole(Messages messages, String key, String... parameters) {
        return plain(messages.inConsole(key, parameters));
    }

    // The browser reports no-break spaces, which French uses, as plain spaces.
    private static String plain(String text) {
        return text.replace('\u00a0', ' ').replace('\u202f', ' ');
    }

    private static void takePictures(Stop stop, String locale) {
        if (!PICTURED.contains(locale)) {
            return;
        }
        boolean everyKind = locale.equals("en") || locale.equals("ja");
        for (Screen screen : List.of(Screen.DESKTOP, Screen.PHONE)) {
            for (ColorScheme colors : ColorScheme.values()) {
                if (everyKind || (screen == Screen.DESKTOP && colors == ColorScheme.LIGHT)) {
                    takePicture(stop, locale, screen, colors);
                }
            }
        }
        browser.show(Screen.DESKTOP, ColorScheme.LIGHT);
    }

    private static void takePicture(Stop stop, String locale, Screen screen, ColorScheme colors) {
        browser.show(screen, colors);
        browser.screenshot(String.join("-", stop.name(), locale, screen.name(), colors.name())
                .toLowerCase(Locale.ROOT)
                .replace('_', '-'));
    }
}
