package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * A client that was restricted when an app password signed in, and no longer is: uses of the tokens that it got before.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class SettingsChangedLaterIT {

    private static final String SECRET = "laterlaterlaterlaterlate";
    private static final String OWNER = "owner";
    private static final String EXCHANGER = "exchanger";
    private static final String TYPE = "urn:ietf:params:oauth:token-type:";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TokenEndpoint tokens;
    private BridgeClients clients;

    @TestSetup
    public void createClients() {
        Flows flows = new Flows(realm);
        flows.appPassword("transient", Map.of("session", "transient"));
        flows.appPassword("persistent", Map.of("session", "persistent"));
        new TestUsers(realm).create(OWNER, SeededAppPassword.of(SECRET));
        BridgeClients made = new BridgeClients(realm);
        made.create(EXCHANGER, SettingsChangedLaterIT::exchangesTokens);
        made.create("account-password", client -> {
            client.setAuthenticationFlowBindingOverrides(Map.of());
            exchangesTokens(client);
        });
    }

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        clients = new BridgeClients(realm);
    }

    static Stream<Arguments> oldTokens() {
        return Stream.of("transient", "persistent")
                .flatMap(session -> Stream.of("access_token", "id_token", "refresh_token")
                        .flatMap(token ->
                                Stream.of(true, false).map(byTheBridge -> Arguments.of(session, token, byTheBridge))));
    }

    @ParameterizedTest(name = "{0} session, {1}, by the bridge itself: {2}")
    @MethodSource("oldTokens")
    void anOldTokenCannotBeExchanged(String session, String token, boolean byTheBridge) {
        String bridge = "exchange-%s-%s-%s".formatted(session, token, byTheBridge);
        ClientResource client = bridge(bridge, session);
        Answer grant = tokens.directGrant(bridge, OWNER, SECRET, Map.of("scope", "openid"));
        assertThat(grant.status()).as(grant.body()).isEqualTo(200);
        String old = grant.json().path(token).asText(null);
        if (old == null) {
            assertThat(List.of(session, token)).containsExactly("transient", "refresh_token");
            return;
        }
        change(client, SettingsChangedLaterIT::exchangesTokens);

        for (String subjectType : List.of("access_token", "id_token", "refresh_token", "jwt")) {
            for (String requestedType : List.of("access_token", "id_token", "refresh_token")) {
                Answer exchanged = exchange(byTheBridge ? bridge : EXCHANGER, old, subjectType, requestedType);
                assertThat(exchanged.status())
                        .as("%s as %s for %s: %s", token, subjectType, requestedType, exchanged.body())
                        .isEqualTo(400);
                assertThat(exchanged.accessToken()).isNull();
            }
        }
        assertThat(new UserEvents(realm).of(null, EventType.TOKEN_EXCHANGE_ERROR))
                .anySatisfy(event -> assertThat(event.getDetails())
                        .containsEntry("reason", "a token that was issued for an app password cannot be exchanged"));
    }

    @Test
    void aTokenOfTheAccountPasswordCanBeExchanged() {
        Answer grant = tokens.directGrant("account-password", OWNER, TestUsers.PASSWORD);

        Answer exchanged = exchange("account-password", grant.accessToken(), "access_token", "access_token");

        assertThat(exchanged.status()).as(exchanged.body()).isEqualTo(200);
    }

    static Stream<Arguments> changes() {
        Consumer<ClientResource> withoutMapper = client -> client.getProtocolMappers()
                .getMappers()
                .forEach(mapper -> client.getProtocolMappers().delete(mapper.getId()));
        Consumer<ClientResource> fullScope = client -> change(client, to -> to.setFullScopeAllowed(true));
        Consumer<ClientResource> isPublic = client -> change(client, to -> to.setPublicClient(true));
        Consumer<ClientResource> exchange = client -> change(client, SettingsChangedLaterIT::exchangesTokens);
        return Stream.of(
                Arguments.of("no-mapper", withoutMapper),
                Arguments.of("full-scope", fullScope),
                Arguments.of("public", isPublic),
                Arguments.of("exchange", exchange));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void anOldSessionCannotBeRefreshed(String name, Consumer<ClientResource> change) {
        String bridge = "refresh-" + name;
        ClientResource client = bridge(bridge, "persistent");
        Answer grant = tokens.directGrant(bridge, OWNER, SECRET, Map.of("scope", "openid"));
        assertThat(refresh(bridge, grant).status()).isEqualTo(200);
        change.accept(client);

        Answer refreshed = refresh(bridge, grant);

        assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(400);
        assertThat(refreshed.error()).isEqualTo("unauthorized_client");
        assertThat(refreshed.accessToken()).isNull();
    }

    @Test
    void aSessionCannotBeRefreshedAfterTheAppPasswordExpires() {
        String secret = "endedendedendedendedende";
        long twoDaysAgo = System.currentTimeMillis() - Duration.ofDays(2).toMillis();
        new TestUsers(realm).create("ended", SeededAppPassword.of(secret).createdAt(twoDaysAgo));
        bridge("refresh-ended", "persistent");
        Answer grant = tokens.directGrant("refresh-ended", "ended", secret, Map.of("scope", "openid"));
        assertThat(refresh("refresh-ended", grant).status()).isEqualTo(200);

        new RealmPolicy(realm).set(Map.of("lifetime-max-days", "1"));

        Answer refreshed = refresh("refresh-ended", grant);
        assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(400);
        assertThat(refreshed.error()).isEqualTo("invalid_grant");
        assertThat(refreshed.accessToken()).isNull();
    }

    @Test
    void aSessionOfTheAccountPasswordCanBeRefreshedForEveryClient() {
        clients.create(
                "refreshing",
                BridgeClients.withRefreshTokens()
                        .andThen(BridgeClients.withoutMappers())
                        .andThen(client -> {
                            client.setAuthenticationFlowBindingOverrides(Map.of());
                            client.setFullScopeAllowed(true);
                        }));
        Answer grant = tokens.directGrant("refreshing", OWNER, TestUsers.PASSWORD);

        assertThat(refresh("refreshing", grant).status()).isEqualTo(200);
    }

    private ClientResource bridge(String clientId, String session) {
        String flow = realm.admin().flows().getFlows().stream()
                .filter(each -> session.equals(each.getAlias()))
                .findFirst()
                .orElseThrow()
                .getId();
        return clients.create(clientId, BridgeClients.flow(flow).andThen(BridgeClients.withRefreshTokens()));
    }

    private static void change(ClientResource client, Consumer<ClientRepresentation> change) {
        ClientRepresentation representation = client.toRepresentation();
        change.accept(representation);
        client.update(representation);
    }

    private static void exchangesTokens(ClientRepresentation client) {
        client.setAttributes(new HashMap<>(client.getAttributes()));
        client.getAttributes().put("standard.token.exchange.enabled", "true");
        client.getAttributes().put("standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION");
        client.getAttributes().put("use.refresh.tokens", "true");
    }

    private Answer exchange(String clientId, String token, String subjectType, String requestedType) {
        return tokens.post(
                "/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "client_id",
                        clientId,
                        "client_secret",
                        clientId + "-secret",
                        "subject_token",
                        token,
                        "subject_token_type",
                        TYPE + subjectType,
                        "requested_token_type",
                        TYPE + requestedType),
                Map.of());
    }

    private Answer refresh(String clientId, Answer granted) {
        return tokens.post(
                "/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        clientId,
                        "client_secret",
                        clientId + "-secret",
                        "refresh_token",
                        granted.json().path("refresh_token").asText()),
                Map.of());
    }
}
