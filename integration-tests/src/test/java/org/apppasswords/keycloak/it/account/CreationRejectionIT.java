package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Form;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.UserSessionRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Users who cannot create an app password: they see the reason, and can still sign in. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class CreationRejectionIT {

    private static final Pattern ACTION_LINK = Pattern.compile("http://\\S+/action-token\\S+");

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak admin;

    @InjectMailServer
    MailServer mail;

    @InjectRunOnServer(permittedPackages = "org.apppasswords.keycloak.it.account")
    RunOnServerClient server;

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
    void reportsThatTheLimitIsReached() {
        policy.set(Map.of("max-per-user", "3"));
        Person person = users.createWithTotp("at-the-limit", seeded(3));

        Page page = SignIn.complete(new Browser().open(console.createAppPassword()), person);

        assertUnavailable(page, Messages.text("appPasswordUnavailable_limit_reached", 3));
        assertThat(console.actionStatus(CreatePage.UNAVAILABLE.on(page).press("cancel-aia")))
                .isEqualTo("cancelled");
    }

    @Test
    void expiredAppPasswordsDoNotCount() {
        policy.set(Map.of("max-per-user", "2"));
        Person person = users.createWithTotp(
                "one-expired",
                SeededAppPassword.of("a".repeat(24)),
                SeededAppPassword.of("b".repeat(24)).expiringAt(System.currentTimeMillis() - 1));

        Page form = SignIn.complete(new Browser().open(console.createAppPassword()), person);

        CreatePage.secret(fillIn(form).press("create"));
    }

    @Test
    void theLimitAppliesToAnOpenForm() {
        Person person = users.createWithTotp("limit-lowered", seeded(2));
        Page form = SignIn.complete(new Browser().open(console.createAppPassword()), person);
        policy.set(Map.of("max-per-user", "2"));

        Page page = fillIn(form).press("create");

        assertUnavailable(page, Messages.text("appPasswordUnavailable_limit_reached", 2));
        assertThat(users.appPasswords(person)).hasSize(2);
    }

    @Test
    void aDisabledActionIsReportedToTheApplication() {
        Person person = users.createWithTotp("turned-off");
        policy.disable(RealmPolicy.ACTION);

        Page landed = SignIn.complete(new Browser().open(console.createAppPassword()), person);

        assertThat(console.actionStatus(landed)).isEqualTo("error");
    }

    @Test
    void disablingTheActionStopsAnOpenForm() {
        Person person = users.createWithTotp("turned-off-meanwhile");
        Page form = SignIn.complete(new Browser().open(console.createAppPassword()), person);
        policy.disable(RealmPolicy.ACTION);

        Page page = fillIn(form).press("create");

        assertUnavailable(page, Messages.text("appPasswordUnavailable_disabled"));
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void requiresReauthenticationIfTheSignInIsOld() {
        policy.set(Map.of("max_auth_age", "1"));
        Person person = users.createWithTotp("stale");
        Browser browser = new Browser();
        console.assertLanded(SignIn.complete(browser.open(console.signIn()), person));
        awaitSeconds(2);

        Page signIn = browser.open(console.createAppPassword());

        assertThat(SignIn.asksForPassword(signIn)).as(signIn.toString()).isTrue();
        CreatePage.secret(fillIn(SignIn.complete(signIn, person)).press("create"));
    }

    @Test
    void requiresNoReauthenticationIfTheSignInIsFresh() {
        Person person = users.createWithTotp("fresh");
        Browser browser = new Browser();
        console.assertLanded(SignIn.complete(browser.open(console.signIn()), person));

        Page form = browser.open(console.createAppPassword());

        CreatePage.secret(fillIn(form).press("create"));
    }

    @Test
    void aFormThatWasOpenedInTimeStaysValid() {
        Person person = users.createWithTotp("slow-typist");
        Browser browser = new Browser();
        console.assertLanded(SignIn.complete(browser.open(console.signIn()), person));
        Page form = browser.open(console.createAppPassword());
        policy.set(Map.of("max_auth_age", "1"));
        awaitSeconds(2);

        CreatePage.secret(fillIn(form).press("create"));
    }

    @Test
    void cancellingIsNotReportedAsSuccess() {
        Person person = users.createWithTotp("changed-mind");
        Page form = SignIn.complete(new Browser().open(console.createAppPassword()), person);

        Page landed = fillIn(form).press("done", "true");

        assertThat(console.actionStatus(landed)).isEqualTo("cancelled");
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void requiresNoReauthenticationAfterABrowserRestart() {
        Person person = users.createWithTotp("remembered");
        Browser browser = new Browser();
        console.assertLanded(SignIn.complete(browser.open(console.signIn()), person));
        browser.forgetCookie("AUTH_SESSION_ID");

        Page form = browser.open(console.createAppPassword());

        CreatePage.secret(fillIn(form).press("create"));
    }

    @Test
    void anAdministratorCanRequireOneAtTheNextSignIn() {
        Person person = users.createWithTotp("asked-by-admin");
        users.require(person, RealmPolicy.ACTION);
        Browser browser = new Browser();

        Page form = SignIn.complete(browser.open(console.signIn()), person);
        CreatePage.secret(fillIn(form).press("create"));
        Page landed =
                CreatePage.ALREADY_SHOWN.on(browser.open(form.reloadAddress())).press("done");

        console.assertLanded(landed);
        assertThat(users.requiredActions(person)).isEmpty();
        assertThat(users.appPasswords(person)).hasSize(1);
    }

    @Test
    void theExplanationLeadsThroughTheSignInAndBack() {
        policy.set(Map.of("max_auth_age", "1"));
        Person person = users.createWithTotp("signs-in-again");
        Browser browser = new Browser();
        console.assertLanded(SignIn.complete(browser.open(console.signIn()), person));
        users.require(person, RealmPolicy.ACTION);
        awaitSeconds(2);
        Page explanation = browser.open(console.signIn());
        assertUnavailable(explanation, Messages.text("appPasswordUnavailable_reauthentication_required"));
        assertThat(explanation.title()).isEqualTo(Messages.text("appPasswordUnavailableSignInTitle"));

        Page signIn = CreatePage.UNAVAILABLE.on(explanation).press("sign-in");

        assertThat(SignIn.asksForPassword(signIn)).as(signIn.toString()).isTrue();
        Page form = SignIn.complete(signIn, person);
        Page shown = fillIn(form).press("create");
        CreatePage.secret(shown);
        CreatePage.SHOWN.on(shown).press("done");
        assertThat(users.requiredActions(person)).isEmpty();
        assertThat(users.appPasswords(person)).hasSize(1);
    }

    @Test
    void anotherSignInIsOnlyStartedIfItHelps() {
        policy.set(Map.of("max-per-user", "1"));
        Person person = users.createWithTotp("signs-in-in-vain", seeded(1));
        Page page = SignIn.complete(new Browser().open(console.createAppPassword()), person);
        assertThat(page.document().select("[name=sign-in]")).isEmpty();

        Page forced = CreatePage.UNAVAILABLE.on(page).press("sign-in", "true");

        assertUnavailable(forced, Messages.text("appPasswordUnavailable_limit_reached", 1));
    }

    @Test
    void aRequiredActionNeedsAFreshSignInAndWaitsForIt() {
        Person person = users.createWithTotp("asked-by-admin-stale");
        Browser browser = new Browser();
        console.assertLanded(SignIn.complete(browser.open(console.signIn()), person));
        policy.set(Map.of("max_auth_age", "1"));
        users.require(person, RealmPolicy.ACTION);
        awaitSeconds(2);

        Page page = browser.open(console.signIn());
        Form unavailable = assertUnavailable(page, Messages.text("appPasswordUnavailable_reauthentication_required"));
        Page forced = unavailable.set("name", "Mail").press("create", "true");
        assertUnavailable(forced, Messages.text("appPasswordUnavailable_reauthentication_required"));
        console.assertLanded(CreatePage.UNAVAILABLE.on(forced).press("done"));

        assertThat(users.appPasswords(person)).isEmpty();
        assertThat(users.requiredActions(person)).containsExactly(RealmPolicy.ACTION);
        Page form = SignIn.complete(new Browser().open(console.signIn()), person);
        CreatePage.secret(fillIn(form).press("create"));
    }

    @Test
    void aRequiredActionAtTheLimitDoesNotBlockTheSignIn() {
        policy.set(Map.of("max-per-user", "1"));
        Person person = users.createWithTotp("asked-at-the-limit", seeded(1));
        users.require(person, RealmPolicy.ACTION);

        Page page = SignIn.complete(new Browser().open(console.signIn()), person);

        console.assertLanded(assertUnavailable(page, Messages.text("appPasswordUnavailable_limit_reached", 1))
                .press("done"));
    }

    @Test
    void aLinkInAnEmailCreatesNothing() throws MessagingException, IOException {
        Person person = users.createWithTotp("by-mail");
        realm.admin().users().get(users.idOf(person)).executeActionsEmail(List.of(RealmPolicy.ACTION));

        Browser browser = new Browser();
        Page invitation = browser.open(linkInLastMail());
        Page page = browser.open(URI.create(
                invitation.document().select("#kc-info-message a").first().absUrl("href")));

        Form unavailable = assertUnavailable(page, Messages.text("appPasswordUnavailable_reauthentication_required"));
        Page forced = unavailable.set("name", "Mail").press("create", "true");
        assertUnavailable(forced, Messages.text("appPasswordUnavailable_reauthentication_required"));
        Page end = CreatePage.UNAVAILABLE.on(forced).press("done");
        assertThat(end.status()).isEqualTo(200);
        assertThat(users.appPasswords(person)).isEmpty();
        console.assertLanded(SignIn.complete(new Browser().open(console.signIn()), person));
    }

    @Test
    void anImpersonatingAdministratorNeedsTheUsersOwnSignIn() {
        Person person = users.createWithTotp("impersonated");
        Browser browser = impersonate(person);
        console.assertLanded(browser.open(console.signIn()));

        Page page = browser.open(console.createAppPassword());

        assertThat(SignIn.asksForPassword(page)).as(page.toString()).isTrue();
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void anImpersonatingAdministratorCannotCreateByRequiringTheAction() {
        Person person = users.createWithTotp("impersonated-and-required");
        users.require(person, RealmPolicy.ACTION);
        Browser browser = impersonate(person);

        Page page = browser.open(console.signIn());
        Form unavailable = assertUnavailable(page, Messages.text("appPasswordUnavailable_impersonated"));
        Page forced = unavailable.set("name", "Mail").press("create", "true");

        assertUnavailable(forced, Messages.text("appPasswordUnavailable_impersonated"));
        console.assertLanded(CreatePage.UNAVAILABLE.on(forced).press("done"));
        assertThat(users.appPasswords(person)).isEmpty();
    }

    /** No protocol gives a browser a cookie of such a session; the server makes one for the test. */
    @Test
    void aSessionThatAnAppPasswordStartedCreatesNothing() {
        String flow = new Flows(realm).appPassword("stored for the page", Map.of("session", "persistent"));
        new BridgeClients(realm)
                .create("stores-sessions", BridgeClients.flow(flow).andThen(BridgeClients.withRefreshTokens()));
        Person person = users.createWithTotp("born-from-app-password", SeededAppPassword.of("a".repeat(24)));
        Answer grant =
                new TokenEndpoint(realm.getBaseUrl()).directGrant("stores-sessions", person.username(), "a".repeat(24));
        String sessionId = grant.claims().path("sid").asText();
        assertThat(realm.admin().users().get(users.idOf(person)).getUserSessions())
                .extracting(UserSessionRepresentation::getId)
                .containsExactly(sessionId);
        Browser browser = new Browser();
        browser.keepCookie(
                "KEYCLOAK_IDENTITY",
                server.fetch(new IdentityCookie(realm.getName(), sessionId, realm.getBaseUrl()), String.class));
        // As a control, Keycloak accepts the cookie.
        console.assertLanded(browser.open(console.signIn()));

        Page asked = browser.open(console.createAppPassword());
        assertThat(SignIn.asksForPassword(asked)).as(asked.toString()).isTrue();
        users.require(person, RealmPolicy.ACTION);
        Page page = browser.open(console.signIn());
        Form unavailable = assertUnavailable(page, Messages.text("appPasswordUnavailable_impersonated"));
        Page forced = unavailable.set("name", "Mail").press("create", "true");

        assertUnavailable(forced, Messages.text("appPasswordUnavailable_impersonated"));
        assertThat(users.appPasswords(person)).hasSize(1);
    }

    private Browser impersonate(Person person) {
        Browser browser = new Browser();
        URI endpoint = URI.create(realm.getBaseUrl().replace("/realms/", "/admin/realms/") + "/users/"
                + users.idOf(person) + "/impersonation");
        Page answer = browser.callApi(endpoint, admin.tokenManager().getAccessTokenString());
        assertThat(answer.status()).as(answer.source()).isEqualTo(200);
        return browser;
    }

    private URI linkInLastMail() throws MessagingException, IOException {
        assertThat(mail.waitForIncomingEmail(Duration.ofSeconds(30).toMillis(), 1))
                .isTrue();
        Object content = mail.getLastReceivedMessage().getContent();
        String text = content instanceof jakarta.mail.Multipart parts
                ? String.valueOf(parts.getBodyPart(0).getContent())
                : String.valueOf(content);
        return ACTION_LINK
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .map(URI::create)
                .findFirst()
                .orElseThrow();
    }

    private static Form assertUnavailable(Page page, String reason) {
        Form form = CreatePage.UNAVAILABLE.on(page);
        assertThat(page.texts(".app-password-intro")).containsExactly(reason);
        return form;
    }

    private static Form fillIn(Page form) {
        return CreatePage.FORM.on(form).set("name", "Mail");
    }

    private static SeededAppPassword[] seeded(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        SeededAppPassword.of(String.valueOf((char) ('a' + i)).repeat(24)))
                .toArray(SeededAppPassword[]::new);
    }

    private static void awaitSeconds(int seconds) {
        long start = System.nanoTime();
        Duration age = Duration.ofSeconds(seconds);
        Waiting.until("the sign-in is old", age.plusSeconds(5), () -> System.nanoTime() - start > age.toNanos());
    }
}
