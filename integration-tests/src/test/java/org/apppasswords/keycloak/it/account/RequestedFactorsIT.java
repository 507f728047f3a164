package org.apppasswords.keycloak.it.account;

import static org.apppasswords.keycloak.it.support.fixtures.FlowStep.alternative;
import static org.apppasswords.keycloak.it.support.fixtures.FlowStep.conditional;
import static org.apppasswords.keycloak.it.support.fixtures.FlowStep.disabled;
import static org.apppasswords.keycloak.it.support.fixtures.FlowStep.level;
import static org.apppasswords.keycloak.it.support.fixtures.FlowStep.required;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.FlowStep;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Only a second factor that the realm asks for protects the account, so only such a factor counts and is offered. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class RequestedFactorsIT {

    private static final String PASSWORD_ONLY = "password only";
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";

    private static final String OTP = "otp";
    private static final String KEY = "webauthn";
    private static final String PASSKEY = "webauthn-passwordless";

    private static final String SET_UP_OTP = "CONFIGURE_TOTP";
    private static final String SET_UP_KEY = "webauthn-register";
    private static final String SET_UP_PASSKEY = "webauthn-register-passwordless";

    private static final FlowStep PASSWORD = required("auth-username-password-form");
    private static final FlowStep USERNAME = required("auth-username-form");
    private static final FlowStep IF_CONFIGURED = required("conditional-user-configured");
    private static final FlowStep IF_ROLE = required("conditional-user-role");
    private static final String OTP_STEP = "auth-otp-form";
    private static final String KEY_STEP = "webauthn-authenticator";
    private static final String PASSKEY_STEP = "webauthn-authenticator-passwordless";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectRunOnServer(permittedPackages = "org.apppasswords.keycloak.it.account")
    RunOnServerClient server;

    private AccountConsole console;
    private TestUsers users;

    @TestSetup
    public void createFlow() {
        new Flows(realm).of(PASSWORD_ONLY, alternative("auth-cookie"), alternative(PASSWORD));
    }

    @BeforeEach
    void setUp() {
        console = new AccountConsole(realm.getBaseUrl());
        users = new TestUsers(realm);
    }

    /**
     * @param steps the browser flow's steps beside the cookie
     * @param stored credential types that the user has, beside the password
     * @param status of creating an app password
     * @param offered the required actions on the page, if no factor of the user counts
     */
    private record Case(String name, List<FlowStep> steps, List<String> stored, int status, List<String> offered) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final int CREATED = 201;
    private static final int NO_FACTOR = 409;
    private static final int NOT_USED = 401;

    static Stream<Case> flows() {
        List<FlowStep> keycloaks =
                List.of(PASSWORD, conditional(IF_CONFIGURED, alternative(OTP_STEP), disabled(KEY_STEP)));
        List<FlowStep> codeOrKey =
                List.of(PASSWORD, conditional(IF_CONFIGURED, alternative(OTP_STEP), alternative(KEY_STEP)));
        List<FlowStep> passkeyOrPasswordWithCode = List.of(
                alternative(PASSKEY_STEP), alternative(PASSWORD, conditional(IF_CONFIGURED, alternative(OTP_STEP))));
        List<FlowStep> passkeyOrTwoSteps = List.of(
                USERNAME,
                required(alternative(PASSKEY_STEP), alternative(required("auth-password-form"), required(OTP_STEP))));
        List<FlowStep> levels = List.of(conditional(level(1), PASSWORD), conditional(level(2), required(KEY_STEP)));
        return Stream.of(
                new Case("default: code", keycloaks, List.of(OTP), CREATED, List.of()),
                new Case("default: key", keycloaks, List.of(KEY), NO_FACTOR, List.of(SET_UP_OTP)),
                new Case("default: passkey", keycloaks, List.of(PASSKEY), NO_FACTOR, List.of(SET_UP_OTP)),
                new Case("default: key and passkey", keycloaks, List.of(KEY, PASSKEY), NO_FACTOR, List.of(SET_UP_OTP)),
                new Case("default: code and key", keycloaks, List.of(OTP, KEY), CREATED, List.of()),
                new Case("code or key: key", codeOrKey, List.of(KEY), CREATED, List.of()),
                new Case("code or key: none", codeOrKey, List.of(), NO_FACTOR, List.of(SET_UP_OTP, SET_UP_KEY)),
                new Case("no step", List.of(PASSWORD), List.of(OTP, KEY), NO_FACTOR, List.of()),
                new Case(
                        "a disabled flow",
                        List.of(PASSWORD, disabled(IF_CONFIGURED, required(KEY_STEP))),
                        List.of(KEY),
                        NO_FACTOR,
                        List.of()),
                new Case(
                        "an alternative beside a required step",
                        List.of(PASSWORD, alternative(OTP_STEP)),
                        List.of(OTP),
                        NO_FACTOR,
                        List.of()),
                new Case(
                        "no condition",
                        List.of(PASSWORD, conditional(required(OTP_STEP))),
                        List.of(OTP),
                        NO_FACTOR,
                        List.of()),
                new Case(
                        "a condition on a role, in subflows",
                        List.of(PASSWORD, conditional(IF_ROLE, required(alternative(OTP_STEP), alternative(KEY_STEP)))),
                        List.of(KEY),
                        CREATED,
                        List.of()),
                new Case("required for all", List.of(PASSWORD, required(OTP_STEP)), List.of(OTP), CREATED, List.of()),
                new Case(
                        "required for all: key",
                        List.of(PASSWORD, required(OTP_STEP)),
                        List.of(KEY),
                        NO_FACTOR,
                        List.of(SET_UP_OTP)),
                new Case(
                        "passkey in place of the password",
                        List.of(alternative(PASSKEY_STEP), alternative(PASSWORD)),
                        List.of(PASSKEY),
                        NO_FACTOR,
                        List.of()),
                new Case(
                        "passkey, or password and code: passkey",
                        passkeyOrPasswordWithCode,
                        List.of(PASSKEY),
                        NO_FACTOR,
                        List.of(SET_UP_OTP)),
                new Case(
                        "passkey, or password and code: both",
                        passkeyOrPasswordWithCode,
                        List.of(PASSKEY, OTP),
                        CREATED,
                        List.of()),
                new Case(
                        "password never alone: none",
                        passkeyOrTwoSteps,
                        List.of(),
                        NO_FACTOR,
                        List.of(SET_UP_OTP, SET_UP_PASSKEY)),
                new Case("password never alone: passkey", passkeyOrTwoSteps, List.of(PASSKEY), CREATED, List.of()),
                new Case("levels: key", levels, List.of(KEY), NOT_USED, List.of()),
                new Case("levels: code", levels, List.of(OTP), NO_FACTOR, List.of(SET_UP_KEY)));
    }

    @ParameterizedTest
    @MethodSource("flows")
    void countsAndOffersWhatTheBrowserFlowAsksFor(Case flow) {
        Person person = users.createWithoutSecondFactor(
                "user-" + Integer.toHexString(flow.name().hashCode()));
        flow.stored().forEach(type -> store(person, type));
        Browser browser = new Browser();
        AppPasswordsApi api = signIn(browser, person);
        useFlow(flow.name().replaceAll("[:,]", ""), flow.steps().toArray(FlowStep[]::new));

        assertCounts(api, flow.status() != NO_FACTOR);
        assertThat(api.list().json().at("/policy/secondFactorSetUpActions"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(flow.offered());
        assertThat(api.create("{\"name\":\"Mail\"}").status()).isEqualTo(flow.status());
        if (flow.status() == NO_FACTOR) {
            Page page = browser.open(console.createAppPassword());
            CreatePage.SECOND_FACTOR.on(page);
            assertThat(page.document().select("[name=setup]").eachAttr("value"))
                    .containsExactlyElementsOf(flow.offered());
        } else if (flow.status() == CREATED) {
            CreatePage.FORM.on(browser.open(console.createAppPassword()));
        }
    }

    /** The thief of a password chooses the client at which to sign in. */
    @Test
    void aClientWhoseOwnFlowDoesNotAskForTheFactorDoesNotCreate() {
        useFlow("asks", PASSWORD, conditional(IF_CONFIGURED, alternative(OTP_STEP)));
        Person person = users.createWithTotp("chooses-the-client");
        ClientRepresentation client =
                realm.admin().clients().findByClientId("account-console").get(0);
        bind(client, new Flows(realm).id(PASSWORD_ONLY));
        try {
            Page page = SignIn.enterPassword(new Browser().open(console.createAppPassword()), person);
            assertThat(CreatePage.FORM.is(page)).as(page.toString()).isFalse();

            Page landed = SignIn.enterPassword(new Browser().open(console.signIn()), person);
            AppPasswordsApi api = AppPasswordsApi.with(realm.getBaseUrl(), console.accessToken(landed));
            assertCounts(api, true);
            assertThat(api.create("{\"name\":\"Mail\"}").expect(NOT_USED).error())
                    .isEqualTo("insufficient_user_authentication");
            assertThat(users.appPasswords(person)).isEmpty();
        } finally {
            bind(client, "");
        }

        CreatePage.FORM.on(SignIn.complete(new Browser().open(console.createAppPassword()), person));
    }

    private void bind(ClientRepresentation client, String flowId) {
        client.setAuthenticationFlowBindingOverrides(Map.of("browser", flowId));
        realm.admin().clients().get(client.getId()).update(client);
    }

    /** Such a user cannot sign in with a password, and the provider's answer leads to the step. */
    @Test
    void thePostLoginFlowOfTheUsersProviderAsksToo() {
        Flows flows = new Flows(realm);
        flows.of("key after the provider", required(KEY_STEP));
        createProvider("with-key", "key after the provider");
        createProvider("without", null);
        Person person = users.createWithoutSecondFactor("brokered");
        store(person, KEY);
        AppPasswordsApi api = signIn(new Browser(), person);
        UserResource user = realm.admin().users().get(users.idOf(person));

        user.addFederatedIdentity("without", identity("without"));
        removeAll(user, "password");
        assertCounts(api, false);
        user.addFederatedIdentity("with-key", identity("with-key"));
        assertCounts(api, true);
        realm.admin().identityProviders().get("with-key").update(disabledProvider("with-key"));
        assertCounts(api, false);
    }

    /** With the password, the user can still sign in without the provider. */
    @Test
    void thePostLoginFlowDoesNotProtectThePassword() {
        Flows flows = new Flows(realm);
        flows.of("key after another provider", required(KEY_STEP));
        createProvider("also", "key after another provider");
        Person person = users.createWithoutSecondFactor("brokered-with-password");
        store(person, KEY);
        AppPasswordsApi api = signIn(new Browser(), person);

        realm.admin().users().get(users.idOf(person)).addFederatedIdentity("also", identity("also"));

        assertCounts(api, false);
    }

    @Test
    void losingAFactorRevokesOnlyIfTheRealmAsksForIt() {
        new RealmPolicy(realm).set(Map.of("revoke-on-second-factor-removal", "true"));
        Person person =
                users.createWithTotp("loses-both", SeededAppPassword.of(SECRET).named("Phone"));
        store(person, KEY);
        store(person, PASSKEY);
        UserResource user = realm.admin().users().get(users.idOf(person));

        removeAll(user, PASSKEY);
        assertThat(users.appPasswords(person)).hasSize(1);
        removeAll(user, OTP);

        Waiting.until(
                "all app passwords are revoked",
                () -> users.appPasswords(person).isEmpty());
    }

    private AppPasswordsApi signIn(Browser browser, Person person) {
        setBrowserFlow(PASSWORD_ONLY);
        return AppPasswordsApi.with(
                realm.getBaseUrl(), console.accessToken(SignIn.complete(browser.open(console.signIn()), person)));
    }

    private void useFlow(String alias, FlowStep... steps) {
        new Flows(realm).of(alias, alternative("auth-cookie"), alternative(steps));
        setBrowserFlow(alias);
    }

    private void setBrowserFlow(String alias) {
        realm.updateWithCleanup(settings -> {
            settings.build().setBrowserFlow(alias);
            return settings;
        });
    }

    private void store(Person person, String type) {
        server.run(new StoredCredential(realm.getName(), person.username(), type));
    }

    private static void assertCounts(AppPasswordsApi api, boolean counts) {
        assertThat(api.list()
                        .expect(200)
                        .json()
                        .at("/policy/secondFactorConfigured")
                        .asBoolean())
                .isEqualTo(counts);
    }

    private static void removeAll(UserResource user, String type) {
        user.credentials().stream()
                .filter(credential -> credential.getType().equals(type))
                .forEach(credential -> user.removeCredential(credential.getId()));
    }

    private void createProvider(String alias, String flowAlias) {
        IdentityProviderRepresentation provider = provider(alias);
        provider.setPostBrokerLoginFlowAlias(flowAlias);
        realm.admin().identityProviders().create(provider).close();
    }

    private IdentityProviderRepresentation disabledProvider(String alias) {
        IdentityProviderRepresentation provider =
                realm.admin().identityProviders().get(alias).toRepresentation();
        provider.setEnabled(false);
        return provider;
    }

    private static IdentityProviderRepresentation provider(String alias) {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(alias);
        provider.setProviderId("oidc");
        provider.setEnabled(true);
        provider.setConfig(Map.of(
                "clientId", alias,
                "clientSecret", "not used",
                "authorizationUrl", "https://provider.example.org/auth",
                "tokenUrl", "https://provider.example.org/token"));
        return provider;
    }

    private static FederatedIdentityRepresentation identity(String alias) {
        FederatedIdentityRepresentation identity = new FederatedIdentityRepresentation();
        identity.setIdentityProvider(alias);
        identity.setUserId("id-at-" + alias);
        identity.setUserName("name");
        return identity;
    }
}
