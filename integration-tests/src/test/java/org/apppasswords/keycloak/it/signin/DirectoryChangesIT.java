package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.bridges.Directory;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.DocumentedCommands;
import org.apppasswords.keycloak.it.support.server.Kcadm;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** What happens to the app passwords of a user whose directory entry is renamed, or hidden for a moment. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DirectoryChangesIT {

    private static final String FILTER = "(employeeType=staff)";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private Directory directory;

    @BeforeEach
    void startDirectory() {
        directory = Directory.of("dora");
        new RealmPolicy(realm).set(Map.of("require-second-factor", "false"));
    }

    @AfterEach
    void stopDirectory() {
        directory.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE"})
    void anImportedUserKeepsThemAfterARename(String editMode) {
        join(Map.of("editMode", editMode));
        List<String> secrets = create("dora");
        String userId = userId("dora");
        ServerLog log = ServerLog.fromHere();

        directory.rename("dora", "theodora");
        realm.admin().clearUserCache();

        assertThat(secrets)
                .allSatisfy(secret -> assertThat(signIn("theodora", secret)).isEqualTo(200));
        assertThat(userId("theodora")).isEqualTo(userId);
        assertThat(secrets)
                .allSatisfy(secret -> assertThat(signIn("dora", secret)).isEqualTo(400));
        assertThat(log.text()).doesNotContain("are lost");
    }

    /** Without import, Keycloak's ID of the user contains the name. */
    @Test
    void withoutImportTheyBelongToTheNameAndAreBackWithIt() {
        join(Map.of("importEnabled", "false"));
        List<String> secrets = create("dora");

        directory.rename("dora", "theodora");
        realm.admin().clearUserCache();

        for (String name : List.of("dora", "theodora")) {
            assertThat(secrets)
                    .allSatisfy(
                            secret -> assertThat(signIn(name, secret)).as(name).isEqualTo(400));
        }
        assertThat(api("theodora").list().expect(200).json().path("appPasswords"))
                .isEmpty();
        directory.rename("theodora", "dora");
        realm.admin().clearUserCache();
        assertThat(secrets)
                .allSatisfy(secret -> assertThat(signIn("dora", secret)).isEqualTo(200));
    }

    /** The name must not be the entry's ID: a rename then looks like another person. */
    @Test
    void whereTheNameIsTheEntrysIdARenameLosesThemAndTheLogNamesTheUser() {
        join(Map.of("uuidLDAPAttribute", "uid"));
        List<String> secrets = create("dora");
        String userId = userId("dora");
        ServerLog log = ServerLog.fromHere();

        directory.rename("dora", "theodora");
        realm.admin().clearUserCache();

        assertThat(secrets)
                .allSatisfy(secret -> assertThat(signIn("dora", secret)).isEqualTo(400));
        assertThat(secrets)
                .allSatisfy(secret -> assertThat(signIn("theodora", secret)).isEqualTo(400));
        assertLost(log, userId, secrets);
    }

    @ParameterizedTest
    @CsvSource({"true, true, true", "true, false, false", "false, true, false"})
    void anEntryThatIsHiddenForAMoment(boolean imported, boolean removed, boolean lost) {
        join(Map.of(
                "importEnabled",
                String.valueOf(imported),
                "removeInvalidUsersEnabled",
                String.valueOf(removed),
                "customUserSearchFilter",
                FILTER));
        List<String> secrets = create("dora");
        String userId = userId("dora");
        ServerLog log = ServerLog.fromHere();

        directory.set("dora", "employeeType", "on leave");
        realm.admin().clearUserCache();

        assertThat(secrets)
                .allSatisfy(secret -> assertThat(signIn("dora", secret)).isEqualTo(400));
        directory.set("dora", "employeeType", "staff");
        realm.admin().clearUserCache();
        assertThat(secrets)
                .allSatisfy(secret -> assertThat(signIn("dora", secret)).isEqualTo(lost ? 400 : 200));
        if (lost) {
            assertLost(log, userId, secrets);
        } else {
            assertThat(userId("dora")).isEqualTo(userId);
            assertThat(log.text()).doesNotContain("are lost");
        }
    }

    /** With a cached user, Keycloak does not ask the directory. */
    @Test
    void aCachedUserIsNotAffected() {
        join(Map.of("customUserSearchFilter", FILTER));
        List<String> secrets = create("dora");
        AppPasswordsApi api = api("dora");
        // The first use is recorded, which removes the user from the cache. If another transaction prevents that, the
        // next sign-in records it.
        Waiting.until("both uses are recorded", () -> {
            assertThat(secrets)
                    .allSatisfy(secret -> assertThat(signIn("dora", secret)).isEqualTo(200));
            return api.list().expect(200).json().path("appPasswords").findValues("lastUsedAt").stream()
                            .filter(JsonNode::isIntegralNumber)
                            .count()
                    == secrets.size();
        });
        assertThat(signIn("dora", secrets.get(0))).isEqualTo(200);

        directory.set("dora", "employeeType", "on leave");

        assertThat(signIn("dora", secrets.get(0))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theCommandsForAPersonWhoLeavesDeleteThem(boolean imported, @TempDir Path folder) {
        join(Map.of("importEnabled", String.valueOf(imported)));
        List<String> secrets = create("dora");
        Kcadm kcadm = new Kcadm(folder);

        DocumentedCommands.read("operations.md", "person-leaves")
                .replacing(Map.of("REALM", realm.getName(), "NAME", "dora"))
                .run(script -> kcadm.run(script, Map.of()));

        assertThat(secrets)
                .allSatisfy(secret -> assertThat(signIn("dora", secret)).isEqualTo(400));
        directory.recreate("dora");
        realm.admin().clearUserCache();
        // The first request removes the predecessor in another transaction. In MariaDB, its own one still reads the
        // predecessor's e-mail address, so that Keycloak does not import the new person.
        signIn("dora", secrets.get(0));
        assertThat(api("dora").list().expect(200).json().path("appPasswords")).isEmpty();
    }

    @Test
    void aUserWithoutAppPasswordsOrDeletedByAnAdministratorIsNotReported() {
        join(Map.of("customUserSearchFilter", FILTER));
        String first = userId("dora");
        ServerLog log = ServerLog.fromHere();
        directory.set("dora", "employeeType", "on leave");
        realm.admin().clearUserCache();
        assertThat(realm.admin().users().searchByUsername("dora", true)).isEmpty();
        directory.set("dora", "employeeType", "staff");
        create("dora");
        assertThat(userId("dora")).isNotEqualTo(first);

        realm.admin().users().get(userId("dora")).remove();

        assertThat(log.text()).doesNotContain("are lost");
    }

    private void join(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("removeInvalidUsersEnabled", "true"));
        all.putAll(settings);
        directory.joinTo(realm, all);
    }

    private List<String> create(String username) {
        AppPasswordsApi api = api(username);
        return List.of("Phone", "Laptop").stream()
                .map(name -> api.create("{\"name\":\"" + name + "\"}")
                        .expect(201)
                        .json()
                        .path("password")
                        .asText())
                .toList();
    }

    private AppPasswordsApi api(String username) {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        return AppPasswordsApi.with(
                realm.getBaseUrl(),
                console.accessToken(SignIn.complete(
                        new Browser().open(console.signIn()), new Person(username, TestUsers.PASSWORD))));
    }

    private int signIn(String username, String password) {
        return new TokenEndpoint(realm.getBaseUrl())
                .directGrant("dovecot", username, password)
                .status();
    }

    private String userId(String username) {
        List<UserRepresentation> found = realm.admin().users().searchByUsername(username, true);
        assertThat(found).as(username).hasSize(1);
        return found.get(0).getId();
    }

    private static String documentedWarning(String userId) {
        return DocumentedBlock.fill(
                        DocumentedBlock.read("operations.md", "lost-app-passwords"),
                        Map.of("REALM", "demo", "NAME", "dora", "(ID)", "(" + userId + ")", "DIRECTORY", "directory"))
                .strip();
    }

    private static void assertLost(ServerLog log, String userId, List<String> secrets) {
        assertThat(log.text().lines().filter(line -> line.contains("App passwords: ")))
                .filteredOn(line -> line.contains("are lost"))
                .singleElement()
                .asString()
                .contains("WARN", documentedWarning(userId));
        assertThat(SecretTraces.in(log.text(), secrets)).isEmpty();
        assertThat(log.stackTracesOfOurCode()).isEmpty();
    }
}
