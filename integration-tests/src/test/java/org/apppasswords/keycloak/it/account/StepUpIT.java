package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Application;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Form;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.browser.TotpSetupPage;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.Totp;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * A realm whose users sign in with the password alone, and are asked for the second factor for sensitive actions only.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class StepUpIT {

    private static final String FLOW = "browser with levels";
    private static final int LONG_SECONDS = 36_000;
    private static final String SECOND_LEVEL = "&acr_values=2";
    private static final String OTHER_APPLICATION = "other-application";
    private static final String BODY = "{\"name\":\"Mail\"}";

    /** The link on Keycloak's page for a step that is no longer the current one. */
    private static final String CONTINUE_LINK = "loginContinueLink";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private AccountConsole console;
    private TestUsers users;

    @TestSetup
    public void createApplication() {
        ClientRepresentation application = Application.client();
        application.setClientId(OTHER_APPLICATION);
        application.setRedirectUris(List.of(realm.getBaseUrl() + "/account/"));
        realm.admin().clients().create(application).close();
    }

    @BeforeEach
    void setupPage() {
        console = new AccountConsole(realm.getBaseUrl());
        users = new TestUsers(realm);
        RealmRepresentation representation = realm.admin().toRepresentation();
        if (!FLOW.equals(representation.getBrowserFlow())) {
            new Flows(realm).browserWithLevels(FLOW);
            representation.setBrowserFlow(FLOW);
            realm.admin().update(representation);
        }
    }

    @Test
    void creatingRequiresTheSecondFactorAfterASignInByPassword() {
        Person person = users.createWithTotp("level-one");
        Browser browser = new Browser();
        console.assertLanded(SignIn.enterPassword(browser.open(console.signIn()), person));

        Page stepUp = browser.open(console.createAppPassword());

        assertThat(SignIn.asksForTotp(stepUp)).as(stepUp.toString()).isTrue();
        CreatePage.secret(fillIn(SignIn.enterTotp(stepUp, person)).press("create"));
    }

    @Test
    void creatingRequiresBothFactorsWithoutASession() {
        Person person = users.createWithTotp("newcomer");

        Page stepUp = SignIn.enterPassword(new Browser().open(console.createAppPassword()), person);

        assertThat(SignIn.asksForTotp(stepUp)).as(stepUp.toString()).isTrue();
        CreatePage.secret(fillIn(SignIn.enterTotp(stepUp, person)).press("create"));
    }

    @Test
    void aRecentSecondFactorIsNotRequiredAgain() {
        Person person = users.createWithTotp("level-two");
        Browser browser = new Browser();
        Page first = SignIn.complete(browser.open(console.createAppPassword()), person);
        console.assertLanded(CreatePage.FORM.on(first).press("cancel-aia"));

        Page form = browser.open(console.createAppPassword());

        CreatePage.secret(fillIn(form).press("create"));
    }

    @Test
    void aSecondFactorIsNotRequiredRightAfterItsSetup() {
        Person person = users.createWithoutSecondFactor("enrols");
        Page first = SignIn.enterPassword(new Browser().open(console.createAppPassword()), person);
        Page setupPage = CreatePage.SECOND_FACTOR.on(first).press("setup", TotpSetupPage.ACTION);

        Page form = TotpSetupPage.complete(setupPage, TotpSetupPage.app(setupPage));

        CreatePage.secret(fillIn(form).press("create"));
    }

    @Test
    void aNewSecondFactorIsRequiredTheNextTime() {
        Person person = users.createWithoutSecondFactor("enrols-and-returns");
        Browser browser = new Browser();
        Page first = SignIn.enterPassword(browser.open(console.createAppPassword()), person);
        Page setupPage = CreatePage.SECOND_FACTOR.on(first).press("setup", TotpSetupPage.ACTION);
        Totp app = TotpSetupPage.app(setupPage);
        Page shown = fillIn(TotpSetupPage.complete(setupPage, app)).press("create");
        console.assertLanded(CreatePage.SHOWN.on(shown).press("done"));

        Page stepUp = browser.open(console.createAppPassword());

        assertThat(SignIn.asksForTotp(stepUp)).as(stepUp.toString()).isTrue();
        CreatePage.FORM.on(SignIn.enterTotp(stepUp, person.with(app)));
    }

    @Test
    void anOpenSetupPageIsUselessOnceTheOwnerHasSetUpTheFactor() {
        Person person = users.createWithoutSecondFactor("thief-and-owner");
        Browser thief = new Browser();
        Page first = SignIn.enterPassword(thief.open(console.createAppPassword()), person);
        Page setupPage = CreatePage.SECOND_FACTOR.on(first).press("setup", TotpSetupPage.ACTION);
        assertThat(TotpSetupPage.is(setupPage)).isTrue();

        Page ownersSetUp = SignIn.enterPassword(new Browser().open(console.action(TotpSetupPage.ACTION)), person);
        Totp app = TotpSetupPage.app(ownersSetUp);
        console.assertLanded(
                CreatePage.OFFER.on(TotpSetupPage.complete(ownersSetUp, app)).press("not-now"));

        List<Page> attempts = List.of(
                CreatePage.SECOND_FACTOR.on(first).set("name", "Stolen").press("create", "true"),
                TotpSetupPage.form(setupPage)
                        .set("name", "Stolen")
                        .atStep(RealmPolicy.ACTION)
                        .press("create", "true"),
                thief.open(first.reloadAddress()));

        assertThat(attempts)
                .extracting(page -> thief.open(
                        URI.create(page.document().getElementById(CONTINUE_LINK).absUrl("href"))))
                .allMatch(TotpSetupPage::is);
        assertThat(TotpSetupPage.is(setupPage.reload())).isTrue();
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void thePageBeforeTheSetupPageIsUselessToo() {
        Person person = users.createWithoutSecondFactor("patient-thief");
        Page first = SignIn.enterPassword(new Browser().open(console.createAppPassword()), person);
        Page ownersSetUp = SignIn.enterPassword(new Browser().open(console.action(TotpSetupPage.ACTION)), person);
        console.assertLanded(CreatePage.OFFER
                .on(TotpSetupPage.complete(ownersSetUp, TotpSetupPage.app(ownersSetUp)))
                .press("not-now"));

        Page forced = CreatePage.SECOND_FACTOR.on(first).set("name", "Stolen").press("create", "true");
        assertNotUsed(forced);
        Page setupPage = CreatePage.UNAVAILABLE.on(forced).press("setup", TotpSetupPage.ACTION);
        assertNotUsed(setupPage);

        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void aRequiredActionNeedsTheSecondFactorButDoesNotBlockTheSignIn() {
        Person person = users.createWithTotp("asked-by-admin");
        users.require(person, RealmPolicy.ACTION);

        Page page = SignIn.enterPassword(new Browser().open(console.signIn()), person);
        assertNotUsed(page);
        Page forced = CreatePage.UNAVAILABLE.on(page).set("name", "Mail").press("create", "true");
        assertNotUsed(forced);

        console.assertLanded(CreatePage.UNAVAILABLE.on(forced).press("done"));
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void aRequiredActionLeadsToSettingUpASecondFactorAndOn() {
        Person person = users.createWithoutSecondFactor("asked-to-enrol");
        users.require(person, RealmPolicy.ACTION);
        Page first = SignIn.enterPassword(new Browser().open(console.signIn()), person);
        Page setupPage = CreatePage.SECOND_FACTOR.on(first).press("setup", TotpSetupPage.ACTION);

        Page shown = fillIn(TotpSetupPage.complete(setupPage, TotpSetupPage.app(setupPage)))
                .press("create");

        CreatePage.secret(shown);
        console.assertLanded(CreatePage.SHOWN.on(shown).press("done"));
    }

    @Test
    void thePasswordSufficesIfNoSecondFactorIsRequired() {
        new RealmPolicy(realm).set(Map.of("require-second-factor", "false"));
        Person person = users.createWithTotp("not-required");

        Page form = SignIn.enterPassword(new Browser().open(console.createAppPassword()), person);

        CreatePage.secret(fillIn(form).press("create"));
    }

    /** Sets how long Keycloak remembers the second level. With 0, only the application's session knows it. */
    @ParameterizedTest
    @ValueSource(ints = {0, LONG_SECONDS})
    void anOldSecondFactorDoesNotCountAfterASignInByPasswordToAnotherApplication(int maxAgeSeconds) {
        useFlow(maxAgeSeconds);
        Person person = users.createWithTotp("api-old-factor-" + maxAgeSeconds);
        Browser browser = new Browser();
        Answer tokens =
                console.tokens(SignIn.complete(browser.open(URI.create(console.signIn() + SECOND_LEVEL)), person));
        awaitOldSignIn(api(tokens));

        signInByPasswordElsewhere(browser, person);

        Answer rejected = api(tokens).create(BODY).expect(401);
        api(console.refresh(tokens)).create(BODY).expect(401);
        assertThat(users.appPasswords(person)).isEmpty();
        assertThat(rejected.error()).isEqualTo("insufficient_user_authentication");
        Page again = openUntilAsked(browser, asDemanded(rejected));
        api(console.tokens(SignIn.complete(again, person))).create(BODY).expect(201);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, LONG_SECONDS})
    void anOldSecondFactorDoesNotCountOnThePageEither(int maxAgeSeconds) {
        useFlow(maxAgeSeconds);
        Person person = users.createWithTotp("page-old-factor-" + maxAgeSeconds);
        Browser browser = new Browser();
        Answer tokens =
                console.tokens(SignIn.complete(browser.open(URI.create(console.signIn() + SECOND_LEVEL)), person));
        awaitOldSignIn(api(tokens));
        signInByPasswordElsewhere(browser, person);

        Page page = browser.open(console.createAppPassword());

        assertThat(SignIn.asksForPassword(page) || SignIn.asksForTotp(page))
                .as(page.toString())
                .isTrue();
        CreatePage.secret(fillIn(SignIn.complete(page, person)).press("create"));
    }

    /**
     * The application's session began with a sign-in by password; what counts is when the level was reached.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, LONG_SECONDS})
    void aFreshSecondFactorCountsInAnOldApplicationSession(int maxAgeSeconds) {
        useFlow(maxAgeSeconds);
        Person person = users.createWithTotp("api-steps-up-" + maxAgeSeconds);
        Browser browser = new Browser();
        Answer first = console.tokens(SignIn.enterPassword(browser.open(console.signIn()), person));
        awaitOldSignIn(api(first));
        api(first).create(BODY).expect(401);

        Page again = SignIn.complete(browser.open(URI.create(console.signIn() + "&max_age=0")), person);
        Answer rejected = api(console.tokens(again)).create(BODY).expect(401);
        Answer second = console.tokens(SignIn.complete(browser.open(asDemanded(rejected)), person));

        api(second).create(BODY).expect(201);
        api(console.refresh(second)).create("{\"name\":\"After a refresh\"}").expect(201);
    }

    /** Single sign-on gives the application only what Keycloak remembers. */
    @Test
    void singleSignOnDoesNotRestoreAForgottenLevel() {
        useFlow(0);
        Person person = users.createWithTotp("api-single-sign-on");
        Browser browser = new Browser();
        Page landed = SignIn.complete(browser.open(URI.create(console.signIn() + SECOND_LEVEL)), person);
        api(console.tokens(landed)).create(BODY).expect(201);

        Answer tokens = console.tokens(browser.open(console.signIn()));

        assertThat(api(tokens).create("{\"name\":\"Again\"}").expect(401).error())
                .isEqualTo("insufficient_user_authentication");
    }

    private void useFlow(int secondLevelMaxAgeSeconds) {
        String alias = FLOW + " " + secondLevelMaxAgeSeconds;
        if (realm.admin().flows().getFlows().stream()
                .noneMatch(flow -> flow.getAlias().equals(alias))) {
            new Flows(realm).browserWithLevels(alias, secondLevelMaxAgeSeconds);
        }
        realm.updateWithCleanup(settings -> {
            settings.build().setBrowserFlow(alias);
            return settings;
        });
        new RealmPolicy(realm).set(Map.of("max_auth_age", "5"));
    }

    private static void awaitOldSignIn(AppPasswordsApi api) {
        Waiting.until(
                "the sign-in is old",
                Duration.ofSeconds(20),
                () -> !api.list().json().at("/policy/canCreate").asBoolean()
                        && api.create("{}").description().contains("too old"));
    }

    private void signInByPasswordElsewhere(Browser browser, Person person) {
        Page page = browser.open(URI.create(realm.getBaseUrl()
                + "/protocol/openid-connect/auth?response_type=code&scope=openid&prompt=login&client_id="
                + OTHER_APPLICATION + "&redirect_uri=" + realm.getBaseUrl() + "/account/"));
        console.assertLanded(SignIn.enterPassword(page, person));
    }

    // Keycloak treats a sign-in within the same second as 0 seconds old.
    private static Page openUntilAsked(Browser browser, URI address) {
        AtomicReference<Page> page = new AtomicReference<>();
        Waiting.until("Keycloak asks for a sign-in", Duration.ofSeconds(10), () -> {
            page.set(browser.open(address));
            return SignIn.asksForPassword(page.get()) || SignIn.asksForTotp(page.get());
        });
        return page.get();
    }

    private URI asDemanded(Answer rejected) {
        return URI.create(
                console.signIn() + "&max_age=" + rejected.json().path("max_age").asInt() + "&acr_values="
                        + rejected.json().path("acr_values").asText());
    }

    private AppPasswordsApi api(Answer tokens) {
        return AppPasswordsApi.with(realm.getBaseUrl(), tokens.accessToken());
    }

    private static void assertNotUsed(Page page) {
        CreatePage.UNAVAILABLE.on(page);
        assertThat(page.texts(".app-password-intro"))
                .containsExactly(Messages.text("appPasswordUnavailable_second_factor_not_used"));
    }

    private static Form fillIn(Page form) {
        return CreatePage.FORM.on(form).set("name", "Mail");
    }
}
