package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.BadRequestException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedCommands;
import org.apppasswords.keycloak.it.support.server.Kcadm;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Second factors of other extensions, such as a code by SMS, which the policy names. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class FurtherSecondFactorsIT {

    private static final String SETTING = "further-second-factors";
    private static final String SMS = "mobile-number";
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectRunOnServer(permittedPackages = "org.apppasswords.keycloak.it.account")
    RunOnServerClient server;

    @TempDir
    Path folder;

    private AccountConsole console;
    private TestUsers users;
    private RealmPolicy policy;

    @BeforeEach
    void setUp() {
        console = new AccountConsole(realm.getBaseUrl());
        users = new TestUsers(realm);
        policy = new RealmPolicy(realm);
    }

    /** With the type that is stored, with others, and without the setting. */
    @ParameterizedTest
    @CsvSource({
        "'email-otp, mobile-number', mobile-number, true",
        "mobile-number, mobile-number, true",
        "mobile-number, email-otp, false",
        "mobile-number, '', false",
        "MOBILE-NUMBER, mobile-number, false",
        "'', mobile-number, false"
    })
    void countsIfThePolicyNamesItAndTheUserHasIt(String setting, String stored, boolean counts) {
        policy.set(Map.of(SETTING, setting));
        Person person = person("sms-" + setting.hashCode() + "-" + stored.length(), stored);

        assertCounts(person, counts);
    }

    /** A realm import does not check the values. */
    @ParameterizedTest
    @ValueSource(strings = {"password", "app-password", "mobile-number,password", "recovery-authn-codes", "sms codes"})
    void anInvalidValueCountsAsNone(String value) {
        policy.setUnchecked(Map.of(SETTING, value));
        Person person = person("invalid-" + value.hashCode(), value.startsWith(SMS) ? SMS : "");

        assertCounts(person, false);
        assertThatThrownBy(() -> policy.set(Map.of(SETTING, value))).isInstanceOf(BadRequestException.class);
    }

    @Test
    void losingTheLastOneRevokesAndLosingAnotherDoesNot() {
        policy.set(Map.of(SETTING, SMS, "revoke-on-second-factor-removal", "true"));
        Person person = person("loses-sms", SMS);
        server.run(new StoredCredential(realm.getName(), person.username(), "email-otp"));

        remove(person, "email-otp");
        assertThat(users.appPasswords(person)).hasSize(1);
        remove(person, SMS);

        Waiting.until(
                "all app passwords are revoked",
                () -> users.appPasswords(person).isEmpty());
    }

    @Test
    void removingTheOtpDeviceRevokesNothingWhileAFurtherFactorRemains() {
        policy.set(Map.of(SETTING, SMS, "revoke-on-second-factor-removal", "true"));
        Person person =
                users.createWithTotp("keeps-sms", SeededAppPassword.of(SECRET).named("Phone"));
        server.run(new StoredCredential(realm.getName(), person.username(), SMS));

        remove(person, "otp");

        assertThat(users.appPasswords(person)).hasSize(1);
    }

    @Test
    void administratorsFindTheTypeOfAUsersFactor() {
        person("typed", SMS);
        Kcadm kcadm = new Kcadm(folder);

        List<String> output = DocumentedCommands.read("configuration.md", "credential-types")
                .replacing(Map.of("REALM", realm.getName(), "NAME", "typed"))
                .run(script -> kcadm.run(script, Map.of()));

        assertThat(Answer.parse(output.get(1)).findValuesAsText("type"))
                .containsExactlyInAnyOrder("password", "app-password", SMS);
    }

    private Person person(String username, String storedType) {
        users.create(username, SeededAppPassword.of(SECRET).named("Phone"));
        if (!storedType.isEmpty()) {
            server.run(new StoredCredential(realm.getName(), username, storedType));
        }
        return new Person(username, TestUsers.PASSWORD);
    }

    private void assertCounts(Person person, boolean counts) {
        Page page = SignIn.complete(new Browser().open(console.createAppPassword()), person);
        if (counts) {
            CreatePage.secret(CreatePage.FORM.on(page).set("name", "Mail").press("create"));
        } else {
            CreatePage.SECOND_FACTOR.on(page);
        }
        AppPasswordsApi api = AppPasswordsApi.with(
                realm.getBaseUrl(), console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person)));
        assertThat(api.list()
                        .expect(200)
                        .json()
                        .path("policy")
                        .path("secondFactorConfigured")
                        .asBoolean())
                .isEqualTo(counts);
        assertThat(api.create("{\"name\":\"Tablet\"}").status()).isEqualTo(counts ? 201 : 409);
    }

    private void remove(Person person, String type) {
        UserResource user = realm.admin().users().get(users.idOf(person));
        user.credentials().stream()
                .filter(credential -> credential.getType().equals(type))
                .forEach(credential -> user.removeCredential(credential.getId()));
    }
}
