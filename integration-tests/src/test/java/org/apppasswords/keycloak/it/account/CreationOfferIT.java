package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.Chromium.ColorScheme;
import org.apppasswords.keycloak.it.support.browser.Chromium.Screen;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.browser.TotpSetupPage;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.Totp;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.openqa.selenium.By;

/** The offer of an app password right after the first second factor is set up: made once, and only in the browser. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class CreationOfferIT {

    private static final String PHONE = "phonephonephonephonephon";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private AccountConsole console;
    private TestUsers users;
    private RealmPolicy policy;

    @BeforeEach
    void setUp() {
        console = new AccountConsole(realm.getBaseUrl());
        users = new TestUsers(realm);
        policy = new RealmPolicy(realm);
    }

    @Test
    void anAcceptedOfferLeadsToTheFormInTheSameSignIn() {
        Person person = users.createWithoutSecondFactor("wants-one");
        users.require(person, TotpSetupPage.ACTION);

        Page offer = setUpFactor(new Browser(), person);
        Page form = CreatePage.OFFER.on(offer).press("accept");
        Page shown = CreatePage.FORM.on(form).set("name", "iPhone Mail").press("create");
        String secret = CreatePage.letters(CreatePage.secret(shown));

        console.assertLanded(CreatePage.SHOWN.on(shown).press("done"));
        assertThat(new TokenEndpoint(realm.getBaseUrl())
                        .directGrant("dovecot", person.username(), secret)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aDeclinedOfferIsNotRepeated() {
        Person person = users.createWithoutSecondFactor("not-now");
        users.require(person, TotpSetupPage.ACTION);
        Page setupPage = SignIn.enterPassword(new Browser().open(console.signIn()), person);
        Totp app = TotpSetupPage.app(setupPage);

        Page offer = TotpSetupPage.complete(setupPage, app);
        CreatePage.OFFER.on(offer.reload());
        console.assertLanded(CreatePage.OFFER.on(offer).press("not-now"));

        assertThat(users.requiredActions(person)).isEmpty();
        assertThat(users.appPasswords(person)).isEmpty();
        console.assertLanded(SignIn.complete(new Browser().open(console.signIn()), person.with(app)));
    }

    @Test
    void theFormOfAnAcceptedOfferCanBeCancelled() {
        Person person = users.createWithoutSecondFactor("changes-mind");
        Page offer = SignIn.complete(new Browser().open(console.action(TotpSetupPage.ACTION)), person);
        Page form = CreatePage.OFFER
                .on(TotpSetupPage.complete(offer, TotpSetupPage.app(offer)))
                .press("accept");

        Page landed = CreatePage.FORM.on(form).press("not-now");

        assertThat(console.actionStatus(landed)).isEqualTo("success");
        assertThat(users.appPasswords(person)).isEmpty();
    }

    /** A required action on the user would make Keycloak reject the user's mail programs. */
    @Test
    void directGrantsSucceedWhileTheOfferIsOpen() {
        policy.set(Map.of("require-second-factor", "false"));
        users.create("goes-on", SeededAppPassword.of(PHONE));
        Person person = new Person("goes-on", TestUsers.PASSWORD);
        users.require(person, TotpSetupPage.ACTION);

        CreatePage.OFFER.on(setUpFactor(new Browser(), person));

        assertThat(new TokenEndpoint(realm.getBaseUrl())
                        .directGrant("dovecot", "goes-on", PHONE)
                        .status())
                .isEqualTo(200);
        assertThat(users.requiredActions(person)).isEmpty();
    }

    @Test
    void aFurtherSecondFactorDoesNotCauseAnOffer() {
        Person person = users.createWithTotp("has-one");

        Page setupPage = SignIn.complete(new Browser().open(console.action(TotpSetupPage.ACTION)), person);
        Page landed = TotpSetupPage.form(setupPage)
                .set("totp", TotpSetupPage.app(setupPage).nextCode())
                .set("userLabel", "Another phone")
                .submit();

        console.assertLanded(landed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"offer-after-second-factor-setup", "app-password-create"})
    void aDisabledOfferIsNotMade(String what) {
        Person person = users.createWithoutSecondFactor("off-" + what);
        users.require(person, TotpSetupPage.ACTION);
        if (what.equals(RealmPolicy.ACTION)) {
            policy.disable(what);
        } else {
            policy.set(Map.of(what, "false"));
        }

        console.assertLanded(setUpFactor(new Browser(), person));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ja"})
    void thePageFitsEveryScreen(String language) {
        Person person = users.createWithoutSecondFactor("looks-" + language);
        users.require(person, TotpSetupPage.ACTION);
        chromium.forgetUser();
        chromium.open(console.signIn() + "&ui_locales=" + language);
        SignIn.enterPassword(chromium, person.username(), person.password());
        chromium.element(By.id("totp"));
        String secret = chromium.hiddenValue(By.id("totpSecret"));
        chromium.type(By.id("totp"), Totp.ofText(secret).nextCode());
        chromium.type(By.id("userLabel"), "Phone");
        chromium.click(By.id("saveTOTPBtn"));

        chromium.element(By.id("kc-app-password-offer-form"));
        assertThat(chromium.language()).isEqualTo(language);
        for (Screen screen : Screen.values()) {
            for (ColorScheme colors : ColorScheme.values()) {
                chromium.show(screen, colors);
                chromium.screenshot(String.join("-", "offer", language, screen.name(), colors.name())
                        .toLowerCase(Locale.ROOT));
                // Not compared with window.innerWidth, which a phone's browser increases for a page that is too wide.
                assertThat(chromium.run("return document.documentElement.scrollWidth"))
                        .as(screen.name())
                        .isEqualTo((long) screen.width());
            }
        }
        assertThat(chromium.errors()).isEmpty();
    }

    private Page setUpFactor(Browser browser, Person person) {
        Page setupPage = SignIn.enterPassword(browser.open(console.signIn()), person);
        return TotpSetupPage.complete(setupPage, TotpSetupPage.app(setupPage));
    }
}
