package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Application;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.ApiScope;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * Which applications may call the account API for their user: the account console, and those with the client scope. The
 * tokens of every client with default settings have the audience and the roles.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class AccountApiAccessIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String BODY = "{\"name\":\"Mail\"}";
    private static final String WITHOUT_SCOPE = "openid";
    private static final String WITH_SCOPE = "openid app-passwords";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;
    private AccountConsole console;

    @TestSetup
    public void createApplications() {
        ApiScope.create(realm);
        application("default-confidential", client -> {});
        application("default-public", client -> client.setPublicClient(true));
        application("default-lightweight", AccountApiAccessIT::lightweight);
        application("scoped", client -> client.setWebOrigins(List.of("*")));
        application("scoped-public", client -> client.setPublicClient(true));
        application("scoped-lightweight", AccountApiAccessIT::lightweight);
        application("consenting", client -> {
            client.setConsentRequired(true);
            client.setFullScopeAllowed(true);
        });
        application("writes-scope", client -> client.setProtocolMappers(List.of(hardCoded("scope", ApiScope.NAME))));
        List.of("scoped", "scoped-public", "scoped-lightweight", "consenting", "writes-scope")
                .forEach(client -> ApiScope.giveOnRequest(realm, client));
        application("scoped-by-default", client -> {});
        ApiScope.giveByDefault(realm, "scoped-by-default");
        application("writes-azp", client -> client.setProtocolMappers(List.of(hardCoded("azp", "account-console"))));
        ClientScopeRepresentation azp = new ClientScopeRepresentation();
        azp.setName("writes-azp-too");
        azp.setProtocol("openid-connect");
        azp.setProtocolMappers(List.of(hardCoded("azp", "account-console")));
        String azpId = Created.id(realm.admin().clientScopes().create(azp));
        application("scope-writes-azp", client -> {});
        new BridgeClients(realm).get("scope-writes-azp").addDefaultClientScope(azpId);
        application("exchanger", AccountApiAccessIT::exchanges);
        // A client in the token's audience may exchange it.
        for (String client : List.of("account-console", "scoped")) {
            new BridgeClients(realm)
                    .get(client)
                    .getProtocolMappers()
                    .createMapper(audience("exchanger"))
                    .close();
        }
    }

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        console = new AccountConsole(realm.getBaseUrl());
        new RealmPolicy(realm).set(Map.of("require-second-factor", "false"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default-confidential",
                "default-public",
                "default-lightweight",
                "scoped",
                "scoped-public",
                "scoped-lightweight",
                "writes-scope"
            })
    void anApplicationWithoutTheScopeIsRejected(String client) {
        Person person = person(client);

        assertRejected(person, token(client, WITHOUT_SCOPE, person));
    }

    @ParameterizedTest
    @ValueSource(strings = {"scoped", "scoped-public", "scoped-lightweight"})
    void anApplicationThatRequestsTheScopeMayManageAppPasswords(String client) {
        Person person = person("asks-" + client);

        assertServed(person, token(client, WITH_SCOPE, person));
    }

    @Test
    void aDefaultScopeNeedNotBeRequested() {
        Person person = person("by-default");

        assertServed(person, token("scoped-by-default", WITHOUT_SCOPE, person));
    }

    @Test
    void theAccountConsoleNeedsNoScope() {
        Person person = person("console");

        assertServed(person, console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person)));
    }

    @Test
    void anApplicationThatLosesTheScopeIsRejectedAtOnce() {
        Person person = person("taken-away");
        application("loses-scope", client -> {});
        ApiScope.giveOnRequest(realm, "loses-scope");
        String token = token("loses-scope", WITH_SCOPE, person);
        api(token).list().expect(200);

        ApiScope.takeAway(realm, "loses-scope");

        assertThat(TokenEndpoint.claims(token).path("scope").asText()).contains(ApiScope.NAME);
        assertRejected(person, token);
    }

    @Test
    void anExchangedTokenBelongsToTheApplicationThatExchangedIt() {
        Person person = person("exchanged");
        Browser browser = new Browser();
        String consoles = console.accessToken(SignIn.complete(browser.open(console.signIn()), person));
        String scoped = token("scoped", WITH_SCOPE, person);

        for (String subject : List.of(consoles, scoped)) {
            String exchanged = exchange(subject);
            assertThat(TokenEndpoint.claims(exchanged).path("azp").asText()).isEqualTo("exchanger");
            assertThat(TokenEndpoint.claims(exchanged).path("scope").asText()).doesNotContain(ApiScope.NAME);
            assertThat(List.of(
                            api(exchanged).list().status(),
                            api(exchanged).create(BODY).status(),
                            api(exchanged).revokeAll().status()))
                    .allSatisfy(status -> assertThat(status).isIn(401, 403));
        }
        assertUntouched(person);
    }

    /** The user signed in to both applications in one browser, so the session is one of the account console too. */
    @ParameterizedTest
    @ValueSource(strings = {"writes-azp", "scope-writes-azp"})
    void anApplicationCannotPoseAsTheAccountConsoleWithAnAzpClaim(String client) {
        Person person = person(client);
        Browser browser = new Browser();
        String consoles = console.accessToken(SignIn.complete(browser.open(console.signIn()), person));
        api(consoles).list().expect(200);
        String home = realm.getBaseUrl() + "/account/";
        Page landed = browser.open(URI.create(realm.getBaseUrl()
                + "/protocol/openid-connect/auth?response_type=code&scope=openid&client_id=" + client
                + "&redirect_uri=" + home));
        String token = new TokenEndpoint(realm.getBaseUrl())
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "client_id",
                                client,
                                "client_secret",
                                client + "-secret",
                                "redirect_uri",
                                home,
                                "code",
                                landed.parameter("code").orElseThrow()),
                        Map.of())
                .accessToken();
        assertThat(TokenEndpoint.claims(token).path("azp").asText()).isEqualTo("account-console");

        // Nobody can tell the two tokens apart, so the account console's own is rejected too.
        assertThat(List.of(assertRejected(person, token), assertRejected(person, consoles)))
                .allSatisfy(description -> assertThat(description).contains("azp"));
    }

    @ParameterizedTest
    @MethodSource("org.apppasswords.keycloak.it.support.fixtures.DemoRealm#languages")
    void theConsentPageDescribesTheScopeInTheUsersLanguage(String locale) {
        Person person = person("consents-" + locale.toLowerCase(Locale.ROOT));
        Application application = new Application(realm.getBaseUrl(), "consenting");

        application
                .authorize(Map.of("scope", WITH_SCOPE, "ui_locales", locale))
                .submit(Map.of("username", person.username(), "password", person.password()));

        assertThat(application.isBack()).isFalse();
        assertThat(plain(application.text())).contains(plain(new Messages(locale).of("appPasswordScopeConsentText")));
        application.submit(Map.of("accept", "Yes"));
        assertThat(application.isBack()).as(application.text()).isTrue();
        assertServed(person, application.tokens().accessToken());
    }

    private Person person(String username) {
        String name = "access-" + username;
        users.create(name, SeededAppPassword.of(SECRET).named("Calendar"));
        return new Person(name, TestUsers.PASSWORD);
    }

    private String token(String client, String scope, Person person) {
        Answer answer = new Application(realm.getBaseUrl(), client)
                .authorize(Map.of("scope", scope))
                .submit(Map.of("username", person.username(), "password", person.password()))
                .tokens();
        assertThat(answer.accessToken()).as(answer.body()).isNotNull();
        return answer.accessToken();
    }

    private String exchange(String subjectToken) {
        Answer answer = new TokenEndpoint(realm.getBaseUrl())
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                EXCHANGE,
                                "client_id",
                                "exchanger",
                                "client_secret",
                                "exchanger-secret",
                                "subject_token",
                                subjectToken,
                                "subject_token_type",
                                ACCESS_TOKEN),
                        Map.of());
        assertThat(answer.accessToken()).as(answer.body()).isNotNull();
        return answer.accessToken();
    }

    /** Returns the API's description of the error. */
    private String assertRejected(Person person, String token) {
        String id = users.appPasswords(person).get(0).getId();
        AppPasswordsApi api = api(token);
        assertThat(List.of(api.list(), api.create(BODY), api.rename(id, BODY), api.revoke(id), api.revokeAll()))
                .allSatisfy(answer -> {
                    assertThat(answer.expect(403).error()).isEqualTo("access_denied");
                    assertThat(answer.description())
                            .containsAnyOf("lacks the client scope app-passwords", "mapper that writes the claim azp");
                });
        assertUntouched(person);
        return api.list().description();
    }

    private void assertUntouched(Person person) {
        assertThat(users.appPasswords(person))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactly("Calendar");
    }

    private void assertServed(Person person, String token) {
        AppPasswordsApi api = api(token);
        String id = users.appPasswords(person).get(0).getId();
        api.list().expect(200);
        api.create(BODY).expect(201);
        api.rename(id, "{\"name\":\"Phone\"}").expect(200);
        api.revoke(id).expect(204);
        assertThat(users.appPasswords(person))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactly("Mail");
    }

    private AppPasswordsApi api(String token) {
        return AppPasswordsApi.with(realm.getBaseUrl(), token);
    }

    /** Creates a client with Keycloak's default settings and this change. */
    private void application(String clientId, Consumer<ClientRepresentation> change) {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(clientId);
        client.setSecret(clientId + "-secret");
        client.setRedirectUris(List.of(Application.REDIRECT_URI, realm.getBaseUrl() + "/account/"));
        client.setAttributes(new HashMap<>());
        change.accept(client);
        Created.id(realm.admin().clients().create(client));
    }

    private static void lightweight(ClientRepresentation client) {
        client.getAttributes().put("client.use.lightweight.access.token.enabled", "true");
    }

    private static void exchanges(ClientRepresentation client) {
        client.getAttributes().put("standard.token.exchange.enabled", "true");
    }

    private static ProtocolMapperRepresentation hardCoded(String claim, String value) {
        return mapper(
                "oidc-hardcoded-claim-mapper",
                Map.of(
                        "claim.name",
                        claim,
                        "claim.value",
                        value,
                        "jsonType.label",
                        "String",
                        "access.token.claim",
                        "true",
                        "introspection.token.claim",
                        "true"));
    }

    private static ProtocolMapperRepresentation audience(String client) {
        return mapper("oidc-audience-mapper", Map.of("included.client.audience", client, "access.token.claim", "true"));
    }

    private static ProtocolMapperRepresentation mapper(String type, Map<String, String> config) {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName(type);
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper(type);
        mapper.setConfig(config);
        return mapper;
    }

    private static String plain(String text) {
        return text.replace('\u00a0', ' ').replace('\u202f', ' ');
    }
}
