package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.ClientAttributes;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.StoredAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.StoringBridge;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.http.HttpBasicPrograms;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmEventsConfigRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/** App passwords that work from some networks only, at every place where one can be used. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class NetworksIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";
    private static final String HEADER = "X-Dovecot-Auth-Remote";
    private static final String ADDRESS_ATTRIBUTE = "app-passwords.remote-address-header";
    private static final String[] NETWORKS = {"192.0.2.0/24", "2001:db8:1::/48"};
    private static final String[] LOOPBACK = {"127.0.0.0/8", "::1/128"};

    /** A bridge whose flow stores sessions. */
    private static final String BRIDGE = "stored";

    @RegisterExtension
    static final LdapBridge bridge = new LdapBridge("ldap-networks");

    @InjectRealm(config = HttpBasicRealm.class)
    ManagedRealm realm;

    private TestUsers users;
    private UserEvents events;
    private TokenEndpoint tokens;
    private VerifyEndpoint verify;

    @TestSetup
    public void createBridge() {
        StoringBridge.create(realm, BRIDGE, client -> client.getAttributes().put(ADDRESS_ATTRIBUTE, HEADER));
        // Keycloak's default selection does not have refreshes.
        RealmEventsConfigRepresentation stored = realm.admin().getRealmEventsConfig();
        stored.setEnabledEventTypes(Stream.of(
                        EventType.LOGIN, EventType.LOGIN_ERROR, EventType.REFRESH_TOKEN, EventType.REFRESH_TOKEN_ERROR)
                .map(EventType::name)
                .toList());
        realm.admin().updateRealmEventsConfig(stored);
    }

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        events = new UserEvents(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
        verify = new VerifyEndpoint(realm.getBaseUrl());
    }

    @ParameterizedTest
    @EnumSource
    void anAppPasswordWorksFromItsNetworksOnly(EntryPoint entryPoint) {
        // Otherwise, the address is unknown: this client's header is not trusted.
        new ClientAttributes(realm).set(HttpBasicPrograms.REGISTRY, ADDRESS_ATTRIBUTE, "");
        String name = entryPoint.name().toLowerCase(Locale.ROOT).replace('_', '-');
        users.create("near-" + name, SeededAppPassword.of(PHONE).networks(LOOPBACK));
        String far = users.create("far-" + name, SeededAppPassword.of(PHONE).networks(NETWORKS));

        assertThat(entryPoint.signIn(realm.getBaseUrl(), bridge, "near-" + name, PHONE))
                .isTrue();
        assertThat(entryPoint.signIn(realm.getBaseUrl(), bridge, "far-" + name, PHONE))
                .isFalse();
        assertThat(reasons(far)).containsExactly("network_not_allowed");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, true",
        "192.0.2.7:50123, true",
        "::ffff:192.0.2.7, true",
        "[2001:db8:1:2::3]:50123, true",
        "192.0.3.7, false",
        "2001:db8:2::3, false",
        "'192.0.2.7, 192.0.2.8', false",
        "home, false",
        "'', false",
    })
    void theAddressThatTheBridgeReportsDecides(String address, boolean inside) {
        String username = "from-" + address.replaceAll("[^a-z0-9]", "-");
        String userId = users.create(username, SeededAppPassword.of(PHONE).networks(NETWORKS));

        for (Entrance entrance : Entrance.values()) {
            Answer answer = entrance.signIn(this, username, PHONE, address);
            if (inside) {
                assertThat(answer.status()).as(entrance + " " + answer.body()).isIn(200, 204);
            } else {
                Answer wrong = entrance.signIn(this, username, WRONG, address);
                assertThat(answer.status()).as(entrance.name()).isEqualTo(wrong.status());
                assertThat(answer.body()).as(entrance.name()).isEqualTo(wrong.body());
            }
        }

        int entrances = Entrance.values().length;
        assertThat(events.of(userId, EventType.LOGIN)).hasSize(inside ? entrances : 0);
        assertThat(reasons(userId)).filteredOn("network_not_allowed"::equals).hasSize(inside ? 0 : entrances);
    }

    /** The places where a bridge reports the address. */
    enum Entrance {
        DIRECT_GRANT {
            @Override
            Answer signIn(NetworksIT test, String username, String password, String address) {
                return test.tokens.post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "dovecot",
                                "client_secret",
                                "dovecot-secret",
                                "username",
                                username,
                                "password",
                                password),
                        header(HEADER, address));
            }
        },
        VERIFY_FOR_PROGRAMS {
            @Override
            Answer signIn(NetworksIT test, String username, String password, String address) {
                Map<String, String> headers = new LinkedHashMap<>(header(HEADER, address));
                headers.put("Authorization", VerifyEndpoint.client("dovecot", "dovecot-secret"));
                return test.verify.form(Map.of("username", username, "password", password), headers);
            }
        },
        VERIFY_FOR_PROXIES {
            @Override
            Answer signIn(NetworksIT test, String username, String password, String address) {
                return test.verify.ask("radicale", username, password, header("X-Real-IP", address));
            }
        };

        abstract Answer signIn(NetworksIT test, String username, String password, String address);

        private static Map<String, String> header(String name, String address) {
            return address.isEmpty() ? Map.of() : Map.of(name, address);
        }
    }

    @Test
    void overHttpBasicTheConnectionsAddressDecides() {
        users.create("at-home", SeededAppPassword.of(PHONE).networks(LOOPBACK));
        String away = users.create("away", SeededAppPassword.of(PHONE).networks(NETWORKS));
        HttpBasicPrograms programs = new HttpBasicPrograms(realm.getBaseUrl());

        assertThat(programs.ecp("at-home", PHONE).body()).contains("status:Success");
        assertThat(programs.ecp("away", PHONE).body())
                .doesNotContain("status:Success")
                .doesNotContain("<saml:Assertion");
        assertThat(reasons(away)).containsExactly("network_not_allowed");
    }

    /** Without authentication of the client, anyone can send its header. */
    @Test
    void aHeaderOfAClientThatIsNotAuthenticatedMakesTheAddressUnknown() {
        String userId = users.create(
                "pretends", SeededAppPassword.of(PHONE).networks("192.0.2.0/24", "127.0.0.0/8", "::1/128"));
        HttpBasicPrograms programs = new HttpBasicPrograms(realm.getBaseUrl());
        new Flows(realm).appPassword("public networks", Map.of("allow-public-clients", "true"));
        TestClients clients = new TestClients(realm);
        clients.add("public-with-header", "Public", "public networks", client -> {
            makePublic(client);
            client.setAttributes(Map.of(ADDRESS_ATTRIBUTE, HEADER));
        });
        clients.add("public-without", "Public", "public networks", NetworksIT::makePublic);

        assertThat(programs.docker(HttpRequest.newBuilder()
                                .header("Authorization", Http.basic("pretends", PHONE))
                                .header(HttpBasicRealm.ADDRESS_HEADER, "192.0.2.7"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(grantPublic("public-with-header").status()).isEqualTo(400);
        assertThat(reasons(userId)).containsExactly("network_not_allowed", "network_not_allowed");
        assertThat(grantPublic("public-without").status()).isEqualTo(200);
    }

    /** A bridge without a header hides the address of the program: its own decides. */
    @Test
    void withoutAHeaderTheConnectionsAddressDecides() {
        new BridgeClients(realm).create("no-header", client -> {});
        users.create("behind-bridge", SeededAppPassword.of(PHONE).networks(LOOPBACK));
        users.create("elsewhere", SeededAppPassword.of(PHONE).networks(NETWORKS));

        assertThat(tokens.directGrant("no-header", "behind-bridge", PHONE).status())
                .isEqualTo(200);
        assertThat(tokens.directGrant("no-header", "elsewhere", PHONE).status()).isEqualTo(400);
    }

    @Test
    void aRefreshNeedsAnAllowedAddressToo() {
        String userId = users.create("refreshes", SeededAppPassword.of(PHONE).networks(NETWORKS));
        Answer granted = stored("password", Map.of("username", "refreshes", "password", PHONE), "192.0.2.7");
        assertThat(granted.status()).as(granted.body()).isEqualTo(200);
        Map<String, String> refresh =
                Map.of("refresh_token", granted.json().path("refresh_token").asText());

        for (String outside : List.of("198.51.100.7", "", "home")) {
            Answer refused = stored("refresh_token", refresh, outside);
            assertThat(refused.error()).as(outside).isEqualTo("invalid_grant");
            assertThat(refused.description()).isEqualTo("Session not active");
        }
        assertThat(stored("refresh_token", refresh, "192.0.2.9").status()).isEqualTo(200);

        assertThat(events.of(userId, EventType.REFRESH_TOKEN)).hasSize(1);
        assertThat(events.of(null, EventType.REFRESH_TOKEN_ERROR))
                .extracting(event -> event.getDetails().get("reason"))
                .containsOnly("network_not_allowed")
                .hasSize(3);
    }

    @Test
    void aTwinThatMayBeUsedHereTakesPrecedence() {
        users.create(
                "twins",
                SeededAppPassword.of(PHONE).named("Elsewhere").networks("198.51.100.0/24"),
                SeededAppPassword.of(PHONE).named("Here").networks(NETWORKS));

        Answer answer = Entrance.VERIFY_FOR_PROGRAMS.signIn(this, "twins", PHONE, "192.0.2.7");

        assertThat(answer.json().at("/appPassword/name").asText()).isEqualTo("Here");
    }

    @Test
    void theLastUseIsRecordedAndTheNetworksStay() {
        String userId = users.create("records", SeededAppPassword.of(PHONE).networks(NETWORKS));

        Entrance.DIRECT_GRANT.signIn(this, "records", PHONE, "192.0.2.7");

        JsonNode data = StoredAppPassword.data(users.appPasswords(userId).get(0));
        // As the admin console shows it.
        assertThat(data.path("networks").asText()).isEqualTo("192.0.2.0/24, 2001:db8:1::/48");
        assertThat(data.path("lastUsedFrom").asText()).isEqualTo("192.0.2.7");
        assertThat(Entrance.DIRECT_GRANT
                        .signIn(this, "records", PHONE, "198.51.100.7")
                        .status())
                .isEqualTo(400);
    }

    private Answer grantPublic(String clientId) {
        return tokens.post(
                "/protocol/openid-connect/token",
                Map.of("grant_type", "password", "client_id", clientId, "username", "pretends", "password", PHONE),
                Map.of(HEADER, "192.0.2.7"));
    }

    private Answer stored(String grantType, Map<String, String> more, String address) {
        Map<String, String> form = new LinkedHashMap<>(more);
        form.put("grant_type", grantType);
        form.put("client_id", BRIDGE);
        form.put("client_secret", BRIDGE + "-secret");
        return tokens.post(
                "/protocol/openid-connect/token", form, address.isEmpty() ? Map.of() : Map.of(HEADER, address));
    }

    private static void makePublic(ClientRepresentation client) {
        client.setPublicClient(true);
        client.setSecret(null);
        BridgeClients.withTokenMapper().accept(client);
    }

    private List<String> reasons(String userId) {
        List<String> reasons = new ArrayList<>();
        events.of(userId, EventType.LOGIN_ERROR)
                .forEach(event -> reasons.add(event.getDetails().get("reason")));
        return reasons;
    }
}
