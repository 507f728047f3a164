package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.signin.PlacedStepRealm.Shape;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.HttpBasicPrograms;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/** Each of our steps in each kind of flow, as an import can place them: the table of docs/threat-model.md. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class FlowPlacementIT {

    private static final String DIRECT_GRANT_STEP = "direct-grant-app-password";
    private static final String HTTP_BASIC_STEP = "http-basic-app-password";

    /** The page that the attacker wants. */
    private static final String NEW_PASSWORD_FORM = "kc-passwd-update-form";

    /** The purposes that Keycloak runs the flow for. */
    enum Use {
        TOKEN_ENDPOINT,
        VERIFY,
        BROWSER,
        REGISTRATION,
        RESET_CREDENTIALS,
        FIRST_BROKER_LOGIN,
        POST_BROKER_LOGIN,
        SAML_ECP,
        DOCKER;

        boolean supports(String step) {
            return switch (this) {
                case TOKEN_ENDPOINT, VERIFY -> step.equals(DIRECT_GRANT_STEP);
                case SAML_ECP, DOCKER -> step.equals(HTTP_BASIC_STEP);
                default -> false;
            };
        }
    }

    static final class DirectGrantAlternative extends PlacedStepRealm {
        DirectGrantAlternative() {
            super(DIRECT_GRANT_STEP, Shape.ALTERNATIVE);
        }
    }

    static final class DirectGrantRequired extends PlacedStepRealm {
        DirectGrantRequired() {
            super(DIRECT_GRANT_STEP, Shape.REQUIRED);
        }
    }

    static final class DirectGrantConditional extends PlacedStepRealm {
        DirectGrantConditional() {
            super(DIRECT_GRANT_STEP, Shape.CONDITIONAL);
        }
    }

    static final class HttpBasicAlternative extends PlacedStepRealm {
        HttpBasicAlternative() {
            super(HTTP_BASIC_STEP, Shape.ALTERNATIVE);
        }
    }

    static final class HttpBasicRequired extends PlacedStepRealm {
        HttpBasicRequired() {
            super(HTTP_BASIC_STEP, Shape.REQUIRED);
        }
    }

    static final class HttpBasicConditional extends PlacedStepRealm {
        HttpBasicConditional() {
            super(HTTP_BASIC_STEP, Shape.CONDITIONAL);
        }
    }

    @InjectRealm(ref = "direct-grant-alternative", config = DirectGrantAlternative.class)
    ManagedRealm directGrantAlternative;

    @InjectRealm(ref = "direct-grant-required", config = DirectGrantRequired.class)
    ManagedRealm directGrantRequired;

    @InjectRealm(ref = "direct-grant-conditional", config = DirectGrantConditional.class)
    ManagedRealm directGrantConditional;

    @InjectRealm(ref = "http-basic-alternative", config = HttpBasicAlternative.class)
    ManagedRealm httpBasicAlternative;

    @InjectRealm(ref = "http-basic-required", config = HttpBasicRequired.class)
    ManagedRealm httpBasicRequired;

    @InjectRealm(ref = "http-basic-conditional", config = HttpBasicConditional.class)
    ManagedRealm httpBasicConditional;

    @InjectRealm(ref = "provider", config = BrokeredUsers.class)
    ManagedRealm provider;

    @TestSetup
    public void connectIdentityProvider() {
        for (String step : List.of(DIRECT_GRANT_STEP, HTTP_BASIC_STEP)) {
            for (Shape shape : Shape.values()) {
                ManagedRealm realm = realm(step, shape);
                IdentityProviderRepresentation known = realm.admin()
                        .identityProviders()
                        .get(BrokeredUsers.PROVIDER)
                        .toRepresentation();
                known.setConfig(BrokeredUsers.settings(provider.getBaseUrl()));
                realm.admin().identityProviders().get(BrokeredUsers.PROVIDER).update(known);
            }
        }
    }

    static Stream<Arguments> combinations() {
        return Stream.of(DIRECT_GRANT_STEP, HTTP_BASIC_STEP)
                .flatMap(step -> Arrays.stream(Shape.values())
                        .flatMap(shape -> Arrays.stream(Use.values()).map(use -> Arguments.of(step, shape, use))));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void aStepAcceptsAppPasswordsInItsOwnKindOfFlowOnly(String step, Shape shape, Use use) {
        ManagedRealm realm = realm(step, shape);
        realm.admin().clearEvents();
        ServerLog log = ServerLog.fromHere();

        boolean letIn = isLetIn(realm, use);

        assertThat(letIn).isEqualTo(use.supports(step));
        String userId = new TestUsers(realm).idOf(new Person(PlacedStepRealm.USER, TestUsers.PASSWORD));
        assertThat(realm.admin().users().get(userId).getUserSessions()).isEmpty();
        // Without a step that works in direct grants, the client is not a service, and no flow runs.
        boolean isRun = use != Use.VERIFY || use.supports(step);
        if (isRun && !letIn && shape != Shape.ALTERNATIVE) {
            assertThat(rejections(realm)).isNotEmpty().allSatisfy(event -> {
                assertThat(event.getError()).isEqualTo("not_allowed");
                assertThat(event.getDetails()).containsEntry("credential_type", "app-password");
            });
        } else {
            assertThat(rejections(realm)).isEmpty();
        }
        assertThat(log.text()).doesNotContain("\tat org.apppasswords.keycloak.authentication");
    }

    @ParameterizedTest
    @ValueSource(strings = {DIRECT_GRANT_STEP, HTTP_BASIC_STEP})
    void theLogExplainsHowToFixTheFlow(String step) {
        ManagedRealm realm = realm(step, Shape.CONDITIONAL);

        isLetIn(realm, Use.BROWSER);

        assertThat(ServerLog.whole().text())
                .contains(
                        "the step " + step + " of the flow '" + PlacedStepRealm.FLOW + "' of realm " + realm.getName())
                .contains("and the flow was run as 'authenticate': remove the step from the flow");
    }

    @ParameterizedTest
    @ValueSource(strings = {DIRECT_GRANT_STEP, HTTP_BASIC_STEP})
    void anAlternativeInABrowserFlowIsSkippedAndNeverLeadsToANewAccountPassword(String step) {
        ManagedRealm realm = realm(step, Shape.ALTERNATIVE);

        Page page = attack(new Browser(), realm, "auth", PlacedStepRealm.OFFICE);

        assertThat(SignIn.asksForPassword(page)).as(page.toString()).isTrue();
        // The form of that page does not accept the app password either, for any step that the request claims.
        Page rejected = page.form("kc-form-login")
                .set("username", PlacedStepRealm.USER)
                .set("password", PlacedStepRealm.APP_PASSWORD)
                .submit();
        assertThat(SignIn.asksForPassword(rejected)).as(rejected.toString()).isTrue();
        Page otherStep = rejected.form("kc-form-login")
                .atStep(executionId(realm, "step and form", step))
                .set("username", PlacedStepRealm.USER)
                .set("password", PlacedStepRealm.APP_PASSWORD)
                .submit();
        assertThat(otherStep.hasForm(NEW_PASSWORD_FORM))
                .as(otherStep.toString())
                .isFalse();
        assertThat(otherStep.parameter("code")).isEmpty();
    }

    /** The condition is in the subflow that has the step, which either accepts or writes an event. */
    @ParameterizedTest
    @EnumSource
    void theNetworkConditionComparesTheConnectionsAddress(Use use) {
        ManagedRealm realm = directGrantConditional;
        realm.cleanup().add(r -> {
            compareWith(r, "0.0.0.0/0##::/0");
            nameHeader(r, "");
        });

        compareWith(realm.admin(), "192.0.2.0/24##2001:db8::/32");
        assertThat(isStepRun(realm, use)).as("in another network").isFalse();
        compareWith(realm.admin(), "127.0.0.0/8##::1/128");
        assertThat(isStepRun(realm, use)).as("in the network").isTrue();
        nameHeader(realm.admin(), "X-Client-Address");
        assertThat(isStepRun(realm, use)).as("if a header is expected").isFalse();
    }

    /** The answer of a wrong password: nothing has shown that the credentials are right. */
    @Test
    void verifyRejectsCredentialsThatNoStepHasChecked() {
        ManagedRealm realm = directGrantConditional;
        realm.cleanup().add(r -> compareWith(r, "0.0.0.0/0##::/0"));
        compareWith(realm.admin(), "192.0.2.0/24##2001:db8::/32");
        realm.admin().clearEvents();

        Answer answer = new VerifyEndpoint(realm.getBaseUrl())
                .ask(PlacedStepRealm.PORTAL, PlacedStepRealm.USER, PlacedStepRealm.APP_PASSWORD);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(realm.admin().getEvents())
                .extracting(
                        EventRepresentation::getError,
                        event -> event.getDetails().get("reason"))
                .containsExactly(tuple("invalid_user_credentials", "no_step"));
    }

    private static boolean isStepRun(ManagedRealm realm, Use use) {
        realm.admin().clearEvents();
        boolean letIn = switch (use) {
            case FIRST_BROKER_LOGIN -> isBrokered(realm, BrokeredUsers.NEWCOMER);
            case POST_BROKER_LOGIN -> isBrokered(realm, BrokeredUsers.LINKED);
            default -> isLetIn(realm, use);
        };
        return letIn || !rejections(realm).isEmpty();
    }

    /** Without the step, the sign-in through the provider ends in its own way: it counts only what the step writes. */
    private static boolean isBrokered(ManagedRealm realm, String brokeredUser) {
        signInThroughProvider(new Browser(), realm, brokeredUser);
        return false;
    }

    private static void compareWith(RealmResource realm, String networks) {
        AuthenticationManagementResource flows = realm.flows();
        Stream.of("everything", "saml ecp")
                .flatMap(flow -> flows.getExecutions(flow).stream())
                .filter(execution -> "conditional-client-network".equals(execution.getProviderId()))
                .map(AuthenticationExecutionInfoRepresentation::getAuthenticationConfig)
                .distinct()
                .forEach(id -> {
                    AuthenticatorConfigRepresentation config = flows.getAuthenticatorConfig(id);
                    config.setConfig(Map.of("allowed-networks", networks));
                    flows.updateAuthenticatorConfig(id, config);
                });
    }

    private static void nameHeader(RealmResource realm, String header) {
        for (String clientId : List.of(
                PlacedStepRealm.PORTAL,
                PlacedStepRealm.BROKERED,
                HttpBasicPrograms.SERVICE_PROVIDER,
                HttpBasicPrograms.REGISTRY)) {
            ClientRepresentation client =
                    realm.clients().findByClientId(clientId).get(0);
            client.getAttributes().put("app-passwords.remote-address-header", header);
            realm.clients().get(client.getId()).update(client);
        }
    }

    @ParameterizedTest
    @CsvSource({DIRECT_GRANT_STEP + ",portal", HTTP_BASIC_STEP + ",Container registry:Library"})
    void onlyClientsForWhichTheStepWorksAreServices(String step, String services) {
        ManagedRealm realm = realm(step, Shape.REQUIRED);
        new RealmPolicy(realm).set(Map.of("require-second-factor", "false"));
        ClientRepresentation console =
                realm.admin().clients().findByClientId("account-console").get(0);
        console.setAuthenticationFlowBindingOverrides(
                Map.of("browser", new Flows(realm).id(PlacedStepRealm.FORM_FLOW)));
        realm.admin().clients().get(console.getId()).update(console);

        Page form = SignIn.complete(
                new Browser().open(new AccountConsole(realm.getBaseUrl()).createAppPassword()),
                new Person(PlacedStepRealm.USER, TestUsers.PASSWORD));

        assertThat(form.texts("label[for^=clients-]"))
                .as(form.toString())
                .containsExactlyInAnyOrder(services.split(":"));
    }

    @Test
    void aMisplacedStepDoesNotBlockOtherChanges() {
        ManagedRealm realm = directGrantRequired;

        realm.updateWithCleanup(settings -> settings.displayName("Renamed"));

        assertThat(realm.admin().toRepresentation().getDisplayName()).isEqualTo("Renamed");
    }

    private ManagedRealm realm(String step, Shape shape) {
        boolean isDirectGrant = step.equals(DIRECT_GRANT_STEP);
        return switch (shape) {
            case ALTERNATIVE -> isDirectGrant ? directGrantAlternative : httpBasicAlternative;
            case REQUIRED -> isDirectGrant ? directGrantRequired : httpBasicRequired;
            case CONDITIONAL -> isDirectGrant ? directGrantConditional : httpBasicConditional;
        };
    }

    private static boolean isLetIn(ManagedRealm realm, Use use) {
        String user = PlacedStepRealm.USER;
        String password = PlacedStepRealm.APP_PASSWORD;
        HttpBasicPrograms programs = new HttpBasicPrograms(realm.getBaseUrl());
        return switch (use) {
            case TOKEN_ENDPOINT ->
                new TokenEndpoint(realm.getBaseUrl())
                                .post(
                                        "/protocol/openid-connect/token",
                                        Map.of(
                                                "grant_type",
                                                "password",
                                                "client_id",
                                                PlacedStepRealm.PORTAL,
                                                "client_secret",
                                                PlacedStepRealm.PORTAL + "-secret",
                                                "username",
                                                user,
                                                "password",
                                                password),
                                        Map.of())
                                .accessToken()
                        != null;
            case VERIFY ->
                new VerifyEndpoint(realm.getBaseUrl())
                        .ask(PlacedStepRealm.PORTAL, user, password)
                        .header("Remote-User")
                        .isPresent();
            case SAML_ECP -> programs.ecp(user, password).body().contains("status:Success");
            case DOCKER -> programs.docker(user, password).body().contains("\"token\"");
            case BROWSER -> isIn(attack(new Browser(), realm, "auth", PlacedStepRealm.PORTAL));
            case REGISTRATION -> isIn(attack(new Browser(), realm, "registrations", PlacedStepRealm.PORTAL));
            case RESET_CREDENTIALS -> isIn(attack(new Browser(), realm, "forgot-credentials", PlacedStepRealm.PORTAL));
            case FIRST_BROKER_LOGIN -> isIn(attackAfterBroker(realm, BrokeredUsers.NEWCOMER));
            case POST_BROKER_LOGIN -> isIn(attackAfterBroker(realm, BrokeredUsers.LINKED));
        };
    }

    /** Returns whether the user can set a new account password, or is signed in to an application. */
    private static boolean isIn(Page page) {
        return page.hasForm(NEW_PASSWORD_FORM) || page.parameter("code").isPresent();
    }

    /** Sends user name and app password with the request for the page that sets a new account password. */
    private static Page attack(Browser browser, ManagedRealm realm, String endpoint, String clientId) {
        Map<String, String> fields = request(clientId);
        fields.putAll(typed());
        return browser.postWithBasic(
                URI.create(realm.getBaseUrl() + "/protocol/openid-connect/" + endpoint),
                fields,
                PlacedStepRealm.USER,
                PlacedStepRealm.APP_PASSWORD);
    }

    private static Page attackAfterBroker(ManagedRealm realm, String brokeredUser) {
        Browser browser = new Browser();
        Page page = signInThroughProvider(browser, realm, brokeredUser);
        assertThat(page.address().getPath()).as(page.toString()).contains("/login-actions/");
        return browser.postWithBasic(page.address(), typed(), PlacedStepRealm.USER, PlacedStepRealm.APP_PASSWORD);
    }

    private static Page signInThroughProvider(Browser browser, ManagedRealm realm, String brokeredUser) {
        Map<String, String> request = request(PlacedStepRealm.BROKERED);
        request.put("kc_idp_hint", BrokeredUsers.PROVIDER);
        Page login = browser.open(address(realm, "auth", request));
        return SignIn.complete(login, new Person(brokeredUser, TestUsers.PASSWORD));
    }

    private static URI address(ManagedRealm realm, String endpoint, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create(realm.getBaseUrl() + "/protocol/openid-connect/" + endpoint + "?" + query);
    }

    private static Map<String, String> request(String clientId) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("response_mode", "query");
        request.put("scope", "openid");
        request.put("client_id", clientId);
        request.put("redirect_uri", PlacedStepRealm.REDIRECT_URI);
        request.put("kc_action", "UPDATE_PASSWORD");
        return request;
    }

    private static Map<String, String> typed() {
        return Map.of("username", PlacedStepRealm.USER, "password", PlacedStepRealm.APP_PASSWORD);
    }

    private static String executionId(ManagedRealm realm, String flow, String step) {
        return realm.admin().flows().getExecutions(flow).stream()
                .filter(execution -> step.equals(execution.getProviderId()))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    // Errors only: after a rejection, Keycloak may also log the broker login itself, with the same details.
    private static List<EventRepresentation> rejections(ManagedRealm realm) {
        return realm.admin().getEvents().stream()
                .filter(event -> event.getError() != null
                        && event.getDetails() != null
                        && "flow_not_supported".equals(event.getDetails().get("reason")))
                .toList();
    }
}
