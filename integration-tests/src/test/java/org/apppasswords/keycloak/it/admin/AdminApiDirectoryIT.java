package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.bridges.Directory;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.RevocationAdminEvents;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/** Administrators and the app passwords of users who exist in a directory but not in Keycloak. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class AdminApiDirectoryIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;
    private AdminApi api;
    private Directory directory;

    @TestSetup
    public void createAdministrator() {
        Administrators administrators = new Administrators(realm);
        administrators.createTheirProgram();
        administrators.create("administrator", "manage-users");
    }

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        api = new Administrators(realm).api("administrator");
        directory = Directory.of("carol", "dave");
        directory.joinTo(realm);
    }

    @AfterEach
    void stopDirectory() {
        directory.close();
    }

    @Test
    void appPasswordsOfDirectoryUsersAreListedAndRevoked() {
        String local = users.create("local", SeededAppPassword.of(SECRET));
        String carol = seed("carol", SeededAppPassword.of(SECRET).named("Phone"));
        String dave = seed("dave", SeededAppPassword.of(SECRET), SeededAppPassword.of("b".repeat(24)));
        assertThat(carol).startsWith("f:");

        List<JsonNode> all = api.wholeInventory(Map.of("max", "1"));

        assertThat(all)
                .extracting(item -> item.path("userId").asText())
                .containsExactlyInAnyOrder(local, carol, dave, dave)
                .startsWith(local);
        assertThat(all).extracting(item -> item.path("username").asText()).contains("carol", "dave");
        assertThat(api.wholeInventory(Map.of("user", carol))).hasSize(1);
        String id = all.stream()
                .filter(item -> item.path("userId").asText().equals(carol))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        api.revoke(carol, id).expect(204);
        api.revoke(carol, id).expect(404);
        assertThat(api.list(carol).expect(200).json().path("appPasswords")).isEmpty();
        assertThat(new RevocationAdminEvents(realm).of(carol)).hasSize(1);
        assertThat(new TokenEndpoint(realm.getBaseUrl())
                        .directGrant("dovecot", "carol", SECRET)
                        .status())
                .isEqualTo(400);
        assertThat(api.revokeAll(dave).expect(200).json().path("revoked").asInt())
                .isEqualTo(2);
    }

    @Test
    void aFailureForOneUserDoesNotStopTheOthers() {
        String first = users.create("before", SeededAppPassword.of(SECRET).createdAt(1));
        String carol = seed("carol", SeededAppPassword.of(SECRET).createdAt(1));
        seed(
                "dave",
                SeededAppPassword.of(SECRET).createdAt(1),
                SeededAppPassword.of("b".repeat(24)).createdAt(1));

        directory.stop();

        assertThat(api.revokeMany("{\"unusedSince\":2}").expect(200).json().toString())
                .isEqualTo("{\"revoked\":1,\"failed\":3,\"skipped\":0,\"next\":null}");
        assertThat(users.appPasswords(first)).isEmpty();
        assertThat(api.wholeInventory(Map.of("user", carol)))
                .singleElement()
                .satisfies(item -> assertThat(item.path("username").isNull()).isTrue());

        directory.restart();

        assertThat(api.revokeMany("{\"unusedSince\":2}").expect(200).json().toString())
                .isEqualTo("{\"revoked\":3,\"failed\":0,\"skipped\":0,\"next\":null}");
        assertThat(api.wholeInventory(Map.of("user", carol))).isEmpty();
    }

    /** Whether a user is a device is an attribute, which is in the directory here. */
    @Test
    void aRevocationOfDevicesCountsUsersOfWhomThisIsUnknown() {
        users.create("no-device", SeededAppPassword.of(SECRET).createdAt(1));
        seed("carol", SeededAppPassword.of(SECRET).createdAt(1));

        directory.stop();
        assertThat(revoked(true)).isEqualTo("{\"revoked\":0,\"failed\":1,\"skipped\":0,\"next\":null}");
        assertThat(revoked(false)).isEqualTo("{\"revoked\":1,\"failed\":1,\"skipped\":0,\"next\":null}");

        directory.restart();
        assertThat(revoked(true)).isEqualTo("{\"revoked\":0,\"failed\":0,\"skipped\":0,\"next\":null}");
        assertThat(revoked(false)).isEqualTo("{\"revoked\":1,\"failed\":0,\"skipped\":0,\"next\":null}");
    }

    private String revoked(boolean device) {
        return api.revokeMany("{\"unusedSince\":2,\"device\":" + device + "}")
                .expect(200)
                .json()
                .toString();
    }

    /** Adds it with an update of the user, as an administrator can. */
    private String seed(String username, SeededAppPassword... appPasswords) {
        UserRepresentation user =
                realm.admin().users().searchByUsername(username, true).get(0);
        UserRepresentation update = realm.admin().users().get(user.getId()).toRepresentation();
        update.setCredentials(java.util.Arrays.stream(appPasswords)
                .map(SeededAppPassword::toRepresentation)
                .toList());
        realm.admin().users().get(user.getId()).update(update);
        assertThat(users.appPasswords(user.getId())).hasSize(appPasswords.length);
        return user.getId();
    }
}
