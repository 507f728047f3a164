package org.apppasswords.keycloak.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.DirectoryEndpoint;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;
import org.keycloak.util.JsonSerialization;

/** Requests to the directory that are rejected, at each endpoint. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DirectoryRejectionIT {

    private static final String GROUPS = "oidc-group-membership-mapper";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectRealm(ref = "other", config = OtherRealm.class)
    ManagedRealm other;

    @InjectAdminClient
    Keycloak keycloak;

    /** The same clients with the same secrets, in another realm. */
    public static final class OtherRealm implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder builder) {
            try {
                // The IDs of flows in the file are taken by the first realm.
                String json = JsonSerialization.mapper.writeValueAsString(DemoRealm.read());
                RealmRepresentation realm = JsonSerialization.mapper.readValue(
                        json.replace("5b1f7f0e-", "5b1f7f0f-").replace("0d0f3a4e-", "0d0f3a4f-"),
                        RealmRepresentation.class);
                realm.setRealm("other-directory");
                realm.getUsers().forEach(user -> user.setRealmRoles(List.of()));
                return RealmBuilder.update(realm);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nobody,                         400, invalid_client",
        "a wrong secret,                 400, invalid_client",
        "an empty secret,                400, invalid_client",
        "an unknown client,              400, invalid_client",
        "a user with the account password, 400, invalid_client",
        "a user's access token,          400, invalid_client",
        "an administrator's access token, 400, invalid_client",
        "the client's own access token,  400, invalid_client",
        "a client of another realm,      400, invalid_client",
        "a disabled client,              400, invalid_client",
        "a public client,                403, access_denied",
        "no direct grants,               403, access_denied",
        "another flow,                   403, access_denied",
        "a client that asks for consent, 403, access_denied",
        "no attribute,                   403, access_denied",
        "attribute none,                 403, access_denied",
        "attribute LIST,                 403, access_denied",
        "attribute true,                 403, access_denied",
        "attribute list and a space,     403, access_denied",
        "lookup lists,                   403, access_denied"
    })
    void aWrongCallerReadsNothing(String who, int status, String error) {
        DirectoryEndpoint directory = caller(who);
        boolean lists = who.equals("lookup lists");

        for (Answer answer : List.of(
                directory.users(),
                directory.groups(),
                lists ? directory.users("search", "ali") : directory.users("username", "alice"),
                lists ? directory.groups("name", "staff", "members", "true") : directory.groups("name", "staff"))) {
            assertThat(answer.status()).as(who + answer.body()).isEqualTo(status);
            assertThat(answer.error()).isEqualTo(error);
            assertThat(answer.body()).doesNotContain("alice", "staff");
            assertThat(answer.header("WWW-Authenticate")).isEmpty();
        }
    }

    @Test
    void aClientThatMayLookUpDoesNothingElse() {
        DirectoryEndpoint directory = caller("lookup lists");
        String groupId = realm.admin().getGroupByPath("/staff").getId();

        assertThat(directory.users("username", "alice").expect(200).json().path("users"))
                .hasSize(1);
        assertThat(directory.groups("name", "staff").expect(200).json().path("groups"))
                .hasSize(1);
        for (Answer answer : List.of(
                directory.users("max", "1"),
                directory.users("group", groupId),
                directory.users("search", "alice"),
                directory.groups("max", "1"),
                directory.groups("search", "staff"),
                directory.groups("id", groupId, "members", "true"))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        }
    }

    @Test
    void withoutAMapperForThemTheClientReadsNoGroups() {
        String groupId = realm.admin().getGroupByPath("/staff").getId();
        Map<String, Consumer<ClientRepresentation>> mappers = Map.of(
                "no-groups",
                DirectoryRejectionIT::leaveAsItIs,
                "no-groups-in-userinfo",
                BridgeClients.withMapper(
                        GROUPS,
                        Map.of("claim.name", "groups", "access.token.claim", "true", "userinfo.token.claim", "false")));
        mappers.forEach((id, mapper) -> {
            DirectoryEndpoint directory =
                    client(id, ((Consumer<ClientRepresentation>) client -> directory(client, "list")).andThen(mapper));

            Answer bob = directory.users("username", "bob").expect(200);

            assertThat(bob.json().path("users").path(0).has("groups")).isFalse();
            assertThat(bob.body()).doesNotContain("staff", "admins");
            assertThat(directory.users("group", groupId).status()).isEqualTo(403);
            assertThat(directory.groups().status()).isEqualTo(403);
            assertThat(directory.groups("name", "staff").status()).isEqualTo(403);
            assertThat(directory
                            .groups(
                                    "user",
                                    bob.json().path("users").path(0).path("id").asText())
                            .status())
                    .isEqualTo(403);
        });
    }

    @Test
    void aSearchDoesNotRevealWhatTheClientDoesNotReceive() {
        UserRepresentation user = TestUsers.representation("visible");
        user.setFirstName("Hidden");
        user.setLastName("Unseen");
        user.setEmail("guessed@secret.example");
        new TestUsers(realm).create(user);
        Set<String> byUsername = Set.of("visi", "V*ble");
        Map<String, Set<String>> byScope = Map.of(
                "openid", Set.of(),
                "profile", Set.of("hidden", "unseen", "visi unseen"),
                "email", Set.of("guessed", "@secret.example", "g*ple"));
        List<String> searches = Stream.concat(
                        byUsername.stream(), byScope.values().stream().flatMap(Set::stream))
                .toList();

        byScope.forEach((scope, found) -> {
            DirectoryEndpoint directory = client("receives-" + scope, client -> {
                directory(client, "list");
                client.setDefaultClientScopes(List.of(scope));
            });
            for (String search : searches) {
                assertThat(directory.users("search", search).expect(200).json().path("users"))
                        .as(scope + ": " + search)
                        .hasSize(byUsername.contains(search) || found.contains(search) ? 1 : 0);
            }
        });
    }

    private static void leaveAsItIs(ClientRepresentation client) {}

    @ParameterizedTest
    @CsvSource({
        "users,  username=alice&email=alice@example.org",
        "users,  username=alice&username=bob",
        "users,  username=alice&max=1",
        "users,  username=alice&search=bob",
        "users,  username=",
        "users,  username=%20",
        "users,  email=",
        "users,  id=",
        "users,  search=",
        "users,  search=a+b+c+d+e+f+g+h+i+j+k",
        "users,  group=",
        "users,  max=0",
        "users,  max=501",
        "users,  max=-1",
        "users,  max=ten",
        "users,  max=99999999999",
        "users,  cursor=",
        "users,  cursor=x",
        "users,  cursor=eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA",
        "users,  name=staff",
        "users,  members=true",
        "users,  Username=alice",
        "users,  offset=1",
        "groups, id=x&name=staff",
        "groups, name=staff&search=x",
        "groups, name=",
        "groups, user=x&members=true",
        "groups, members=yes",
        "groups, members=",
        "groups, membersCursor=x",
        "groups, id=x&membersCursor=x",
        "groups, id=x&members=true&membersCursor=x",
        "groups, name=staff&members=true&membersCursor=x",
        "groups, username=alice",
        "groups, max=501",
        "groups, cursor=x"
    })
    void invalidParametersAreRejected(String endpoint, String query) {
        HttpResponse<String> response = send(endpoint, query);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("\"error\":\"invalid_request\"");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%00",
                "alice%00",
                "alice%0D%0AX-Injected:%20yes",
                "%25",
                "_",
                "a%25",
                "al_ce",
                "'%20or%20'1'='1",
                "f:",
                "f:x",
                "f:x:y",
                "f::y",
                "%F0%9F%91%A9",
                "%ED%A0%80",
                "~0",
                "~%3D",
                "//",
                "/staff",
                "!"
            })
    void hostileValuesFindNothing(String value) {
        for (String parameter : List.of(
                "users?username=",
                "users?email=",
                "users?id=",
                "users?group=",
                "groups?id=",
                "groups?name=",
                "groups?user=")) {
            for (String text : List.of(value, value + "x".repeat(1000))) {
                HttpResponse<String> response =
                        send(parameter.replaceFirst("\\?.*", ""), parameter.replaceFirst(".*\\?", "") + text);

                assertThat(response.statusCode())
                        .as(parameter + text + response.body())
                        .isIn(200, 400);
                assertThat(response.body()).doesNotContain("alice", "staff", "Exception");
            }
        }
        HttpResponse<String> search = send("users", "search=" + value);
        assertThat(search.statusCode()).as(search.body()).isIn(200, 400);
        assertThat(search.body()).doesNotContain("alice");
        assertThat(send("users", "username=" + "x".repeat(10_000)).statusCode()).isIn(400, 414);
    }

    @Test
    void aCursorIsOnlyValidForItsClientAndItsScan() {
        DirectoryEndpoint directory = DirectoryEndpoint.of(realm.getBaseUrl(), "ldap-bridge");
        DirectoryEndpoint another = client(
                "reads-too",
                ((Consumer<ClientRepresentation>) client -> directory(client, "list"))
                        .andThen(BridgeClients.withMapper(
                                GROUPS, Map.of("claim.name", "groups", "userinfo.token.claim", "true"))));
        String users = next(directory.users("max", "1"));
        String groups = next(directory.groups("max", "1"));
        String elsewhere =
                next(DirectoryEndpoint.of(other.getBaseUrl(), "ldap-bridge").users("max", "1"));

        assertThat(directory.users("cursor", users, "max", "7").status()).isEqualTo(200);
        assertThat(directory.groups("cursor", groups, "members", "true").status())
                .isEqualTo(200);
        for (Answer answer : List.of(
                another.users("cursor", users),
                another.groups("cursor", groups),
                directory.users("cursor", groups),
                directory.groups("cursor", users),
                directory.users("cursor", elsewhere),
                directory.users("cursor", users, "search", "a"),
                directory.users("cursor", users, "group", "x"),
                directory.groups("cursor", groups, "search", "a"),
                directory.groups(
                        "id",
                        realm.admin().getGroupByPath("/staff").getId(),
                        "members",
                        "true",
                        "membersCursor",
                        groups),
                directory.users("cursor", users.substring(0, users.length() - 2)),
                directory.users("cursor", users + "x"))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.description()).contains("ursor: not a valid cursor");
        }
    }

    @Test
    void usersAndGroupsOfAnotherRealmAreNotFound() {
        DirectoryEndpoint directory = DirectoryEndpoint.of(realm.getBaseUrl(), "ldap-bridge");
        DirectoryEndpoint elsewhere = DirectoryEndpoint.of(other.getBaseUrl(), "ldap-bridge");
        String userId = new TestUsers(other).create("stranger");
        String groupId = other.admin().getGroupByPath("/staff").getId();

        Map<String, String> queries =
                Map.of("id", userId, "username", "stranger", "email", "stranger@example.org", "search", "stranger");
        queries.forEach((parameter, value) -> {
            assertThat(elsewhere.users(parameter, value).expect(200).body())
                    .as(parameter)
                    .contains(userId);
            assertThat(directory.users(parameter, value).expect(200).body())
                    .as(parameter)
                    .isEqualTo("{\"users\":[]}");
        });
        assertThat(elsewhere.users("group", groupId).expect(200).body()).contains("alice");
        assertThat(directory.users("group", groupId).expect(200).body()).isEqualTo("{\"users\":[]}");
        assertThat(directory
                        .groups("id", groupId, "members", "true")
                        .expect(200)
                        .body())
                .isEqualTo("{\"groups\":[]}");
        assertThat(directory.groups("user", userId).expect(200).body()).isEqualTo("{\"groups\":[]}");
        assertThat(directory.users().expect(200).body()).doesNotContain("stranger");
    }

    @Test
    void aClientPolicyAgainstDirectGrantsClosesTheDirectory() throws Exception {
        realm.cleanup().add(r -> {
            r.clientPoliciesPoliciesResource().updatePolicies(new ClientPoliciesRepresentation());
            r.clientPoliciesProfilesResource().updateProfiles(new ClientProfilesRepresentation());
        });
        realm.admin()
                .clientPoliciesProfilesResource()
                .updateProfiles(JsonSerialization.mapper.readValue(
                        "{\"profiles\":[{\"name\":\"no ropc\",\"executors\":[{\"executor\":\"reject-ropc-grant\","
                                + "\"configuration\":{\"auto-configure\":\"false\"}}]}]}",
                        ClientProfilesRepresentation.class));
        realm.admin()
                .clientPoliciesPoliciesResource()
                .updatePolicies(JsonSerialization.mapper.readValue(
                        "{\"policies\":[{\"name\":\"all\",\"enabled\":true,\"profiles\":[\"no ropc\"],"
                                + "\"conditions\":[{\"condition\":\"any-client\",\"configuration\":{}}]}]}",
                        ClientPoliciesRepresentation.class));

        DirectoryEndpoint directory = DirectoryEndpoint.of(realm.getBaseUrl(), "ldap-bridge");

        assertThat(directory.users("username", "alice").status()).isEqualTo(403);
        assertThat(directory.groups("name", "staff").status()).isEqualTo(403);
    }

    @Test
    void aRealmThatRequiresHttpsOrIsDisabledIsClosed() {
        DirectoryEndpoint directory = DirectoryEndpoint.of(realm.getBaseUrl(), "ldap-bridge");

        realm.updateWithCleanup(settings -> settings.sslRequired("all"));
        assertThat(directory.users("username", "alice").expect(403).description())
                .isEqualTo("HTTPS required");
        assertThat(directory.groups().status()).isEqualTo(403);

        realm.updateWithCleanup(settings -> settings.sslRequired("external").enabled(false));
        assertThat(directory.users("username", "alice").status()).isEqualTo(403);
        assertThat(directory.groups().status()).isEqualTo(403);
    }

    @Test
    void onlyAFailedAuthenticationWritesAnEvent() {
        realm.admin().clearEvents();
        DirectoryEndpoint directory = DirectoryEndpoint.of(realm.getBaseUrl(), "ldap-bridge");

        directory.users("username", "alice").expect(200);
        directory.users().expect(200);
        directory.groups().expect(200);
        directory.users("max", "0").expect(400);
        assertThat(realm.admin().getEvents()).isEmpty();

        caller("a wrong secret").users().expect(400);
        assertThat(realm.admin().getEvents())
                .singleElement()
                .extracting(EventRepresentation::getType, EventRepresentation::getError)
                .containsExactly("CLIENT_LOGIN_ERROR", "invalid_client_credentials");
    }

    private DirectoryEndpoint caller(String who) {
        String id = "caller-" + who.replaceAll("[^a-zA-Z]", "-");
        return switch (who) {
            case "nobody" -> DirectoryEndpoint.anonymous(realm.getBaseUrl());
            case "a wrong secret" -> authorized(VerifyEndpoint.client("ldap-bridge", "a guess"));
            case "an empty secret" -> authorized(VerifyEndpoint.client("ldap-bridge", ""));
            case "an unknown client" -> authorized(VerifyEndpoint.client("unknown", "unknown-secret"));
            case "a user with the account password" -> authorized(Http.basic("alice", "alice-password"));
            case "a user's access token" -> authorized("Bearer " + userToken());
            case "an administrator's access token" ->
                authorized("Bearer " + keycloak.tokenManager().getAccessTokenString());
            case "the client's own access token" -> authorized("Bearer " + serviceToken(id));
            case "a client of another realm" -> {
                new BridgeClients(other).create("elsewhere", client -> directory(client, "list"));
                yield authorized(VerifyEndpoint.client("elsewhere", "elsewhere-secret"));
            }
            case "a disabled client" ->
                client(id, client -> {
                    directory(client, "list");
                    client.setEnabled(false);
                });
            case "a public client" ->
                client(id, client -> {
                    directory(client, "list");
                    client.setPublicClient(true);
                });
            case "no direct grants" ->
                client(id, client -> {
                    directory(client, "list");
                    client.setDirectAccessGrantsEnabled(false);
                });
            case "another flow" ->
                client(id, client -> {
                    directory(client, "list");
                    client.setAuthenticationFlowBindingOverrides(Map.of());
                });
            case "a client that asks for consent" ->
                client(id, client -> {
                    directory(client, "list");
                    client.setConsentRequired(true);
                });
            case "no attribute" -> client(id, DirectoryRejectionIT::leaveAsItIs);
            case "attribute none" -> client(id, client -> directory(client, "none"));
            case "attribute LIST" -> client(id, client -> directory(client, "LIST"));
            case "attribute true" -> client(id, client -> directory(client, "true"));
            case "attribute list and a space" -> client(id, client -> directory(client, "list "));
            case "lookup lists" ->
                client(
                        id,
                        ((Consumer<ClientRepresentation>) client -> directory(client, "lookup"))
                                .andThen(BridgeClients.withMapper(
                                        GROUPS, Map.of("claim.name", "groups", "userinfo.token.claim", "true"))));
            default -> throw new IllegalArgumentException(who);
        };
    }

    private String userToken() {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        return console.accessToken(
                SignIn.complete(new Browser().open(console.signIn()), new Person("alice", "alice-password")));
    }

    private String serviceToken(String clientId) {
        client(clientId, client -> {
            directory(client, "list");
            client.setServiceAccountsEnabled(true);
        });
        return new TokenEndpoint(realm.getBaseUrl())
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                clientId,
                                "client_secret",
                                clientId + "-secret"),
                        Map.of())
                .expect(200)
                .accessToken();
    }

    private DirectoryEndpoint authorized(String authorization) {
        return DirectoryEndpoint.with(realm.getBaseUrl(), authorization);
    }

    private DirectoryEndpoint client(String clientId, Consumer<ClientRepresentation> change) {
        String id = new BridgeClients(realm)
                .create(clientId, change)
                .toRepresentation()
                .getId();
        realm.cleanup().add(r -> r.clients().get(id).remove());
        return DirectoryEndpoint.of(realm.getBaseUrl(), clientId);
    }

    private static void directory(ClientRepresentation client, String value) {
        Map<String, String> attributes = new HashMap<>(client.getAttributes());
        attributes.put("app-passwords.directory", value);
        client.setAttributes(attributes);
    }

    private static String next(Answer answer) {
        return answer.expect(200).json().path("next").asText();
    }

    private HttpResponse<String> send(String endpoint, String query) {
        return Http.send(HttpRequest.newBuilder(
                        URI.create(realm.getBaseUrl() + "/app-passwords/directory/" + endpoint + "?" + query))
                .header("Authorization", VerifyEndpoint.client("ldap-bridge", "ldap-bridge-secret")));
    }
}
