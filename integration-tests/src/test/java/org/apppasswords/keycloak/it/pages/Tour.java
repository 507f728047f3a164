package org.apppasswords.keycloak.it.pages;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.Totp;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** Visits every page on the way to an app password, in the user's language. */
public final class Tour {

    private final Chromium browser;
    private final ManagedRealm realm;
    private final TestUsers users;

    public Tour(Chromium browser, ManagedRealm realm) {
        this.browser = browser;
        this.realm = realm;
        this.users = new TestUsers(realm);
    }

    /** The stops of the tour, each with the message key of its heading. */
    public enum Stop {
        SECOND_FACTOR("appPasswordSecondFactorTitle"),
        CREATE("appPasswordCreateTitle"),
        NAME_TAKEN("appPasswordCreateTitle"),
        SHOW("appPasswordShowTitle"),
        COPIED("appPasswordShowTitle"),
        ALREADY_SHOWN("appPasswordAlreadyShownTitle"),
        UNAVAILABLE("appPasswordUnavailableTitle"),
        SIGNING_IN("appPasswordSigningInTitle");

        private final String headingKey;

        Stop(String headingKey) {
            this.headingKey = headingKey;
        }

        public String headingKey() {
            return headingKey;
        }
    }

    /** Visits every page as two users of this language, one without and one with a second factor. */
    public void walk(String locale, Consumer<Stop> guest) {
        String suffix = "-" + locale.toLowerCase(Locale.ROOT);
        try {
            walkAsNewcomer(user("newcomer" + suffix, locale), guest);
            browser.forgetUser();
            walkAsRegular(user("regular" + suffix, locale), guest);
        } finally {
            browser.forgetUser();
            realm.admin()
                    .users()
                    .searchByUsername(suffix, false)
                    .forEach(user -> realm.admin().users().delete(user.getId()).close());
        }
    }

    private void walkAsNewcomer(UserRepresentation newcomer, Consumer<Stop> guest) {
        users.create(newcomer);
        openCreation();
        SignIn.enterPassword(browser, newcomer.getUsername(), TestUsers.PASSWORD);
        CreatePage.SECOND_FACTOR.await(browser);
        guest.accept(Stop.SECOND_FACTOR);
    }

    private void walkAsRegular(UserRepresentation regular, Consumer<Stop> guest) {
        Totp totp = users.createWithTotp(regular, theirAppPasswords()).totp().orElseThrow();
        openCreation();
        SignIn.enterPassword(browser, regular.getUsername(), TestUsers.PASSWORD);
        SignIn.enterTotp(browser, totp);
        CreationForm form = new CreationForm(browser);
        guest.accept(Stop.CREATE);

        form.name("iphone mail").service("dovecot").create();
        form.error("name");
        guest.accept(Stop.NAME_TAKEN);

        form.name("Thunderbird").create();
        ShowPage shown = new ShowPage(browser);
        guest.accept(Stop.SHOW);
        browser.allowClipboard(true);
        shown.copy();
        guest.accept(Stop.COPIED);

        browser.openAgain();
        CreatePage.ALREADY_SHOWN.await(browser);
        guest.accept(Stop.ALREADY_SHOWN);
        browser.click(ShowPage.DONE);
        SigningInPage credentials = new SigningInPage(browser);
        guest.accept(Stop.SIGNING_IN);

        new RealmPolicy(realm).set(Map.of("max-per-user", "2"));
        credentials.setUp();
        CreatePage.UNAVAILABLE.await(browser);
        guest.accept(Stop.UNAVAILABLE);
    }

    // As if from the page "Signing in", which takes longer to load than all other pages of the tour.
    private void openCreation() {
        String realmUrl = realm.getBaseUrl();
        browser.open(new AccountConsole(realmUrl)
                .createAppPasswordFrom(SigningInPage.address(realmUrl))
                .toString());
    }

    private static UserRepresentation user(String username, String locale) {
        UserRepresentation user = TestUsers.representation(username);
        user.setAttributes(Map.of("locale", List.of(locale)));
        return user;
    }

    private static SeededAppPassword[] theirAppPasswords() {
        long now = System.currentTimeMillis();
        return new SeededAppPassword[] {
            SeededAppPassword.of("abcdefghijklmnopqrstuvwx")
                    .named("iPhone Mail")
                    .clients(new LinkedHashSet<>(List.of("dovecot", "postfix"))),
            SeededAppPassword.of("bcdefghijklmnopqrstuvwxy").named("Calendar"),
            SeededAppPassword.of("cdefghijklmnopqrstuvwxyz")
                    .named("Old tablet")
                    .createdAt(now - Duration.ofDays(100).toMillis())
                    .expiringAt(now - Duration.ofDays(10).toMillis()),
            SeededAppPassword.of("defghijklmnopqrstuvwxyza").named("Broken").rawData("{}"),
        };
    }
}
