package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.BadRequestException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.ConfigPropertyRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderSimpleRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.util.JsonSerialization;

/** The policy as an administrator sets it: the form, accepted values, and the handling of other values. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class PolicyFormIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";

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
    void theAdminConsoleHasAForm() {
        List<ConfigPropertyRepresentation> fields = realm.admin()
                .flows()
                .getRequiredActionConfigDescription(RealmPolicy.ACTION)
                .getProperties();

        assertThat(fields)
                .extracting(ConfigPropertyRepresentation::getName)
                .containsExactly(
                        "max-per-user",
                        "require-second-factor",
                        "further-second-factors",
                        "brokered-sign-in",
                        "lifetime-default-days",
                        "lifetime-max-days",
                        "offer-after-second-factor-setup",
                        "unused-expiry-days",
                        "last-used-precision-minutes",
                        "revoke-on-password-change",
                        "revoke-on-second-factor-removal",
                        "notify-by-email",
                        "max_auth_age");
        assertThat(fields)
                .extracting(field -> String.valueOf(field.getDefaultValue()))
                .containsExactly(
                        "25", "true", "", "require-time", "0", "0", "true", "0", "60", "reset", "false", "true", "300");
        assertThat(fields).allSatisfy(field -> {
            assertThat(field.getLabel()).isNotBlank();
            assertThat(field.getHelpText()).isNotBlank();
        });
    }

    @Test
    void aRealmWithoutTheActionCanRegisterIt() {
        AuthenticationManagementResource flows = realm.admin().flows();
        RequiredActionProviderRepresentation before = flows.getRequiredAction(RealmPolicy.ACTION);
        flows.removeRequiredAction(RealmPolicy.ACTION);

        RequiredActionProviderSimpleRepresentation offered = flows.getUnregisteredRequiredActions().stream()
                .filter(action -> action.getProviderId().equals(RealmPolicy.ACTION))
                .findFirst()
                .orElseThrow();
        flows.registerRequiredAction(offered);
        realm.cleanup().add(r -> r.flows().updateRequiredAction(RealmPolicy.ACTION, before));

        RequiredActionProviderRepresentation registered = flows.getRequiredAction(RealmPolicy.ACTION);
        assertThat(registered.isEnabled()).isTrue();
        assertThat(registered.isDefaultAction()).isFalse();
        CreatePage.FORM.on(openForm(users.createWithTotp("defaults", seeded(24))));
        CreatePage.UNAVAILABLE.on(openForm(users.createWithTotp("default-limit", seeded(25))));
        CreatePage.SECOND_FACTOR.on(openForm(users.createWithoutSecondFactor("default-second-factor")));
    }

    @ParameterizedTest
    @CsvSource({
        "max-per-user,0",
        "max-per-user,-1",
        "max-per-user,1001",
        "max-per-user,many",
        "max-per-user,2.5",
        "max-per-user,99999999999",
        "require-second-factor,maybe",
        "require-second-factor,1",
        "require-second-factor,TRUE",
        "further-second-factors,password",
        "further-second-factors,'mobile-number,app-password'",
        "further-second-factors,sms code",
        "brokered-sign-in,deny",
        "brokered-sign-in,REQUIRE_TIME",
        "lifetime-default-days,-1",
        "lifetime-default-days,3651",
        "lifetime-default-days,forever",
        "lifetime-max-days,-1",
        "lifetime-max-days,3651",
        "lifetime-max-days,never",
        "offer-after-second-factor-setup,yes",
        "unused-expiry-days,-1",
        "unused-expiry-days,3651",
        "last-used-precision-minutes,0",
        "last-used-precision-minutes,1441",
        "revoke-on-password-change,always",
        "revoke-on-password-change,RESET",
        "revoke-on-second-factor-removal,1",
        "notify-by-email,no",
        "max_auth_age,-1",
        "max_auth_age,soon"
    })
    void rejectsInvalidValuesAndNamesTheField(String setting, String value) throws IOException {
        Map<String, String> before = config();
        BadRequestException rejection =
                catchThrowableOfType(BadRequestException.class, () -> policy.set(Map.of(setting, value)));

        assertThat(rejection).isNotNull();
        JsonNode answer =
                JsonSerialization.mapper.readTree(rejection.getResponse().readEntity(String.class));
        assertThat(answer.toString()).contains("\"" + setting + "\"");
        assertThat(config()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "max-per-user,1",
        "max-per-user,1000",
        "require-second-factor,false",
        "further-second-factors,'mobile-number, email-otp'",
        "brokered-sign-in,accept",
        "brokered-sign-in,require-time",
        "lifetime-default-days,3650",
        "lifetime-max-days,3650",
        "lifetime-max-days,0",
        "unused-expiry-days,3650",
        "last-used-precision-minutes,1",
        "last-used-precision-minutes,1440",
        "revoke-on-password-change,never",
        "revoke-on-password-change,any",
        "notify-by-email,false",
        "max_auth_age,0"
    })
    void acceptsTheBounds(String setting, String value) {
        policy.set(Map.of(setting, value));

        assertThat(config()).containsEntry(setting, value);
    }

    @Test
    void anEmptyFieldMeansTheDefault() {
        policy.set(Map.of(
                "max-per-user", "",
                "require-second-factor", "",
                "lifetime-default-days", "",
                "lifetime-max-days", ""));

        CreatePage.UNAVAILABLE.on(openForm(users.createWithTotp("empty-limit", seeded(25))));
        CreatePage.SECOND_FACTOR.on(openForm(users.createWithoutSecondFactor("empty-flag")));
        Page form = openForm(users.createWithTotp("empty-lifetimes"));
        assertThat(CreatePage.FORM.on(form).values("lifetimeDays")).containsExactly("0");
    }

    @Test
    void anUnreadableLimitMeansTheDefault() {
        ServerLog logEnd = ServerLog.fromHere();
        policy.setUnchecked(Map.of("max-per-user", "plenty"));

        Page page = openForm(users.createWithTotp("unreadable-limit", seeded(25)));

        assertThat(page.texts(".app-password-intro"))
                .containsExactly(Messages.text("appPasswordUnavailable_limit_reached", 25));
        assertLogged(logEnd, "max-per-user", "plenty");
    }

    @Test
    void anUnreadableSecondFactorSettingRequiresOne() {
        ServerLog logEnd = ServerLog.fromHere();
        policy.setUnchecked(Map.of("require-second-factor", "no"));

        CreatePage.SECOND_FACTOR.on(openForm(users.createWithoutSecondFactor("unreadable-flag")));

        assertLogged(logEnd, "require-second-factor", "no");
    }

    @Test
    void anUnreadableLongestLifetimeMeansThreeMonths() {
        ServerLog logEnd = ServerLog.fromHere();
        policy.setUnchecked(Map.of("lifetime-max-days", "forever"));

        Page form = openForm(users.createWithTotp("unreadable-lifetime"));

        assertThat(form.document().select("#lifetimeDays option").eachAttr("value"))
                .containsExactly("7", "30", "90");
        Page rejected = CreatePage.FORM
                .on(form)
                .set("name", "Mail")
                .set("lifetimeDays", "0")
                .press("create");
        assertThat(rejected.texts("#input-error-lifetimeDays"))
                .containsExactly(Messages.text("appPasswordErrorLifetime", 90));
        assertLogged(logEnd, "lifetime-max-days", "forever");
    }

    @Test
    void anUnreadableDefaultLifetimeMeansThreeMonths() {
        ServerLog logEnd = ServerLog.fromHere();
        policy.setUnchecked(Map.of("lifetime-default-days", "none"));

        Page form = openForm(users.createWithTotp("unreadable-default"));

        assertThat(CreatePage.FORM.on(form).values("lifetimeDays")).containsExactly("90");
        assertLogged(logEnd, "lifetime-default-days", "none");
    }

    @Test
    void anUnreadableMaximumAgeRequiresAFreshSignIn() {
        Person person = users.createWithTotp("unreadable-age");
        Browser browser = new Browser();
        console.assertLanded(SignIn.complete(browser.open(console.signIn()), person));
        policy.setUnchecked(Map.of("max_auth_age", "a while"));
        // The age is counted in whole seconds, and the longest age is 0.
        long nextSecond = System.currentTimeMillis() / 1000 + 2;
        Waiting.until(
                "the sign-in is older than 0 seconds",
                Duration.ofSeconds(5),
                () -> System.currentTimeMillis() / 1000 >= nextSecond);

        Page signIn = browser.open(console.createAppPassword());

        assertThat(SignIn.asksForPassword(signIn)).as(signIn.toString()).isTrue();
        CreatePage.secret(CreatePage.FORM
                .on(SignIn.complete(signIn, person))
                .set("name", "Mail")
                .press("create"));
    }

    @Test
    void loweringTheLongestLifetimeExpiresOlderAppPasswords() {
        long now = System.currentTimeMillis();
        users.create(
                "long-lived",
                SeededAppPassword.of(SECRET)
                        .named("Old")
                        .createdAt(now - Duration.ofDays(31).toMillis()),
                SeededAppPassword.of(SECRET.replace('a', 'z'))
                        .named("New")
                        .createdAt(now - Duration.ofDays(29).toMillis()));
        TokenEndpoint tokens = new TokenEndpoint(realm.getBaseUrl());
        assertThat(tokens.directGrant("dovecot", "long-lived", SECRET).status()).isEqualTo(200);

        policy.set(Map.of("lifetime-max-days", "30"));

        assertThat(tokens.directGrant("dovecot", "long-lived", SECRET).error()).isEqualTo("invalid_grant");
        assertThat(tokens.directGrant("dovecot", "long-lived", SECRET.replace('a', 'z'))
                        .status())
                .isEqualTo(200);

        policy.set(Map.of("lifetime-max-days", "0"));

        assertThat(tokens.directGrant("dovecot", "long-lived", SECRET).status()).isEqualTo(200);
    }

    @Test
    void offersNoDefaultBeyondTheLongestLifetime() {
        policy.set(Map.of("lifetime-max-days", "10", "lifetime-default-days", "365"));

        Page form = openForm(users.createWithTotp("bounded-default"));

        assertThat(form.document().select("#lifetimeDays option").eachAttr("value"))
                .containsExactly("7", "10");
        assertThat(CreatePage.FORM.on(form).values("lifetimeDays")).containsExactly("10");
    }

    private Page openForm(Person person) {
        return SignIn.complete(new Browser().open(console.createAppPassword()), person);
    }

    private Map<String, String> config() {
        return realm.admin().flows().getRequiredActionConfig(RealmPolicy.ACTION).getConfig();
    }

    private static SeededAppPassword[] seeded(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        SeededAppPassword.of(String.valueOf((char) ('a' + i)).repeat(24)))
                .toArray(SeededAppPassword[]::new);
    }

    private static void assertLogged(ServerLog log, String... words) {
        assertThat(log.text().lines())
                .anyMatch(
                        line -> line.contains(" WARN ") && Arrays.stream(words).allMatch(line::contains));
    }
}
