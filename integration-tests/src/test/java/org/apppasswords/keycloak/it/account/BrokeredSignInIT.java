package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/** Users who sign in through an identity provider, which may answer without asking the user. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class BrokeredSignInIT {

    /** Passes {@code max_age} on to the provider, and reads when the user signed in there. */
    private static final String REPORTS = "reports";
    /** The default: does neither. */
    private static final String SILENT = "silent";
    /** Like the previous one, and the realm asks for the one-time code after the provider's answer. */
    private static final String SILENT_AND_CODE = "silent-and-code";

    private static final String POST_LOGIN_FLOW = "one-time code after the provider";

    private static final String TIME_UNKNOWN = "sign_in_time_unknown";
    private static final String TOO_OLD = "reauthentication_required";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectRealm(ref = "provider", config = SecondRealm.Config.class)
    ManagedRealm providerRealm;

    private SecondRealm provider;
    private AccountConsole console;
    private TestUsers users;
    private RealmPolicy policy;

    @TestSetup
    public void createProviders() {
        SecondRealm second = new SecondRealm(realm, providerRealm);
        second.createClient();
        second.createIdentityProvider(REPORTS, true, null);
        second.createIdentityProvider(SILENT, false, null);
        new Flows(realm).requiring(POST_LOGIN_FLOW, "auth-otp-form");
        second.createIdentityProvider(SILENT_AND_CODE, false, POST_LOGIN_FLOW);
    }

    @BeforeEach
    void setUp() {
        provider = new SecondRealm(realm, providerRealm);
        console = new AccountConsole(realm.getBaseUrl());
        users = new TestUsers(realm);
        policy = new RealmPolicy(realm);
    }

    /** Right after the sign-in: on the page that comes with it, on the page in its session, and at the REST API. */
    @ParameterizedTest
    @CsvSource({
        "silent, require-time, true, false",
        "silent, require-time, false, false",
        "silent, accept, true, true",
        "silent, accept, false, true",
        "reports, require-time, true, true",
        "reports, require-time, false, true",
        "reports, accept, true, true",
    })
    void aProvidersAnswerCountsAsRecentOnlyIfTheUserSignedInThereRecently(
            String alias, String setting, boolean secondFactorRequired, boolean fresh) {
        policy.set(Map.of("brokered-sign-in", setting, "require-second-factor", String.valueOf(secondFactorRequired)));
        Person person = linked("recent-" + alias + "-" + setting + "-" + secondFactorRequired, alias);
        Browser browser = new Browser();

        Page withIt = provider.signIn(browser, browser.open(console.createAppPassword()), alias, person);
        assertPage(withIt, fresh ? null : TIME_UNKNOWN);
        Browser another = new Browser();
        Page landed = provider.signIn(another, another.open(console.signIn()), alias, person);
        assertPage(another.open(console.createAppPassword()), fresh ? null : TIME_UNKNOWN);
        assertApi(api(landed), fresh ? null : TIME_UNKNOWN);

        assertThat(users.appPasswords(person)).hasSize(fresh ? 1 : 0);
    }

    @Test
    void theFormCannotBeForced() {
        Person person = linked("forced", SILENT);
        Browser browser = new Browser();
        Page page = provider.signIn(browser, browser.open(console.createAppPassword()), SILENT, person);

        Page forced = CreatePage.UNAVAILABLE.on(page).set("name", "Mail").press("create", "true");

        assertPage(forced, TIME_UNKNOWN);
        assertThat(console.actionStatus(CreatePage.UNAVAILABLE.on(forced).press("cancel-aia")))
                .isEqualTo("cancelled");
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void anAnswerFromAnOldSessionIsOldAndTheChallengeResolvesIt() {
        policy.set(Map.of("max_auth_age", "10"));
        Person person = linked("old-session", REPORTS);
        Browser browser = new Browser();
        provider.signIn(browser, browser.open(console.signIn()), REPORTS, person);
        signOutHere(person);
        awaitSeconds(11);

        assertApi(api(provider.choose(browser, browser.open(console.signIn()), REPORTS)), TOO_OLD);
        signOutHere(person);
        assertPage(provider.choose(browser, browser.open(console.createAppPassword()), REPORTS), TOO_OLD);

        Page landed = provider.choose(browser, browser.open(console.signIn()), REPORTS);
        Answer rejected = api(landed).create("{\"name\":\"Mail\"}").expect(401);
        int maxAge = rejected.json().path("max_age").asInt();
        Page again = browser.open(URI.create(console.signIn() + "&max_age=" + maxAge));
        Page fresh = provider.enterPassword(provider.choose(browser, again, REPORTS), person);
        assertApi(api(fresh), null);
    }

    @Test
    void aSignInForTheCreationCountsIfEachCreationNeedsOne() {
        policy.set(Map.of("max_auth_age", "0"));
        Person person = linked("every-time", REPORTS, SILENT);
        Browser browser = new Browser();
        provider.signIn(browser, browser.open(console.signIn()), REPORTS, person);
        awaitSeconds(2);

        Page silent = provider.choose(browser, browser.open(console.createAppPassword()), REPORTS);
        assertPage(silent, TOO_OLD);
        CreatePage.UNAVAILABLE.on(silent).press("cancel-aia");
        Page unknown = provider.choose(browser, browser.open(console.createAppPassword()), SILENT);
        assertPage(unknown, TIME_UNKNOWN);
        CreatePage.UNAVAILABLE.on(unknown).press("cancel-aia");

        awaitSeconds(2);
        provider.signOut(person);
        Page login = browser.open(console.createAppPassword());
        awaitSeconds(2);
        assertPage(provider.signIn(browser, login, REPORTS, person), null);
    }

    @Test
    void theAccountPasswordCountsLaterInTheSameSession() {
        Person person = linked("password-later", SILENT);
        Browser browser = new Browser();
        Page landed = provider.signIn(browser, browser.open(console.signIn()), SILENT, person);
        assertApi(api(landed), TIME_UNKNOWN);

        Page again = browser.open(URI.create(console.signIn() + "&prompt=login"));
        Page withPassword = SignIn.complete(again, person);

        assertPage(browser.open(console.createAppPassword()), null);
        assertApi(api(withPassword), null);
    }

    @Test
    void theProviderDoesNotFreshenASessionThatBeganWithTheAccountPassword() {
        policy.set(Map.of("max_auth_age", "10"));
        Person person = linked("provider-later", SILENT);
        Browser browser = new Browser();
        provider.signIn(browser, browser.open(console.signIn()), SILENT, person);
        signOutHere(person);
        SignIn.complete(browser.open(console.signIn()), person);
        awaitSeconds(11);

        Page again = browser.open(URI.create(console.signIn() + "&prompt=login"));
        Page landed = provider.choose(browser, again, SILENT);
        Page answered = provider.asksForPassword(landed) ? provider.enterPassword(landed, person) : landed;

        assertApi(api(answered), TIME_UNKNOWN);
        assertPage(browser.open(console.createAppPassword()), TIME_UNKNOWN);
    }

    @Test
    void aLocalSecondFactorAfterTheProvidersAnswerCounts() {
        Person person = linked("code-afterwards", SILENT_AND_CODE);
        Browser browser = new Browser();

        Page code = provider.signIn(browser, browser.open(console.signIn()), SILENT_AND_CODE, person);
        assertThat(SignIn.asksForTotp(code)).as(code.toString()).isTrue();
        Page landed = SignIn.enterTotp(code, person);

        assertPage(browser.open(console.createAppPassword()), null);
        assertApi(api(landed), null);
    }

    /** A provider's report stays in the sign-in when the user starts over with another provider. */
    @Test
    void anotherProvidersReportIsIgnored() {
        Person person = linked("two-providers", SILENT);
        Browser browser = new Browser();
        Page stranger = provider.signIn(browser, browser.open(console.signIn()), REPORTS, person);
        String address = stranger.document().forms().get(0).absUrl("action");
        assertThat(address).contains("/login-actions/first-broker-login?");

        Page restarted = browser.open(
                URI.create(address.replace("/login-actions/first-broker-login?", "/login-actions/restart?")));
        Page landed = provider.choose(browser, restarted, SILENT);

        assertApi(api(landed), TIME_UNKNOWN);
        assertPage(browser.open(console.createAppPassword()), TIME_UNKNOWN);
    }

    private Person linked(String username, String... aliases) {
        Person person = users.createWithTotp(username);
        provider.link(person, aliases);
        return person;
    }

    private AppPasswordsApi api(Page landed) {
        console.assertLanded(landed);
        return AppPasswordsApi.with(realm.getBaseUrl(), console.accessToken(landed));
    }

    private void signOutHere(Person person) {
        realm.admin().users().get(users.idOf(person)).logout();
    }

    /** @param blocker why there is no form; null if there is one */
    private static void assertPage(Page page, String blocker) {
        if (blocker == null) {
            CreatePage.FORM.on(page);
        } else {
            CreatePage.UNAVAILABLE.on(page);
            assertThat(page.texts(".app-password-intro"))
                    .containsExactly(Messages.text("appPasswordUnavailable_" + blocker));
        }
    }

    /** @param blocker why nothing is created; null if something is */
    private static void assertApi(AppPasswordsApi api, String blocker) {
        assertThat(api.list().expect(200).json().at("/policy/reason").asText(null))
                .isEqualTo(blocker);
        Answer answer = api.create("{\"name\":\"Mail\"}");
        if (blocker == null) {
            answer.expect(201);
        } else if (blocker.equals(TOO_OLD)) {
            assertThat(answer.expect(401).error()).isEqualTo("insufficient_user_authentication");
        } else {
            assertThat(answer.expect(409).error()).isEqualTo(blocker);
            assertThat(answer.header("WWW-Authenticate")).isEmpty();
            assertThat(answer.json().has("max_age")).isFalse();
        }
    }

    private static void awaitSeconds(int seconds) {
        long start = System.nanoTime();
        Duration age = Duration.ofSeconds(seconds);
        Waiting.until("the sign-in is old", age.plusSeconds(5), () -> System.nanoTime() - start > age.toNanos());
    }
}
