package org.apppasswords.keycloak.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.bridges.Directory;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.DirectoryEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;

/** Users of a directory (federation) in the directory for bridges. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DirectoryFederationIT {

    @InjectRealm(config = DemoRealm.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    private Directory ldap;
    private DirectoryEndpoint directory;

    @BeforeEach
    void startDirectory() {
        ldap = Directory.of(
                Stream.concat(Stream.of("dora", "emil"), IntStream.range(0, 7).mapToObj(number -> "mail-" + number))
                        .toArray(String[]::new));
        directory = DirectoryEndpoint.of(realm.getBaseUrl(), "ldap-bridge");
    }

    @AfterEach
    void stopDirectory() {
        ldap.close();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void usersAreFoundExactlyAndBySearchButNotImportedByAWalk(String imported, String pagination) {
        ldap.joinTo(realm, Map.of("importEnabled", imported, "pagination", pagination));

        JsonNode dora = directory
                .users("username", "Dora")
                .expect(200)
                .json()
                .path("users")
                .path(0);

        assertThat(dora.path("username").asText()).isEqualTo("dora");
        assertThat(dora.path("claims").path("preferred_username").asText()).isEqualTo("dora");
        assertThat(directory
                        .users("email", "dora@example.org")
                        .json()
                        .path("users")
                        .path(0))
                .isEqualTo(dora);
        assertThat(directory
                        .users("id", dora.path("id").asText())
                        .json()
                        .path("users")
                        .path(0))
                .isEqualTo(dora);
        // A walk lists whom Keycloak has stored.
        assertThat(names(directory.allUsers("max", "2")))
                .isEqualTo(imported.equals("true") ? List.of("alice", "bob", "dora") : List.of("alice", "bob"));
        for (String max : List.of("1", "3", "100")) {
            assertThat(names(directory.allUsers("search", "mail-", "max", max)))
                    .as(max)
                    .containsExactly("mail-0", "mail-1", "mail-2", "mail-3", "mail-4", "mail-5", "mail-6");
        }
        assertThat(names(directory.allUsers("search", "ali"))).containsExactly("alice");
        assertThat(names(directory.allUsers())).doesNotContain("emil");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void anUnknownUserIsNotReportedAsMissingWhileTheDirectoryIsDown(String imported, String pagination) {
        ldap.joinTo(realm, Map.of("importEnabled", imported, "cachePolicy", "NO_CACHE", "pagination", pagination));
        String id = directory
                .users("username", "dora")
                .expect(200)
                .json()
                .path("users")
                .path(0)
                .path("id")
                .asText();
        ldap.stop();

        for (Answer answer : List.of(
                directory.users("username", "dora"),
                directory.users("username", "emil"),
                directory.users("email", "emil@example.org"),
                directory.users("id", id),
                directory.groups("user", id),
                directory.users("search", "emil"))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            assertThat(answer.error()).isEqualTo("temporarily_unavailable");
        }
        assertThat(names(directory.allUsers())).contains("alice", "bob");
        assertThat(directory.users("username", "alice").expect(200).json().path("users"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aSearchDoesNotRevealWhatTheClientDoesNotReceive(String imported) {
        ldap.joinTo(realm, Map.of("importEnabled", imported));
        ClientResource client = new BridgeClients(realm).get("ldap-bridge");
        client.getDefaultClientScopes().stream()
                .filter(scope -> scope.getName().equals("email"))
                .forEach(scope -> {
                    client.removeDefaultClientScope(scope.getId());
                    realm.cleanup().add(r -> client.addDefaultClientScope(scope.getId()));
                });

        assertThat(names(directory.allUsers("search", "emil"))).containsExactly("emil");
        assertThat(names(directory.allUsers("search", "em*l"))).containsExactly("emil");
        assertThat(names(directory.allUsers("search", "emil@example.org"))).isEmpty();
        assertThat(names(directory.allUsers("search", "emil@example.org", "max", "1")))
                .isEmpty();
    }

    private static List<String> names(List<JsonNode> users) {
        return users.stream()
                .map(user -> user.path("username").asText())
                .sorted()
                .toList();
    }
}
