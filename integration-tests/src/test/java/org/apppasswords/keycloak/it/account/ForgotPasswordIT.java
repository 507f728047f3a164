package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.browser.TotpSetupPage;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Mail;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * What a thief who reads a user's mail with a stolen app password can do with Keycloak's "Forgot password". Also tests
 * the settings that docs/administration.md recommends.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ForgotPasswordIT {

    private static final String NEW_PASSWORD = "a new account password";
    private static final String RESET_OTP = "Reset - Conditional OTP";

    @InjectMailServer
    MailServer mail;

    @InjectRealm(config = DemoRealm.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    private Person owner;

    @BeforeEach
    void setUp() {
        owner = new TestUsers(realm).createWithTotp("mail-owner-" + UUID.randomUUID());
        change(settings -> settings.setResetPasswordAllowed(true));
    }

    /** The residual risk that provisioning warns about. */
    @Test
    void theDefaultFlowGivesAThiefTheAccountWithoutTheSecondFactor() {
        Page first = openLinkOfTheMail();
        Page second = answer(first);
        Page landed = answer(second);

        assertThat(List.of(TotpSetupPage.is(first), TotpSetupPage.is(second))).containsOnlyOnce(true);
        new AccountConsole(realm.getBaseUrl()).assertLanded(landed);
    }

    private static Page answer(Page page) {
        return TotpSetupPage.is(page) ? enterNewFactor(page) : enterNewPassword(page);
    }

    private static Page enterNewFactor(Page page) {
        return TotpSetupPage.form(page)
                .set("totp", TotpSetupPage.app(page).nextCode())
                .set("userLabel", "Another phone")
                .submit();
    }

    @Test
    void aDisabledFlowOffersNothing() {
        change(settings -> settings.setResetPasswordAllowed(false));

        Page login = new Browser().open(new AccountConsole(realm.getBaseUrl()).signIn());

        assertThat(login.document().select("a[href*=reset-credentials]")).isEmpty();
        assertThat(new Browser()
                        .open(URI.create(realm.getBaseUrl() + "/login-actions/reset-credentials?client_id=account"))
                        .hasForm("kc-reset-password-form"))
                .isFalse();
    }

    @Test
    void aFlowThatRequiresTheSecondFactorStopsAThief() {
        bindFlowThatAsksForTheSecondFactor();

        Page page = openLinkOfTheMail();

        assertThat(SignIn.asksForTotp(page)).as(page.toString()).isTrue();
        assertThat(page.hasForm("kc-passwd-update-form")).isFalse();
        Page wrong = page.form("kc-otp-login-form").set("otp", "000000").submit();
        assertThat(wrong.hasForm("kc-passwd-update-form")).isFalse();
    }

    @Test
    void theOwnerCompletesTheFlowWithTheSecondFactor() {
        bindFlowThatAsksForTheSecondFactor();

        Page page = SignIn.enterTotp(openLinkOfTheMail(), owner);

        assertThat(page.hasForm("kc-passwd-update-form")).as(page.toString()).isTrue();
        new AccountConsole(realm.getBaseUrl()).assertLanded(enterNewPassword(page));
    }

    @Test
    void usersWithoutASecondFactorResetThePasswordAsBefore() {
        owner = new TestUsers(realm).createWithoutSecondFactor("mail-owner-without");
        bindFlowThatAsksForTheSecondFactor();

        Page page = openLinkOfTheMail();

        assertThat(page.hasForm("kc-passwd-update-form")).as(page.toString()).isTrue();
    }

    /** Binds a copy of the default flow that requires the second factor before a new password, instead of resetting it. */
    private void bindFlowThatAsksForTheSecondFactor() {
        AuthenticationManagementResource flows = realm.admin().flows();
        String alias = "reset with second factor";
        flows.copy("reset credentials", new HashMap<>(Map.of("newName", alias))).close();
        AuthenticationExecutionInfoRepresentation conditional = named(flows, alias, alias + " " + RESET_OTP);
        AuthenticationExecutionInfoRepresentation resetOtp = flows.getExecutions(alias).stream()
                .filter(execution -> "reset-otp".equals(execution.getProviderId()))
                .findFirst()
                .orElseThrow();
        flows.removeExecution(resetOtp.getId());
        flows.addExecution(alias + " " + RESET_OTP, new HashMap<>(Map.of("provider", "auth-otp-form")));
        AuthenticationExecutionInfoRepresentation otp = flows.getExecutions(alias).stream()
                .filter(execution -> "auth-otp-form".equals(execution.getProviderId()))
                .findFirst()
                .orElseThrow();
        otp.setRequirement("REQUIRED");
        flows.updateExecutions(alias, otp);
        flows.raisePriority(conditional.getId());
        assertThat(flows.getExecutions(alias).stream()
                        .filter(execution -> execution.getLevel() == 0)
                        .map(execution -> String.valueOf(execution.getProviderId()))
                        .toList())
                .isEqualTo(
                        List.of("reset-credentials-choose-user", "reset-credential-email", "null", "reset-password"));
        change(settings -> settings.setResetCredentialsFlow(alias));
    }

    private static AuthenticationExecutionInfoRepresentation named(
            AuthenticationManagementResource flows, String flow, String name) {
        return flows.getExecutions(flow).stream()
                .filter(execution -> name.equals(execution.getDisplayName()))
                .findFirst()
                .orElseThrow();
    }

    private Page openLinkOfTheMail() {
        Browser browser = new Browser();
        Page login = browser.open(new AccountConsole(realm.getBaseUrl()).signIn());
        Page ask = browser.open(login.address()
                .resolve(login.document()
                        .selectFirst("a[href*=reset-credentials]")
                        .attr("href")));
        ask.form("kc-reset-password-form").set("username", owner.username()).submit();
        Matcher link = Pattern.compile("http://\\S+action-token\\S+")
                .matcher(Mail.await(mail, owner.username() + "@example.org", 1)
                        .get(0)
                        .text());
        assertThat(link.find()).isTrue();
        return browser.open(URI.create(link.group()));
    }

    private static Page enterNewPassword(Page page) {
        return page.form("kc-passwd-update-form")
                .set("password-new", NEW_PASSWORD)
                .set("password-confirm", NEW_PASSWORD)
                .submit();
    }

    private void change(Consumer<RealmRepresentation> change) {
        RealmRepresentation settings = realm.admin().toRepresentation();
        change.accept(settings);
        realm.admin().update(settings);
    }
}
