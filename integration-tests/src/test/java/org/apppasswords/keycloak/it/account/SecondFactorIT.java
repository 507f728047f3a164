package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.browser.TotpSetupPage;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.Totp;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** A user without a second factor is directed to set one up, and then continues to the app password. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class SecondFactorIT {

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
    void settingUpTheFactorLeadsBackToTheForm() {
        Person alice = Person.alice();
        Browser browser = new Browser();

        Page first = SignIn.complete(browser.open(console.createAppPassword()), alice);
        assertThat(first.texts(".app-password-intro"))
                .containsExactly(
                        Messages.text("appPasswordSecondFactorText"), Messages.text("appPasswordSecondFactorNext"));
        Page setupPage = CreatePage.SECOND_FACTOR.on(first).press("setup", TotpSetupPage.ACTION);
        assertThat(TotpSetupPage.hasCancel(setupPage)).isFalse();
        Totp app = TotpSetupPage.app(setupPage);
        Page form = TotpSetupPage.complete(setupPage, app);
        Page shown = CreatePage.FORM.on(form).set("name", "iPhone Mail").press("create");
        String secret = CreatePage.secret(shown);
        Page landed = CreatePage.SHOWN.on(shown).press("done");

        assertThat(console.actionStatus(landed)).isEqualTo("success");
        assertThat(new TokenEndpoint(realm.getBaseUrl())
                        .directGrant("dovecot", "alice", secret)
                        .status())
                .isEqualTo(200);
        Page signedIn = SignIn.complete(new Browser().open(console.createAppPassword()), alice.with(app));
        CreatePage.FORM.on(signedIn);
    }

    /** {@link RequestedFactorsIT} has the other flows. */
    @Test
    void offersTheFactorThatTheBrowserFlowAsksFor() {
        Person person = users.createWithoutSecondFactor("choices");

        Page page = SignIn.complete(new Browser().open(console.createAppPassword()), person);

        CreatePage.SECOND_FACTOR.on(page);
        assertThat(page.document().select("[name=setup]").eachAttr("value")).containsExactly("CONFIGURE_TOTP");
        assertThat(page.texts("[name=setup]")).containsExactly(Messages.text("appPasswordSecondFactorSetUpTotp"));
        CreatePage.SECOND_FACTOR.on(CreatePage.SECOND_FACTOR.on(page).press("setup", "webauthn-register"));
    }

    @Test
    void reportsThatTheRealmHasNoSecondFactor() {
        List.of("CONFIGURE_TOTP", "webauthn-register", "webauthn-register-passwordless")
                .forEach(policy::disable);
        Person person = users.createWithoutSecondFactor("no-choices");

        Page page = SignIn.complete(new Browser().open(console.createAppPassword()), person);
        Page forced = CreatePage.SECOND_FACTOR.on(page).press("setup", TotpSetupPage.ACTION);

        assertThat(List.of(page, forced))
                .allSatisfy(shown -> assertThat(shown.texts(".app-password-intro"))
                        .containsExactly(
                                Messages.text("appPasswordSecondFactorText"),
                                Messages.text("appPasswordSecondFactorNone")));
        assertThat(console.actionStatus(CreatePage.SECOND_FACTOR.on(forced).press("cancel-aia")))
                .isEqualTo("cancelled");
    }

    @Test
    void startsNoOtherAction() {
        Person person = users.createWithoutSecondFactor("other-actions");
        Page page = SignIn.complete(new Browser().open(console.createAppPassword()), person);

        for (String action : List.of("UPDATE_PASSWORD", "delete_account", "UPDATE_EMAIL", "app-password-create", "")) {
            page = CreatePage.SECOND_FACTOR.on(page).press("setup", action);
        }

        CreatePage.SECOND_FACTOR.on(page);
    }

    @Test
    void aFormSentWithoutASecondFactorCreatesNothing() {
        Person person = users.createWithoutSecondFactor("forced");
        Page page = SignIn.complete(new Browser().open(console.createAppPassword()), person);

        Page forced = CreatePage.SECOND_FACTOR.on(page).set("name", "Mail").press("create", "true");

        CreatePage.SECOND_FACTOR.on(forced);
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void cancellingOnTheSetupPageChangesNothing() {
        Person person = users.createWithoutSecondFactor("changed-mind");
        Browser browser = new Browser();
        Page page = SignIn.complete(browser.open(console.createAppPassword()), person);
        assertThat(TotpSetupPage.is(CreatePage.SECOND_FACTOR.on(page).press("setup", TotpSetupPage.ACTION)))
                .isTrue();

        Page landed = SignIn.complete(new Browser().open(console.signIn()), person);

        console.assertLanded(landed);
        assertThat(users.requiredActions(person)).isEmpty();
    }

    @Test
    void recoveryCodesAloneAreNotASecondFactor() {
        CredentialRepresentation codes = new CredentialRepresentation();
        codes.setType("recovery-authn-codes");
        codes.setUserLabel("Recovery codes");
        codes.setSecretData("{\"codes\":[{\"number\":1,\"encodedHashedValue\":\"unused\"}]}");
        codes.setCredentialData("{\"algorithm\":\"RS512\",\"remaining\":1,\"total\":1}");
        Person person = users.createWith("recovery-codes", codes);

        Page page = SignIn.complete(new Browser().open(console.createAppPassword()), person);

        CreatePage.SECOND_FACTOR.on(page);
    }

    @Test
    void requiresNoSecondFactorIfThePolicyDoesNot() {
        policy.set(Map.of("require-second-factor", "false"));
        Person person = users.createWithoutSecondFactor("not-required");

        Page form = SignIn.complete(new Browser().open(console.createAppPassword()), person);

        CreatePage.secret(CreatePage.FORM.on(form).set("name", "Mail").press("create"));
    }

    @Test
    void thePolicyAppliesToAnOpenForm() {
        policy.set(Map.of("require-second-factor", "false"));
        Person person = users.createWithoutSecondFactor("required-meanwhile");
        Page form = SignIn.complete(new Browser().open(console.createAppPassword()), person);
        policy.set(Map.of("require-second-factor", "true"));

        Page page = CreatePage.FORM.on(form).set("name", "Mail").press("create");

        CreatePage.SECOND_FACTOR.on(page);
        assertThat(users.appPasswords(person)).isEmpty();
    }
}
