package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The demo's client campus-mail: the account password on campus, app passwords everywhere. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class CampusNetworkIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String HEADER = "X-Dovecot-Auth-Remote";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;
    private UserEvents events;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        events = new UserEvents(realm);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, true",
        "10.1.2.3:50123, true",
        "::ffff:10.1.2.3, true",
        "[2001:db8:10:2::3]:50123, true",
        "10.66.0.9, false",
        "192.0.2.7, false",
        "2001:db8:11::3, false",
        "'10.1.2.3, 10.1.2.4', false",
        "campus, false",
        "'', false",
    })
    void theAccountPasswordWorksOnCampusOnly(String address, boolean inside) {
        String username = "at-" + address.replaceAll("[^a-z0-9]", "-");
        String userId = users.create(username, SeededAppPassword.of(PHONE));

        Answer account = signIn("campus-mail", username, TestUsers.PASSWORD, address);
        Answer app = signIn("campus-mail", username, PHONE, address);

        assertThat(app.status()).isEqualTo(200);
        if (inside) {
            assertThat(account.status()).as(account.body()).isEqualTo(200);
        } else {
            assertThat(account.status()).isEqualTo(400);
            assertThat(account.error()).isEqualTo("invalid_grant");
            assertThat(account.description()).isEqualTo("App password required");
            assertThat(events.of(null, EventType.LOGIN_ERROR))
                    .extracting(EventRepresentation::getDetails)
                    .anySatisfy(details -> assertThat(details)
                            .containsEntry("username", username)
                            .containsEntry("reason", "not_app_password"));
        }
        assertThat(failures(userId)).isZero();
    }

    @Test
    void theMailServerCanIntrospectBothKindsOfToken() {
        users.create("asked-about", SeededAppPassword.of(PHONE));
        TokenEndpoint tokens = new TokenEndpoint(realm.getBaseUrl());

        for (String password : List.of(TestUsers.PASSWORD, PHONE)) {
            Answer signedIn = signIn("campus-mail", "asked-about", password, "10.1.2.3");
            assertThat(signedIn.status()).as(signedIn.body()).isEqualTo(200);
            Answer introspection = tokens.introspect("campus-mail", signedIn.accessToken());

            assertThat(introspection.json().path("active").asBoolean())
                    .as(introspection.body())
                    .isTrue();
            assertThat(introspection.json().path("username").asText()).isEqualTo("asked-about");
        }
    }

    @Test
    void aWrongAccountPasswordCountsOnCampusOnly() {
        String userId = users.create("guesses");
        ServerLog log = ServerLog.fromHere();

        Answer outside = signIn("campus-mail", "guesses", "a guess", "192.0.2.7");
        assertThat(outside.status()).isEqualTo(400);
        assertThat(failures(userId)).isZero();

        Answer wrongApp = signIn("campus-mail", "guesses", PHONE, "10.1.2.3");
        assertThat(wrongApp.status()).isEqualTo(400);
        assertThat(failures(userId)).isZero();

        Answer inside = signIn("campus-mail", "guesses", "a guess", "10.1.2.3");
        assertThat(inside.status()).isIn(400, 401);
        assertThat(inside.error()).isEqualTo("invalid_grant");
        Waiting.until("the failure is counted", () -> failures(userId) > 0);
        assertThat(failures(userId)).isEqualTo(1);
        assertThat(log.stackTracesOfOurCode()).isEmpty();
    }

    @Test
    void theHeaderIsTrustedForItsClientOnly() {
        users.create("spoofs");

        // This client never accepts the account password, and ignores this header.
        assertThat(signIn("ldap-bridge", "spoofs", TestUsers.PASSWORD, "10.1.2.3")
                        .status())
                .isEqualTo(400);
        assertThat(signInWithHeader("campus-mail", "spoofs", "X-Forwarded-For", "10.1.2.3")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theHeaderOfAPublicClientIsIgnored() {
        String userId = users.create("anybody", SeededAppPassword.of(PHONE));
        TestClients clients = new TestClients(realm);
        new Flows(realm).appPassword("public too", Map.of("allow-public-clients", "true"));
        clients.add("public-app", "Public app", "public too", client -> {
            makePublic(client);
            BridgeClients.withTokenMapper().accept(client);
        });
        clients.add("public-campus", "Public campus", "campus direct grant", CampusNetworkIT::makePublic);

        assertThat(signIn("public-app", "anybody", PHONE, "10.1.2.3").status()).isEqualTo(200);
        Answer account = signIn("public-campus", "anybody", TestUsers.PASSWORD, "10.1.2.3");

        assertThat(events.of(userId, EventType.LOGIN))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getDetails()).containsEntry("app_password_address", event.getIpAddress()));
        assertThat(account.status()).as(account.body()).isEqualTo(400);
        assertThat(account.error()).isEqualTo("unauthorized_client");
    }

    @Test
    void theConnectionsAddressIsIgnoredIfAHeaderIsExpected() {
        users.create("at-the-proxy");
        TestClients clients = new TestClients(realm);
        AuthenticationManagementResource flows = realm.admin().flows();
        AuthenticatorConfigRepresentation config = flows.getAuthenticatorConfig(configId());
        Map<String, String> before = config.getConfig();
        realm.cleanup().add(r -> {
            config.setConfig(before);
            r.flows().updateAuthenticatorConfig(config.getId(), config);
        });
        config.setConfig(Map.of("allowed-networks", "127.0.0.0/8##::1/128"));
        flows.updateAuthenticatorConfig(config.getId(), config);
        clients.add("public-campus", "Public campus", "campus direct grant", CampusNetworkIT::makePublic);
        clients.add("no-header", "No header", "campus direct grant");

        assertThat(signIn("no-header", "at-the-proxy", TestUsers.PASSWORD, "").status())
                .isEqualTo(200);
        assertThat(signIn("public-campus", "at-the-proxy", TestUsers.PASSWORD, "")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, 10.1.2.4", "10.1.2.3, 192.0.2.7", "10.1.2.3, 10.1.2.3"})
    void severalHeadersAreRejected(String one, String other) {
        String username = "several-" + one + "-" + other;
        users.create(username);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(realm.getBaseUrl() + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(HEADER, one)
                .header(HEADER, other)
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=password&client_id=campus-mail"
                        + "&client_secret=campus-mail-secret&username=" + username + "&password="
                        + TestUsers.PASSWORD.replace(' ', '+')));

        HttpResponse<String> answer = Http.send(request);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("App password required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"campus", "10.0.0.0/33", "10.0.0.0/8##example.org/24"})
    void invalidNetworksAreNotSaved(String networks) {
        AuthenticationManagementResource flows = realm.admin().flows();
        AuthenticatorConfigRepresentation config = flows.getAuthenticatorConfig(configId());
        Map<String, String> before = config.getConfig();
        config.setConfig(Map.of("allowed-networks", networks));

        assertThatThrownBy(() -> flows.updateAuthenticatorConfig(config.getId(), config))
                .isInstanceOf(BadRequestException.class)
                .satisfies(rejection -> {
                    Response response = ((BadRequestException) rejection).getResponse();
                    assertThat(response.readEntity(String.class)).contains("Not a network in CIDR notation");
                });

        assertThat(flows.getAuthenticatorConfig(config.getId()).getConfig()).isEqualTo(before);
    }

    @Test
    void networksAreSaved() {
        AuthenticationManagementResource flows = realm.admin().flows();
        AuthenticatorConfigRepresentation config = flows.getAuthenticatorConfig(configId());
        Map<String, String> before = config.getConfig();
        config.setConfig(Map.of("allowed-networks", "198.51.100.0/24"));
        flows.updateAuthenticatorConfig(config.getId(), config);
        users.create("moved");

        assertThat(signIn("campus-mail", "moved", TestUsers.PASSWORD, "198.51.100.7")
                        .status())
                .isEqualTo(200);
        assertThat(signIn("campus-mail", "moved", TestUsers.PASSWORD, "10.1.2.3")
                        .status())
                .isEqualTo(400);

        config.setConfig(before);
        flows.updateAuthenticatorConfig(config.getId(), config);
    }

    private static void makePublic(ClientRepresentation client) {
        client.setPublicClient(true);
        client.setSecret(null);
        client.setAttributes(Map.of("app-passwords.remote-address-header", HEADER));
    }

    private String configId() {
        List<AuthenticationExecutionInfoRepresentation> executions =
                realm.admin().flows().getExecutions("campus direct grant");
        return executions.stream()
                .filter(execution -> "conditional-client-network".equals(execution.getProviderId()))
                .findFirst()
                .orElseThrow()
                .getAuthenticationConfig();
    }

    private int failures(String userId) {
        return ((Number) realm.admin()
                        .attackDetection()
                        .bruteForceUserStatus(userId)
                        .get("numFailures"))
                .intValue();
    }

    private Answer signIn(String clientId, String username, String password, String address) {
        return new TokenEndpoint(realm.getBaseUrl())
                .post(
                        "/protocol/openid-connect/token",
                        form(clientId, username, password),
                        address.isEmpty() ? Map.of() : Map.of(HEADER, address));
    }

    private Answer signInWithHeader(String clientId, String username, String header, String value) {
        return new TokenEndpoint(realm.getBaseUrl())
                .post(
                        "/protocol/openid-connect/token",
                        form(clientId, username, TestUsers.PASSWORD),
                        Map.of(header, value));
    }

    private static Map<String, String> form(String clientId, String username, String password) {
        return Map.of(
                "grant_type",
                "password",
                "client_id",
                clientId,
                "client_secret",
                clientId + "-secret",
                "username",
                username,
                "password",
                password);
    }
}
