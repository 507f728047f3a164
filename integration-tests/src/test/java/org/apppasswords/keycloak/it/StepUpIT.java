package org.apppasswords.keycloak.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.AccountConsole;
import org.apppasswords.keycloak.it.support.AppPasswordServer;
import org.apppasswords.keycloak.it.support.Browser;
import org.apppasswords.keycloak.it.support.CreatePage;
import org.apppasswords.keycloak.it.support.DemoRealm;
import org.apppasswords.keycloak.it.support.Flows;
import org.apppasswords.keycloak.it.support.Form;
import org.apppasswords.keycloak.it.support.Messages;
import org.apppasswords.keycloak.it.support.Page;
import org.apppasswords.keycloak.it.support.Person;
import org.apppasswords.keycloak.it.support.RealmPolicy;
import org.apppasswords.keycloak.it.support.SignIn;
import org.apppasswords.keycloak.it.support.TestUsers;
import org.apppasswords.keycloak.it.support.Totp;
import org.apppasswords.keycloak.it.support.TotpSetUpPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** A realm whose users sign in with the password alone, and use the second factor where it matters. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class StepUpIT {

    private static final String FLOW = "browser with levels";

    /** On Keycloak's page for a step that is not the present one. */
    private static final String CONTINUE_LINK = "loginContinueLink";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private AccountConsole console;
    private TestUsers users;

    @BeforeEach
    void setUp() {
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
    void creatingAsksWhoSignedInByPasswordForTheSecondFactor() {
        Person person = users.createWithTotp("level-one");
        Browser browser = new Browser();
        console.assertLanded(SignIn.enterPassword(browser.open(console.signIn()), person));

        Page stepUp = browser.open(console.createAppPassword());

        assertThat(SignIn.asksForTotp(stepUp)).as(stepUp.toString()).isTrue();
        CreatePage.secret(fillIn(SignIn.enterTotp(stepUp, person)).press("create"));
    }

    @Test
    void creatingAsksANewcomerForBoth() {
        Person person = users.createWithTotp("newcomer");

        Page stepUp = SignIn.enterPassword(new Browser().open(console.createAppPassword()), person);

        assertThat(SignIn.asksForTotp(stepUp)).as(stepUp.toString()).isTrue();
        CreatePage.secret(fillIn(SignIn.enterTotp(stepUp, person)).press("create"));
    }

    @Test
    void whoUsedTheSecondFactorAMomentAgoIsNotAskedAgain() {
        Person person = users.createWithTotp("level-two");
        Browser browser = new Browser();
        Page first = SignIn.complete(browser.open(console.createAppPassword()), person);
        console.assertLanded(CreatePage.FORM.on(first).press("cancel-aia"));

        Page form = browser.open(console.createAppPassword());

        CreatePage.secret(fillIn(form).press("create"));
    }

    @Test
    void whoHasJustSetUpTheSecondFactorIsNotAskedForIt() {
        Person person = users.createWithoutSecondFactor("enrols");
        Page first = SignIn.enterPassword(new Browser().open(console.createAppPassword()), person);
        Page setUp = CreatePage.SECOND_FACTOR.on(first).press("setup", TotpSetUpPage.ACTION);

        Page form = TotpSetUpPage.complete(setUp, TotpSetUpPage.app(setUp));

        CreatePage.secret(fillIn(form).press("create"));
    }

    @Test
    void whoHasJustSetItUpIsAskedForItTheNextTime() {
        Person person = users.createWithoutSecondFactor("enrols-and-returns");
        Browser browser = new Browser();
        Page first = SignIn.enterPassword(browser.open(console.createAppPassword()), person);
        Page setUp = CreatePage.SECOND_FACTOR.on(first).press("setup", TotpSetUpPage.ACTION);
        Totp app = TotpSetUpPage.app(setUp);
        Page shown = fillIn(TotpSetUpPage.complete(setUp, app)).press("create");
        console.assertLanded(CreatePage.SHOWN.on(shown).press("done"));

        Page stepUp = browser.open(console.createAppPassword());

        assertThat(SignIn.asksForTotp(stepUp)).as(stepUp.toString()).isTrue();
        CreatePage.FORM.on(SignIn.enterTotp(stepUp, person.with(app)));
    }

    @Test
    void openingTheSetUpPageIsNoUseOnceTheOwnerHasSetUpTheFactor() {
        Person person = users.createWithoutSecondFactor("thief-and-owner");
        Browser thief = new Browser();
        Page first = SignIn.enterPassword(thief.open(console.createAppPassword()), person);
        Page setUp = CreatePage.SECOND_FACTOR.on(first).press("setup", TotpSetUpPage.ACTION);
        assertThat(TotpSetUpPage.is(setUp)).isTrue();

        Page ownersSetUp = SignIn.enterPassword(new Browser().open(console.action(TotpSetUpPage.ACTION)), person);
        Totp app = TotpSetUpPage.app(ownersSetUp);
        console.assertLanded(
                CreatePage.OFFER.on(TotpSetUpPage.complete(ownersSetUp, app)).press("not-now"));

        List<Page> attempts = List.of(
                CreatePage.SECOND_FACTOR.on(first).set("name", "Stolen").press("create", "true"),
                TotpSetUpPage.form(setUp)
                        .set("name", "Stolen")
                        .atStep(CreatePage.ACTION)
                        .press("create", "true"),
                thief.open(first.reloadAddress()));

        assertThat(attempts)
                .extracting(page -> thief.open(
                        URI.create(page.document().getElementById(CONTINUE_LINK).absUrl("href"))))
                .allMatch(TotpSetUpPage::is);
        assertThat(TotpSetUpPage.is(setUp.reload())).isTrue();
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void thePageBeforeItIsNoUseEither() {
        Person person = users.createWithoutSecondFactor("patient-thief");
        Page first = SignIn.enterPassword(new Browser().open(console.createAppPassword()), person);
        Page ownersSetUp = SignIn.enterPassword(new Browser().open(console.action(TotpSetUpPage.ACTION)), person);
        console.assertLanded(CreatePage.OFFER
                .on(TotpSetUpPage.complete(ownersSetUp, TotpSetUpPage.app(ownersSetUp)))
                .press("not-now"));

        Page forced = CreatePage.SECOND_FACTOR.on(first).set("name", "Stolen").press("create", "true");
        assertNotUsed(forced);
        Page setUp = CreatePage.UNAVAILABLE.on(forced).press("setup", TotpSetUpPage.ACTION);
        assertNotUsed(setUp);

        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void anActionFromAnAdministratorTakesTheSecondFactorButLetsTheUserIn() {
        Person person = users.createWithTotp("asked-by-admin");
        users.require(person, CreatePage.ACTION);

        Page page = SignIn.enterPassword(new Browser().open(console.signIn()), person);
        assertNotUsed(page);
        Page forced = CreatePage.UNAVAILABLE.on(page).set("name", "Mail").press("create", "true");
        assertNotUsed(forced);

        console.assertLanded(CreatePage.UNAVAILABLE.on(forced).press("done"));
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void anActionFromAnAdministratorLeadsToASecondFactorAndOn() {
        Person person = users.createWithoutSecondFactor("asked-to-enrol");
        users.require(person, CreatePage.ACTION);
        Page first = SignIn.enterPassword(new Browser().open(console.signIn()), person);
        Page setUp = CreatePage.SECOND_FACTOR.on(first).press("setup", TotpSetUpPage.ACTION);

        Page shown =
                fillIn(TotpSetUpPage.complete(setUp, TotpSetUpPage.app(setUp))).press("create");

        CreatePage.secret(shown);
        console.assertLanded(CreatePage.SHOWN.on(shown).press("done"));
    }

    @Test
    void thePasswordIsEnoughWhereNoSecondFactorIsRequired() {
        new RealmPolicy(realm).set(Map.of("require-second-factor", "false"));
        Person person = users.createWithTotp("not-required");

        Page form = SignIn.enterPassword(new Browser().open(console.createAppPassword()), person);

        CreatePage.secret(fillIn(form).press("create"));
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
