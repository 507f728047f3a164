package org.apppasswords.keycloak.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.DirectoryEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;

/** The groups of a realm, as a bridge reads them: names, trees and members. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DirectoryGroupsIT {

    @InjectRealm(config = DemoRealm.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    private DirectoryEndpoint directory;

    @BeforeEach
    void setUp() {
        directory = DirectoryEndpoint.of(realm.getBaseUrl(), "ldap-bridge");
    }

    @Test
    void noTwoGroupsHaveTheSameNameWhateverAdministratorsCallThem() {
        String slash = add("a/b", null);
        String a = add("a", null);
        String b = add("b", a);
        String other = add("b", null);
        String tilde = add("~=" + b, null);
        String percent = add("100% _ *", null);

        List<JsonNode> groups = directory.allGroups("max", "3");

        assertThat(groups).hasSize(8);
        assertThat(nameOf(slash)).isEqualTo("a~1b");
        assertThat(nameOf(a)).isEqualTo("a");
        assertThat(nameOf(b)).isEqualTo("a/b");
        assertThat(nameOf(other)).isEqualTo("b");
        assertThat(nameOf(tilde)).isEqualTo("~0=" + b);
        assertThat(nameOf(percent)).isEqualTo("100% _ *");
        assertEachNameLeadsToItsOwnGroup(groups);
        // Neither Keycloak's path nor a name that several groups have is a unique name.
        assertNoGroupIsCalled("/a", "a/b/", "a//b", "A~1", "~=" + b, "x~=" + b);
        assertThat(directory.allGroups("search", "100% _")).hasSize(1);
        assertThat(directory.allGroups("search", "_").stream().map(DirectoryGroupsIT::name))
                .containsExactly("100% _ *");
    }

    @ParameterizedTest
    @CsvSource({"mail users, 'mail  users'", "crew, ' crew'", "admins, admİns", "πασ, ΠΑΣ"})
    void programsOfLdapCanTellAGroupFromOneWithASimilarName(String name, String similar) {
        String group = add(name, null);
        String imitation = add(similar, add("delegated", null));

        assertThat(asLdapCompares(nameOf(imitation))).isNotEqualTo(asLdapCompares(nameOf(group)));
        assertThat(nameOf(imitation)).startsWith("delegated/" + similar);
        for (String id : List.of(group, imitation)) {
            assertThat(directory
                            .groups("name", nameOf(id))
                            .expect(200)
                            .json()
                            .at("/groups/0/id")
                            .asText())
                    .isEqualTo(id);
        }
    }

    /** Without regard to case, character by character, to spaces at the ends, and to their number. */
    private static String asLdapCompares(String name) {
        String lowerCase = name.codePoints()
                .map(Character::toLowerCase)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        return lowerCase.strip().replaceAll(" +", " ");
    }

    /** With MariaDB, Keycloak rejects a second group whose name differs only in case. */
    @Test
    @DisabledIfSystemProperty(named = "suite.database", matches = "mariadb")
    void groupsWhoseNamesDifferOnlyInCaseAreNamedByTheirIds() {
        String upper = add("Sales", null);
        String lower = add("sales", null);
        String inUpper = add("team", upper);
        String inLower = add("team", lower);

        List<JsonNode> groups = directory.allGroups("max", "3");

        assertThat(groups).hasSize(6);
        assertThat(nameOf(upper)).isEqualTo("Sales~=" + upper);
        assertThat(nameOf(lower)).isEqualTo("sales~=" + lower);
        assertThat(nameOf(inUpper)).isEqualTo("Sales/team~=" + inUpper);
        assertThat(nameOf(inLower)).isEqualTo("sales/team~=" + inLower);
        assertEachNameLeadsToItsOwnGroup(groups);
        assertNoGroupIsCalled("Sales", "team", "sales/team");
    }

    private void assertEachNameLeadsToItsOwnGroup(List<JsonNode> groups) {
        assertThat(groups.stream().map(group -> name(group).toLowerCase(Locale.ROOT)))
                .doesNotHaveDuplicates();
        for (JsonNode group : groups) {
            for (String name : List.of(name(group), name(group).toUpperCase(Locale.ROOT))) {
                assertThat(directory.groups("name", name).expect(200).json().path("groups"))
                        .containsExactly(group);
            }
        }
    }

    private void assertNoGroupIsCalled(String... names) {
        for (String name : names) {
            assertThat(directory.groups("name", name).expect(200).json().path("groups"))
                    .as(name)
                    .isEmpty();
        }
    }

    @Test
    void aDeepTreeIsReadFromTheBottom() {
        List<String> ids = new ArrayList<>(List.of(add("level 0", null)));
        for (int level = 1; level < 30; level++) {
            ids.add(add("level " + level, ids.get(level - 1)));
        }
        String alice = userId("alice");
        realm.admin().users().get(alice).joinGroup(ids.get(29));

        JsonNode user =
                directory.users("id", alice).expect(200).json().path("users").path(0);

        assertThat(texts(user.path("groups"))).hasSize(31).containsAll(ids);
        assertThat(texts(user.path("claims").path("groups")))
                .anyMatch(path -> path.startsWith("/level 0/level 1/") && path.endsWith("/level 29"));
        assertThat(directory.allGroups("user", alice, "max", "7")).hasSize(31);
        assertThat(directory.allUsers("group", ids.get(0))).hasSize(1);
        assertThat(texts(groupWithMembers(ids.get(0)).path("members"))).isEmpty();
        assertThat(texts(groupWithMembers(ids.get(29)).path("members"))).containsExactly(alice);
    }

    @Test
    void manyMembersArriveInSeveralAnswers() {
        String empty = add("empty", null);
        String full = add("full", null);
        String after = add("later", null);
        PartialImportRepresentation users = new PartialImportRepresentation();
        users.setIfResourceExists("FAIL");
        users.setUsers(IntStream.range(0, 1100)
                .mapToObj(number -> {
                    UserRepresentation user = TestUsers.representation("member-" + number);
                    user.setEnabled(number % 100 != 0);
                    user.setGroups(List.of("/full", "/later"));
                    return user;
                })
                .toList());
        realm.admin().partialImport(users).close();

        List<String> members = new ArrayList<>();
        JsonNode group = groupWithMembers(full);
        texts(group.path("members")).forEach(members::add);
        while (group.has("membersNext")) {
            group = directory
                    .groups(
                            "id",
                            full,
                            "members",
                            "true",
                            "membersCursor",
                            group.path("membersNext").asText())
                    .expect(200)
                    .json()
                    .path("groups")
                    .path(0);
            texts(group.path("members")).forEach(members::add);
        }

        assertThat(members).hasSize(1089).doesNotHaveDuplicates();
        assertThat(directory.allUsers("group", full, "max", "500").stream()
                        .map(user -> user.path("id").asText()))
                .containsExactlyInAnyOrderElementsOf(members);
        assertThat(texts(groupWithMembers(empty).path("members"))).isEmpty();
        List<JsonNode> all = directory.allGroups("members", "true");
        assertThat(all.stream().map(DirectoryGroupsIT::name))
                .containsExactlyInAnyOrder("staff", "admins", "empty", "full", "later");
        assertThat(all)
                .filteredOn(each -> each.path("id").asText().equals(after))
                .hasSize(1);
    }

    @Test
    void anEmptyRealmHasEmptyAnswers() {
        realm.admin()
                .users()
                .list()
                .forEach(user -> realm.admin().users().get(user.getId()).remove());
        realm.admin()
                .groups()
                .groups()
                .forEach(group -> realm.admin().groups().group(group.getId()).remove());

        for (String members : List.of("true", "false")) {
            assertThat(directory.groups("members", members).expect(200).body()).isEqualTo("{\"groups\":[]}");
        }
        assertThat(directory.users().expect(200).body()).isEqualTo("{\"users\":[]}");
        assertThat(directory.users("username", "alice").expect(200).body()).isEqualTo("{\"users\":[]}");
        assertThat(directory.users("group", "gone").expect(200).body()).isEqualTo("{\"users\":[]}");
        assertThat(directory.groups("id", "gone").expect(200).body()).isEqualTo("{\"groups\":[]}");
        assertThat(directory.groups("user", "gone").expect(200).body()).isEqualTo("{\"groups\":[]}");
    }

    private String add(String name, String parentId) {
        GroupRepresentation group = new GroupRepresentation();
        group.setName(name);
        return Created.id(
                parentId == null
                        ? realm.admin().groups().add(group)
                        : realm.admin().groups().group(parentId).subGroup(group));
    }

    private JsonNode groupWithMembers(String id) {
        return directory
                .groups("id", id, "members", "true")
                .expect(200)
                .json()
                .path("groups")
                .path(0);
    }

    private String nameOf(String id) {
        return name(directory.groups("id", id).expect(200).json().path("groups").path(0));
    }

    private String userId(String username) {
        return realm.admin().users().searchByUsername(username, true).get(0).getId();
    }

    private static String name(JsonNode group) {
        return group.path("name").asText();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
