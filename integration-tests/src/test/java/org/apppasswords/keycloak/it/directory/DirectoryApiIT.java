package org.apppasswords.keycloak.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.DirectoryEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;

/** What a bridge reads of the users and groups of a realm. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DirectoryApiIT {

    @InjectRealm(config = DemoRealm.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    private DirectoryEndpoint directory;
    private TestUsers users;

    @BeforeEach
    void setUp() {
        directory = DirectoryEndpoint.of(realm.getBaseUrl(), "ldap-bridge");
        users = new TestUsers(realm);
    }

    @Test
    void looksUpAUserByNameAddressOrId() {
        JsonNode bob = directory.users("username", "BOB").expect(200).json();

        assertThat(bob.path("users")).singleElement().satisfies(user -> {
            assertThat(user.path("username").asText()).isEqualTo("bob");
            assertThat(user.path("emailVerified").asBoolean()).isTrue();
            assertThat(user.path("createdAt").asLong()).isPositive();
            assertThat(user.path("claims").path("sub")).isEqualTo(user.path("id"));
            assertThat(user.path("claims").path("preferred_username").asText()).isEqualTo("bob");
            assertThat(user.path("claims").path("name").asText()).isEqualTo("Bob Baker");
            assertThat(user.path("claims").path("email").asText()).isEqualTo("bob@example.org");
            assertThat(texts(user.path("claims").path("groups"))).containsExactlyInAnyOrder("/staff", "/staff/admins");
            assertThat(texts(user.path("groups"))).containsExactlyInAnyOrder(groupId("staff"), groupId("staff/admins"));
        });
        assertThat(bob.has("next")).isFalse();
        assertThat(directory.users("email", "Bob@Example.org").json()).isEqualTo(bob);
        assertThat(directory
                        .users("id", bob.path("users").path(0).path("id").asText())
                        .json())
                .isEqualTo(bob);
    }

    @Test
    void listsEachUserOnceWhateverThePageSize() {
        for (int number = 0; number < 7; number++) {
            users.create("user-" + number);
        }
        UserRepresentation disabled = TestUsers.representation("disabled");
        disabled.setEnabled(false);
        users.create(disabled);

        for (String max : List.of("1", "2", "3", "500")) {
            assertThat(names(directory.allUsers("max", max), "username"))
                    .as(max)
                    .containsExactlyInAnyOrder(
                            "alice", "bob", "user-0", "user-1", "user-2", "user-3", "user-4", "user-5", "user-6");
        }
        assertThat(names(directory.allUsers("search", "ER-3"), "username")).containsExactly("user-3");
        assertThat(names(directory.allUsers("group", groupId("staff")), "username"))
                .containsExactlyInAnyOrder("alice", "bob");
        assertThat(names(directory.allUsers("group", groupId("staff/admins")), "username"))
                .containsExactly("bob");
    }

    @Test
    void returnsWhatTheClientsMappersPutIntoUserinfoAndNothingElse() {
        String alice = userId("alice");
        BridgeClients clients = new BridgeClients(realm);
        clients.create("bare", client -> {
            open(client);
            client.setProtocolMappers(List.of());
            client.setDefaultClientScopes(List.of("basic"));
        });
        clients.create(
                "telephone",
                ((Consumer<ClientRepresentation>) DirectoryApiIT::open)
                        .andThen(BridgeClients.withMapper(
                                "oidc-usermodel-attribute-mapper",
                                Map.of(
                                        "user.attribute",
                                        "firstName",
                                        "claim.name",
                                        "called",
                                        "jsonType.label",
                                        "String",
                                        "userinfo.token.claim",
                                        "true")))
                        .andThen(BridgeClients.withMapper(
                                "oidc-hardcoded-claim-mapper",
                                Map.of(
                                        "claim.name",
                                        "only_in_tokens",
                                        "claim.value",
                                        "secret",
                                        "jsonType.label",
                                        "String",
                                        "access.token.claim",
                                        "true",
                                        "userinfo.token.claim",
                                        "false"))));

        JsonNode bare = claims("bare", alice);
        JsonNode more = claims("telephone", alice);

        assertThat(bare.toString()).isEqualTo("{\"sub\":\"" + alice + "\"}");
        assertThat(more.path("called").asText()).isEqualTo("Alice");
        assertThat(more.has("only_in_tokens")).isFalse();
        assertThat(more.has("groups")).isFalse();
        assertThat(more.path("email").asText()).isEqualTo("alice@example.org");
    }

    @Test
    void aUserWhoMayNotUseTheServiceIsNowhere() {
        String bob = userId("bob");
        String staff = groupId("staff");
        new BridgeClients(realm).create("robot", client -> client.setServiceAccountsEnabled(true));
        String robot = realm.admin()
                .clients()
                .get(new BridgeClients(realm).internalId("robot"))
                .getServiceAccountUser()
                .getId();
        realm.admin().users().get(robot).joinGroup(staff);
        UserRepresentation disabled = realm.admin().users().get(bob).toRepresentation();
        disabled.setEnabled(false);
        realm.admin().users().get(bob).update(disabled);

        for (String id : List.of(bob, robot)) {
            assertThat(directory.users("id", id).expect(200).json().path("users"))
                    .isEmpty();
            assertThat(directory.groups("user", id).expect(200).json().path("groups"))
                    .isEmpty();
        }
        for (String username : List.of("bob", "service-account-robot")) {
            assertThat(directory.users("username", username).expect(200).json().path("users"))
                    .isEmpty();
            assertThat(directory.allUsers("search", username)).isEmpty();
        }
        assertThat(directory
                        .users("email", "bob@example.org")
                        .expect(200)
                        .json()
                        .path("users"))
                .isEmpty();
        assertThat(names(directory.allUsers(), "username")).containsExactly("alice");
        assertThat(names(directory.allUsers("group", staff), "username")).containsExactly("alice");
        assertThat(texts(group("staff").path("members"))).containsExactly(userId("alice"));
        assertThat(texts(group("admins").path("members"))).isEmpty();
    }

    @Test
    void usersWhoShareAnAddressAreAllFoundByIt() {
        RealmRepresentation settings = realm.admin().toRepresentation();
        settings.setLoginWithEmailAllowed(false);
        settings.setDuplicateEmailsAllowed(true);
        realm.admin().update(settings);
        UserRepresentation twin = TestUsers.representation("twin");
        twin.setEmail("alice@example.org");
        users.create(twin);

        assertThat(directory
                        .users("email", "ALICE@example.org")
                        .expect(200)
                        .json()
                        .path("users"))
                .extracting(user -> user.path("username").asText())
                .containsExactlyInAnyOrder("alice", "twin");
    }

    @Test
    void namesGroupsTheirParentsChildrenAndMembers() {
        List<JsonNode> groups = directory.allGroups("members", "true", "max", "1");

        assertThat(names(groups, "name")).containsExactlyInAnyOrder("staff", "admins");
        JsonNode staff = group("staff");
        JsonNode admins = group("admins");
        assertThat(staff.path("path").asText()).isEqualTo("/staff");
        assertThat(staff.has("parentId")).isFalse();
        assertThat(texts(staff.path("children")))
                .containsExactly(admins.path("id").asText());
        assertThat(texts(staff.path("members"))).containsExactlyInAnyOrder(userId("alice"), userId("bob"));
        assertThat(admins.path("path").asText()).isEqualTo("/staff/admins");
        assertThat(admins.path("parentId")).isEqualTo(staff.path("id"));
        assertThat(texts(admins.path("members"))).containsExactly(userId("bob"));
        assertThat(names(directory.allGroups("user", userId("bob")), "name"))
                .containsExactlyInAnyOrder("staff", "admins");
        assertThat(names(directory.allGroups("user", userId("alice")), "name")).containsExactly("staff");
        assertThat(names(directory.allGroups("search", "DMI"), "name")).containsExactly("admins");
    }

    private static void open(ClientRepresentation client) {
        client.getAttributes().put("app-passwords.directory", "list");
    }

    private JsonNode claims(String clientId, String userId) {
        return DirectoryEndpoint.of(realm.getBaseUrl(), clientId)
                .users("id", userId)
                .expect(200)
                .json()
                .path("users")
                .path(0)
                .path("claims");
    }

    private JsonNode group(String name) {
        return directory
                .groups("name", name, "members", "true")
                .expect(200)
                .json()
                .path("groups")
                .path(0);
    }

    private String groupId(String path) {
        return realm.admin().getGroupByPath("/" + path).getId();
    }

    private String userId(String username) {
        return realm.admin().users().searchByUsername(username, true).get(0).getId();
    }

    private static List<String> names(List<JsonNode> objects, String field) {
        return objects.stream().map(object -> object.path(field).asText()).toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
