package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Form;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Creating an app password: one request creates one app password, which is shown once. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class CreatePageIT {

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private AccountConsole console;
    private TokenEndpoint tokens;
    private TestUsers users;
    private UserEvents events;

    @BeforeEach
    void setUp() {
        console = new AccountConsole(realm.getBaseUrl());
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
        events = new UserEvents(realm);
    }

    @Test
    void createsAnAppPasswordInSixGroupsThatSignsIn() {
        Person bob = Person.bob();
        Page start = openForm(new Browser(), bob);
        assertThat(start.texts("label[for^=clients-]")).containsExactlyElementsOf(DemoRealm.serviceNames());

        Page shown = CreatePage.FORM.on(start).set("name", "iPhone Mail").press("create");
        String secret = CreatePage.secret(shown);
        Page landed = CreatePage.SHOWN.on(shown).press("done");

        assertThat(shown.document().body().text()).contains("bob", "iPhone Mail");
        assertThat(console.actionStatus(landed)).isEqualTo("success");
        CredentialRepresentation stored = only(users.appPasswords(bob));
        assertThat(stored.getUserLabel()).isEqualTo("iPhone Mail");
        EventRepresentation event = only(events.of(users.idOf(bob), EventType.UPDATE_CREDENTIAL));
        assertThat(event.getError()).isNull();
        assertThat(event.getDetails())
                .containsEntry("credential_type", "app-password")
                .containsEntry("credential_id", stored.getId())
                .containsEntry("credential_user_label", "iPhone Mail")
                .containsEntry("app_password_change", "created");
        assertThat(event.getDetails().toString()).doesNotContain(CreatePage.letters(secret));
        assertThat(waysToType(secret)).allSatisfy(this::assertBobSignsIn);
    }

    private void assertBobSignsIn(String typed) {
        assertThat(tokens.directGrant("dovecot", "bob", typed).status())
                .as(typed)
                .isEqualTo(200);
        assertThat(tokens.directGrant("postfix", "bob@example.org", typed).status())
                .as(typed)
                .isEqualTo(200);
    }

    private static Stream<String> waysToType(String shown) {
        String letters = CreatePage.letters(shown);
        String fullWidth = letters.chars()
                .map(letter -> letter - 'a' + '\uFF41')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return Stream.of(
                letters,
                shown,
                shown.replace('-', ' '),
                " " + letters + " ",
                letters.toUpperCase(Locale.ROOT),
                Character.toUpperCase(shown.charAt(0)) + shown.substring(1),
                fullWidth);
    }

    /** It would load the page again, without the app password. */
    @ParameterizedTest
    @ValueSource(strings = {"keycloak.v2", "keycloak"})
    void onlyThePageWithTheAppPasswordHasNoLanguageSelector(String theme) {
        realm.updateWithCleanup(update -> {
            update.build().setLoginTheme(theme);
            return update;
        });
        Person person = users.createWithTotp("selects-" + theme.replace('.', '-'));
        Page form = openForm(new Browser(), person);
        Page shown = create(form, "Mail");

        assertThat(List.of(form, shown, shown.reload()))
                .extracting(page -> page.source().contains("kc_locale="))
                .containsExactly(true, false, true);
        assertThat(shown.document().select("html").attr("lang")).isEqualTo("en");
    }

    @Test
    void pagesAreNotCachedAndRunNoForeignScripts() {
        Person person = users.createWithTotp("not-cached");
        Page start = openForm(new Browser(), person);
        Page shown = create(start, "Mail");
        Page again = shown.reload();

        CreatePage.ALREADY_SHOWN.on(again);
        assertThat(List.of(start, shown, again)).allSatisfy(page -> {
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Cache-Control").orElse("")).contains("no-store");
            assertThat(page.header("Content-Security-Policy").orElse(""))
                    .contains("frame-ancestors", "object-src 'none'");
            assertThat(page.document().select(".app-password script:not([src]), .app-password [onclick]"))
                    .isEmpty();
        });
    }

    @Test
    void neverShowsItAgainAfterAReload() {
        Person person = users.createWithTotp("reload");
        Browser browser = new Browser();
        Form form = filledIn(openForm(browser, person), "Mail");
        Page shown = form.press("create");
        String secret = CreatePage.secret(shown);

        Page reloaded = shown.reload();
        Page repeated = form.press("create");
        Page back = browser.open(shown.reloadAddress());
        Page restarted = browser.open(console.createAppPassword());

        assertThat(List.of(reloaded, repeated, back)).allSatisfy(page -> {
            CreatePage.ALREADY_SHOWN.on(page);
            assertThat(page.document().body().text()).contains(Messages.text("appPasswordAlreadyShownText", "Mail"));
        });
        assertThat(List.of(reloaded, repeated, back, restarted)).allSatisfy(page -> assertIsWithout(secret, page));
        assertThat(users.appPasswords(person)).hasSize(1);
        assertThat(tokens.directGrant("dovecot", "reload", secret).status()).isEqualTo(200);
    }

    @Test
    void neverShowsItAgainAfterDone() {
        Person person = users.createWithTotp("after-done");
        Browser browser = new Browser();
        Form form = filledIn(openForm(browser, person), "Mail");
        Page shown = form.press("create");
        String secret = CreatePage.secret(shown);
        Page landed = CreatePage.SHOWN.on(shown).press("done");

        Page back = browser.open(shown.reloadAddress());
        Page repeated = form.press("create");
        Page doneAgain = CreatePage.SHOWN.on(shown).press("done");

        assertThat(List.of(landed, back, repeated, doneAgain)).allSatisfy(page -> {
            assertIsWithout(secret, page);
            assertThat(page.status()).isLessThan(500);
        });
        assertThat(users.appPasswords(person)).hasSize(1);
    }

    @Test
    void doneEndsTheActionAfterAReloadToo() {
        Person person = users.createWithTotp("i-have-it");
        Page again = create(openForm(new Browser(), person), "Mail").reload();

        Page landed = CreatePage.ALREADY_SHOWN.on(again).press("done");

        assertThat(console.actionStatus(landed)).isEqualTo("success");
        assertThat(users.appPasswords(person)).hasSize(1);
    }

    @Test
    void concurrentSubmissionsOfOneFormCreateOne() {
        Person person = users.createWithTotp("double-click");
        Form form = filledIn(openForm(new Browser(), person), "Mail");

        List<Page> answers = Parallel.all(sixTimes(() -> form.press("create")));

        assertThat(answers).filteredOn(CreatePage.SHOWN::is).hasSize(1);
        assertThat(answers.stream().filter(page -> !CreatePage.SHOWN.is(page)).map(CreatePageIT::sendAgain))
                .as(answers.toString())
                .hasSize(5)
                .allMatch(CreatePage.ALREADY_SHOWN::is);
        assertThat(users.appPasswords(person)).hasSize(1);
        assertThat(events.of(users.idOf(person), EventType.UPDATE_CREDENTIAL)).hasSize(1);
    }

    @Test
    void concurrentSubmissionsReportTheCreationAtTheLimitToo() {
        new RealmPolicy(realm).set(Map.of("max-per-user", "1"));
        Person person = users.createWithTotp("double-click-at-the-limit");
        Form form = filledIn(openForm(new Browser(), person), "Mail");

        List<Page> answers = Parallel.all(sixTimes(() -> form.press("create")));

        assertThat(answers).filteredOn(CreatePage.SHOWN::is).hasSize(1);
        assertThat(answers.stream().filter(page -> !CreatePage.SHOWN.is(page)).map(CreatePageIT::sendAgain))
                .as(answers.toString())
                .hasSize(5)
                .allMatch(CreatePage.ALREADY_SHOWN::is);
        assertThat(users.appPasswords(person)).hasSize(1);
    }

    @Test
    void aSentFormDoesNotCreateASecondOneUnderAnotherName() {
        Person person = users.createWithTotp("back-and-rename");
        Page start = openForm(new Browser(), person);
        create(start, "Mail");

        Page second = filledIn(start, "Calendar").press("create");

        CreatePage.ALREADY_SHOWN.on(second);
        assertThat(users.appPasswords(person))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactly("Mail");
    }

    @Test
    void twoTabsWithTheSameNameCreateOne() {
        Person person = users.createWithTotp("twin-tabs");
        Browser browser = new Browser();
        Page one = openForm(browser, person);
        Page other = openForm(browser, person);

        create(one, "Mail");
        Page second = create(other, "Mail");

        CreatePage.FORM.on(second);
        assertThat(second.document().body().text()).contains(Messages.text("appPasswordErrorNameTaken", "Mail"));
        assertThat(users.appPasswords(person)).hasSize(1);
    }

    /** The page would offer to delete it as the form's own. */
    @Test
    void whatAnotherDeviceCreatesMeanwhileIsNotTakenForTheFormsOwn() {
        Person person = users.createWithTotp("two-devices");
        Page form = openForm(new Browser(), person);
        Page ofAnother = openForm(new Browser(), person);

        String secret = CreatePage.secret(create(ofAnother, "Mail"));
        Page rejected = create(form, "Mail");

        CreatePage.FORM.on(rejected);
        assertThat(rejected.document().body().text()).contains(Messages.text("appPasswordErrorNameTaken", "Mail"));
        assertThat(tokens.directGrant("dovecot", "two-devices", secret).status())
                .isEqualTo(200);
    }

    @Test
    void twoTabsWithDifferentNamesCreateTwo() {
        Person person = users.createWithTotp("two-tabs");
        Browser browser = new Browser();
        Page one = openForm(browser, person);
        Page other = openForm(browser, person);

        List<Page> shown = Parallel.all(List.of(() -> create(one, "Mail"), () -> create(other, "Calendar")));

        assertThat(shown)
                .allSatisfy(page -> assertThat(tokens.directGrant("dovecot", "two-tabs", CreatePage.secret(page))
                                .status())
                        .isEqualTo(200));
        assertThat(CreatePage.secret(shown.get(0))).isNotEqualTo(CreatePage.secret(shown.get(1)));
        assertThat(shown).allSatisfy(page -> CreatePage.ALREADY_SHOWN.on(page.reload()));
        assertThat(users.appPasswords(person)).hasSize(2);
    }

    @Test
    void startingOverReplacesTheUnseenAppPasswordInOneStep() {
        new RealmPolicy(realm).set(Map.of("max-per-user", "1"));
        Person person = users.createWithTotp("restart");
        Page shown = CreatePage.FORM
                .on(openForm(new Browser(), person))
                .set("name", "Mail")
                .set("services", "only")
                .setAll("clients", List.of("radicale"))
                .press("create");
        String unseen = CreatePage.secret(shown);
        CredentialRepresentation first = only(users.appPasswords(person));

        Page again = CreatePage.ALREADY_SHOWN.on(shown.reload()).press("restart");

        String seen = CreatePage.secret(again);
        CredentialRepresentation second = only(users.appPasswords(person));
        assertThat(second.getUserLabel()).isEqualTo("Mail");
        assertThat(second.getCredentialData()).contains("\"clients\":\"radicale\"");
        assertThat(second.getId()).isNotEqualTo(first.getId());
        EventRepresentation event = only(events.of(users.idOf(person), EventType.REMOVE_CREDENTIAL));
        assertThat(event.getDetails())
                .containsEntry("credential_type", "app-password")
                .containsEntry("credential_id", first.getId())
                .containsEntry("credential_user_label", "Mail");
        assertThat(events.of(users.idOf(person), EventType.UPDATE_CREDENTIAL)).hasSize(2);
        assertThat(tokens.directGrant("radicale", "restart", unseen).status()).isEqualTo(400);
        assertThat(tokens.directGrant("radicale", "restart", seen).status()).isEqualTo(200);
        assertThat(users.appPasswords(person)).hasSize(1);
    }

    @Test
    void startingOverTwiceDeletesNothingElse() {
        Person person = users.createWithTotp("restart-twice");
        Form again = CreatePage.ALREADY_SHOWN.on(
                create(openForm(new Browser(), person), "Mail").reload());
        String secret = CreatePage.secret(again.press("restart"));

        Page repeated = again.press("restart");

        CreatePage.ALREADY_SHOWN.on(repeated);
        assertThat(tokens.directGrant("dovecot", "restart-twice", secret).status())
                .isEqualTo(200);
    }

    @Test
    void startingOverUnderAStricterPolicyDeletesTheUnseenAppPasswordOnly() {
        RealmPolicy policy = new RealmPolicy(realm);
        policy.set(Map.of("require-second-factor", "false"));
        Person person = users.createWithoutSecondFactor("restart-under-another-policy");
        Page shown = create(openForm(new Browser(), person), "Mail");
        policy.set(Map.of("require-second-factor", "true"));

        Page page = CreatePage.ALREADY_SHOWN.on(shown.reload()).press("restart");

        CreatePage.SECOND_FACTOR.on(page);
        assertThat(users.appPasswords(person)).isEmpty();
        assertThat(events.of(users.idOf(person), EventType.REMOVE_CREDENTIAL)).hasSize(1);
    }

    @Test
    void startsOverIfItIsAlreadyDeleted() {
        Person person = users.createWithTotp("deleted-meanwhile");
        Page again = create(openForm(new Browser(), person), "Mail").reload();
        realm.admin()
                .users()
                .get(users.idOf(person))
                .removeCredential(only(users.appPasswords(person)).getId());

        Page form = CreatePage.ALREADY_SHOWN.on(again).press("restart");

        CreatePage.FORM.on(form);
        assertThat(events.of(users.idOf(person), EventType.REMOVE_CREDENTIAL)).isEmpty();
    }

    @Test
    void cancelChangesNothing() {
        Person person = users.createWithTotp("cancel");
        Page start = openForm(new Browser(), person);

        Page landed = filledIn(start, "Mail").press("cancel-aia");

        assertThat(console.actionStatus(landed)).isEqualTo("cancelled");
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void anAppPasswordIsNotAnAccountPassword() {
        Person person = users.createWithTotp("not-the-password");
        Browser browser = new Browser();
        String secret = CreatePage.secret(create(openForm(browser, person), "Mail"));
        Person thief = new Person(person.username(), CreatePage.letters(secret), person.totp());

        Page signIn = SignIn.enterPassword(new Browser().open(console.signIn()), thief);
        Page again =
                SignIn.enterPassword(browser.open(URI.create(console.createAppPassword() + "&prompt=login")), thief);

        assertThat(List.of(signIn, again)).allMatch(SignIn::asksForPassword);
    }

    private Page openForm(Browser browser, Person person) {
        Page page = SignIn.complete(browser.open(console.createAppPassword()), person);
        CreatePage.FORM.on(page);
        return page;
    }

    // Keycloak answers a resubmitted form with the current page. While the first submission is still running, that is
    // the form itself.
    private static Page sendAgain(Page answer) {
        return CreatePage.FORM.is(answer) ? filledIn(answer, "Mail").press("create") : answer;
    }

    private static Form filledIn(Page form, String name) {
        return CreatePage.FORM.on(form).set("name", name);
    }

    private static Page create(Page form, String name) {
        return filledIn(form, name).press("create");
    }

    private static void assertIsWithout(String secret, Page page) {
        assertThat(page.source()).doesNotContain(secret, CreatePage.letters(secret));
    }

    private static <T> List<Callable<T>> sixTimes(Callable<T> task) {
        return Stream.generate(() -> task).limit(6).toList();
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }
}
