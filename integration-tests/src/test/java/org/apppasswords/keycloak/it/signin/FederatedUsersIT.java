package org.apppasswords.keycloak.it.signin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apppasswords.keycloak.it.support.bridges.Directory;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.ClientAttributes;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.StoringBridge;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.AccountApi;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.ImportApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RoleScopeResource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.timeoffset.InjectTimeOffSet;
import org.keycloak.testframework.remote.timeoffset.TimeOffSet;
import org.keycloak.util.JsonSerialization;

/**
 * Users of a directory, in each of Keycloak's federation modes. Their account password is in the directory; their app
 * passwords are only in Keycloak.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class FederatedUsersIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    /** A bcrypt hash. No test signs in with its password. */
    private static final String IMPORTED_HASH = "$2y$05$T9nZpwqdB9Uk8958eOlmceUUEJtYYYgswLdrtUNoFhLw6V5qHQTsO";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak keycloak;

    @InjectTimeOffSet
    TimeOffSet clock;

    private Directory directory;
    private TokenEndpoint tokens;

    @BeforeEach
    void startDirectory() {
        directory = Directory.of("dora", "emil");
        tokens = new TokenEndpoint(realm.getBaseUrl());
        new RealmPolicy(realm).set(Map.of("require-second-factor", "false"));
    }

    @AfterEach
    void stopDirectory() {
        directory.close();
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY, true", "READ_ONLY, false", "WRITABLE, true", "WRITABLE, false"})
    void directoryUsersCreateUseRenameAndRevoke(String editMode, boolean imported) {
        join(editMode, imported);
        AppPasswordsApi api = api();

        String secret = create(api, "{\"name\":\"Phone\"}");
        String limited = create(api, "{\"name\":\"Mail\",\"clients\":[\"dovecot\"],\"lifetimeDays\":30}");

        for (int time = 0; time < 2; time++) {
            assertThat(signIn("postfix", secret).status()).isEqualTo(200);
            assertThat(signIn("dovecot", limited).status()).isEqualTo(200);
            assertThat(signIn("postfix", limited).error()).isEqualTo("invalid_grant");
            assertThat(signIn("postfix", WRONG).error()).isEqualTo("invalid_grant");
            // Repeats this with the stored data instead of the cached user.
            realm.admin().clearUserCache();
        }
        assertThat(tokens.directGrant("dovecot", "dora@example.org", limited).status())
                .isEqualTo(200);
        JsonNode phone = named(api, "Phone");
        assertThat(phone.path("lastUsedClient").asText()).isEqualTo("postfix");
        api.rename(phone.path("id").asText(), "{\"name\":\"Tablet\"}").expect(200);
        assertThat(named(api, "Tablet").path("id")).isEqualTo(phone.path("id"));

        api.revoke(phone.path("id").asText()).expect(204);

        for (int time = 0; time < 2; time++) {
            assertThat(signIn("postfix", secret).error()).isEqualTo("invalid_grant");
            assertThat(signIn("dovecot", limited).status()).isEqualTo(200);
            realm.admin().clearUserCache();
        }
        assertThat(SecretTraces.in(directory.log(), secret, limited)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY, true", "READ_ONLY, false", "WRITABLE, true", "WRITABLE, false"})
    void expiredAppPasswordsAreRejected(String editMode, boolean imported) {
        join(editMode, imported);
        String userId = seed(SeededAppPassword.of(SECRET).expiringAt(System.currentTimeMillis() - 60_000));
        UserEvents events = new UserEvents(realm);

        assertThat(signIn("dovecot", SECRET).error()).isEqualTo("invalid_grant");

        assertThat(events.of(userId, EventType.LOGIN_ERROR))
                .singleElement()
                .satisfies(event -> assertThat(event.getDetails()).containsEntry("reason", "expired"));
    }

    /** Keycloak does not grant single roles to users whom it does not import. */
    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE"})
    void theRoleOfAServiceIsRequired(String editMode) {
        join(editMode, true);
        RoleRepresentation role = role("mail-user");
        new ClientAttributes(realm).set("dovecot", "app-passwords.allowed-role", "mail-user");
        String userId = seed(SeededAppPassword.of(SECRET));
        RoleScopeResource roles = realm.admin().users().get(userId).roles().realmLevel();

        for (int time = 0; time < 2; time++) {
            assertThat(signIn("dovecot", SECRET).error()).isEqualTo("invalid_grant");
            assertThat(signIn("postfix", SECRET).status()).isEqualTo(200);
            // Repeats this with the stored data instead of the cached user.
            realm.admin().clearUserCache();
        }
        roles.add(List.of(role));
        for (int time = 0; time < 2; time++) {
            assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
            realm.admin().clearUserCache();
        }
        roles.remove(List.of(role));
        assertThat(signIn("dovecot", SECRET).error()).isEqualTo("invalid_grant");
        assertThat(new UserEvents(realm).of(userId, EventType.LOGIN_ERROR))
                .hasSize(3)
                .allSatisfy(event -> assertThat(event.getDetails()).containsEntry("reason", "role_missing"));
    }

    private RoleRepresentation role(String name) {
        if (realm.admin().roles().list(name, true).isEmpty()) {
            RoleRepresentation role = new RoleRepresentation();
            role.setName(name);
            realm.admin().roles().create(role);
        }
        return realm.admin().roles().get(name).toRepresentation();
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY, true", "READ_ONLY, false", "WRITABLE, true", "WRITABLE, false"})
    void theDirectoryNeverSeesAnAppPassword(String editMode, boolean imported) {
        join(editMode, imported);
        seed(SeededAppPassword.of(SECRET));
        long before = directory.signIns("dora");
        // As a control, a browser sign-in and an account password reach the directory, and its log shows them.
        api();
        assertThat(directory.signIns("dora")).as(directory.log()).isEqualTo(before + 1);
        // While Keycloak is still counting the last attempt, in the background, it rejects the next one without
        // checking it. It counts an attempt within milliseconds.
        Waiting.until(
                "the account password signs in",
                Duration.ofSeconds(3),
                () -> campus(TestUsers.PASSWORD).status() == 200);
        assertThat(directory.signIns("dora")).as(directory.log()).isEqualTo(before + 2);

        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        assertThat(signIn("dovecot", WRONG).status()).isEqualTo(400);
        assertThat(signIn("dovecot", TestUsers.PASSWORD).description()).isEqualTo("App password required");
        assertThat(campus(SECRET).status()).isEqualTo(200);
        assertThat(campus(WRONG).status()).isEqualTo(400);

        assertThat(directory.signIns("dora")).as(directory.log()).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY, true", "READ_ONLY, false", "WRITABLE, true", "WRITABLE, false"})
    void anUnavailableDirectoryDoesNotStopCachedUsers(String editMode, boolean imported) {
        join(editMode, imported);
        String userId = seed(SeededAppPassword.of(SECRET));
        // Due to be deleted an hour from now.
        long expired =
                System.currentTimeMillis() - Duration.ofDays(30).minusHours(1).toMillis();
        seed(SeededAppPassword.of("o".repeat(24)).named("Old").expiringAt(expired));
        // The first one records the usage, which evicts the user from the cache.
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        Waiting.until("the usage is recorded", () -> isUsed(userId));
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        ServerLog log = ServerLog.fromHere();

        directory.stop();

        for (int time = 0; time < 3; time++) {
            assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
            assertThat(signIn("dovecot", WRONG).status()).isEqualTo(400);
            // Moves on to a time at which a usage is due to be recorded.
            clock.set((int) Duration.ofHours(2L * (time + 1)).toSeconds());
        }
        // A wrong password must not be reported: the mail program would ask for another one.
        assertUnavailable(tokens.directGrant("dovecot", "emil", SECRET));
        realm.admin().clearUserCache();
        assertUnavailable(signIn("dovecot", SECRET));
        assertThat(new VerifyEndpoint(realm.getBaseUrl())
                        .ask("radicale", "dora", SECRET)
                        .status())
                .isEqualTo(503);
        // Keycloak logs at length why it cannot reach the directory; no answer was 500.
        assertThat(log.text()).doesNotContain("Uncaught server error");

        directory.restart();

        if (TestedKeycloak.isBefore(26, 5, 0)) {
            // In this mode, Keycloak caches that they are disabled.
            realm.admin().clearUserCache();
        }
        assertThat(tokens.directGrant("dovecot", "emil", SECRET).error()).isEqualTo("invalid_grant");
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
    }

    /** Keycloak reports a user whom it cannot read as disabled. */
    @Test
    void anUnavailableDirectoryDoesNotEndStoredSessions() {
        join("READ_ONLY", true);
        StoringBridge.create(realm, "stores", client -> {});
        new ClientAttributes(realm).set("stores", "app-passwords.allowed-role", "mail-user");
        RoleRepresentation role = role("mail-user");
        StoringBridge bridge = new StoringBridge(realm, "stores");
        String userId = ownerInTheCache();
        realm.admin().users().get(userId).roles().realmLevel().add(List.of(role));
        assertThat(bridge.signIn("dora", SECRET).status()).isEqualTo(200);

        directory.stop();
        Answer granted = bridge.signIn("dora", SECRET);
        Answer again = bridge.signIn("dora", SECRET);

        assertThat(List.of(granted.status(), again.status())).containsOnly(200);
        assertThat(bridge.isActive(granted)).isTrue();
        assertThat(bridge.isActive(again)).isTrue();
        realm.admin().clearUserCache();
        assertUnavailable(bridge.refresh(granted));
        // Looks at the stored sessions of all services that require a role.
        role("another");
        realm.admin().roles().get("another").remove();

        directory.restart();

        assertThat(bridge.refresh(granted).status()).isEqualTo(200);
    }

    /** Keycloak does not know the groups that are in the directory only. */
    @Test
    void aMissingRoleIsNoRejectionWhileTheDirectoryDoesNotRespond() {
        join("READ_ONLY", true);
        role("contractor");
        ClientAttributes attributes = new ClientAttributes(realm);
        attributes.set("freeradius", "app-passwords.allowed-role", "contractor");
        ownerInTheCache();
        AdminApi administrator =
                AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString());
        String everyContractors = "{\"role\":\"contractor\"}";
        try {
            directory.stop();
            assertUnavailable(signIn("freeradius", SECRET));
            assertThat(administrator.revokeMany(everyContractors).expect(200).json())
                    .hasToString("{\"revoked\":0,\"failed\":1,\"skipped\":0,\"next\":null}");

            directory.restart();
            assertThat(signIn("freeradius", SECRET).error()).isEqualTo("invalid_grant");
            assertThat(administrator.revokeMany(everyContractors).expect(200).json())
                    .hasToString("{\"revoked\":0,\"failed\":0,\"skipped\":0,\"next\":null}");
        } finally {
            attributes.set("freeradius", "app-passwords.allowed-role", "");
        }
    }

    /** Keycloak's cached user has the roles of an earlier time, or none if they were read during an outage. */
    @Test
    void aRoleThatTheCacheLacksIsReadFromTheDirectory() {
        role("from-directory");
        directory.mapRoles(realm, directory.joinTo(realm, Map.of()));
        directory.giveRole("dora", "from-directory");
        StoringBridge.create(realm, "stores-by-role", client -> {});
        new ClientAttributes(realm).set("stores-by-role", "app-passwords.allowed-role", "from-directory");
        StoringBridge bridge = new StoringBridge(realm, "stores-by-role");
        String userId = seed(SeededAppPassword.of(SECRET));
        Answer granted = bridge.signIn("dora", SECRET);
        assertThat(granted.status()).as(granted.body()).isEqualTo(200);
        Waiting.until("the usage is recorded", () -> data(userId).contains("\"lastUsedClient\":\"stores-by-role\""));
        // The record has evicted the user from the cache. This sign-in reads the roles again.
        directory.removeRole("from-directory");
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);

        directory.stop();
        assertUnavailable(bridge.signIn("dora", SECRET));
        assertUnavailable(bridge.refresh(granted));
        // A change of the client looks at its stored sessions.
        new ClientAttributes(realm).set("stores-by-role", "app-passwords.allowed-role", "from-directory");
        directory.restart();
        directory.giveRole("dora", "from-directory");

        assertThat(bridge.refresh(granted).status()).isEqualTo(200);
        assertThat(bridge.signIn("dora", SECRET).status()).isEqualTo(200);
    }

    /** Everybody who can reach a bridge can send wrong passwords. */
    @Test
    void aWrongPasswordDoesNotAskTheDirectoryForRoles() {
        join("READ_ONLY", true);
        role("contractor");
        ClientAttributes attributes = new ClientAttributes(realm);
        attributes.set("freeradius", "app-passwords.allowed-role", "contractor");
        ownerInTheCache();
        seed(SeededAppPassword.of("i".repeat(24)).hashedElsewhere("bcrypt", IMPORTED_HASH));
        assertThat(signIn("freeradius", WRONG).error()).isEqualTo("invalid_grant");
        long before = directory.questions();
        try {
            assertThat(signIn("freeradius", WRONG).error()).isEqualTo("invalid_grant");

            assertThat(directory.questions()).as(directory.log()).isEqualTo(before);
            // As a control, the right password asks.
            assertThat(signIn("freeradius", SECRET).error()).isEqualTo("invalid_grant");
            Waiting.until("the directory is asked", () -> directory.questions() > before);
        } finally {
            attributes.set("freeradius", "app-passwords.allowed-role", "");
        }
    }

    /** Their app passwords would work again with an entry of the same name. */
    @Test
    void aBulkRevocationCountsUsersWhomOnlyTheCacheHas() {
        join("READ_ONLY", false);
        String userId = seed(SeededAppPassword.of(SECRET).createdAt(1));
        assertThat(signIn("dovecot", WRONG).error()).isEqualTo("invalid_grant");
        assertThat(realm.admin().users().get(userId).toRepresentation().getUsername())
                .isEqualTo("dora");
        directory.delete("dora");

        assertThat(AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString())
                        .revokeMany("{\"unusedSince\":2}")
                        .expect(200)
                        .json())
                .hasToString("{\"revoked\":0,\"failed\":1,\"skipped\":0,\"next\":null}");
    }

    @Test
    void theApisReportADirectoryThatDoesNotRespond() {
        join("READ_ONLY", false);
        AppPasswordsApi api = api();
        create(api, "{\"name\":\"Phone\"}");
        String userId =
                realm.admin().users().searchByUsername("dora", true).get(0).getId();
        String id = named(api, "Phone").path("id").asText();
        AdminApi administrator =
                AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString());

        directory.stop();
        assertUnavailable(api.rename(id, "{\"name\":\"Tablet\"}"));
        realm.admin().clearUserCache();
        assertUnavailable(administrator.list(userId));
        assertUnavailable(administrator.revokeAll(userId));
        String line =
                ImportApi.line("emil", "Old", "{SSHA256}" + "A".repeat(48)).toString();
        assertThat(new ImportApi(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString())
                        .send(Collections.nCopies(8, line)))
                .as("each line waits for the directory, so that the import ends soon")
                .extracting(answer -> answer.path("error").asText())
                .containsExactly(
                        "temporarily_unavailable",
                        "temporarily_unavailable",
                        "temporarily_unavailable",
                        "temporarily_unavailable",
                        "temporarily_unavailable",
                        "server_error");

        directory.restart();
        assertThat(administrator
                        .revokeAll(userId)
                        .expect(200)
                        .json()
                        .path("revoked")
                        .asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aUserWhomOnlyTheCacheStillHasIsNotFound(boolean imported) {
        join("READ_ONLY", imported);
        AppPasswordsApi api = api();
        create(api, "{\"name\":\"Phone\"}");
        String id = named(api, "Phone").path("id").asText();

        directory.delete("dora");

        Answer renamed = api.rename(id, "{\"name\":\"Tablet\"}");
        assertThat(renamed.status()).as(renamed.body()).isEqualTo(404);
    }

    /** Each query takes as long as the connection timeout. */
    @Test
    void aHangingDirectoryIsNotQueriedByEachSignIn() {
        directory.joinTo(realm, Map.of("connectionPooling", "false", "readTimeout", "1000"));
        String userId = ownerInTheCache();
        String recorded = data(userId);
        long before = directory.connections();

        freezeWhenAUseIsDue();
        for (int time = 0; time < 5; time++) {
            assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        }

        directory.thaw();
        Waiting.until("the directory has logged the connection", () -> directory.connections() > before);
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        assertThat(directory.connections()).as(directory.log()).isEqualTo(before + 1);
        assertThat(data(userId)).isEqualTo(recorded);
        // From this time on, the directory is queried again.
        clock.set((int) Duration.ofHours(2).plusMinutes(1).toSeconds());
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        Waiting.until("the usage is recorded", () -> !data(userId).equals(recorded));
    }

    /** Keycloak has no read timeout unless it is set; until it has bound, the connection timeout applies. */
    @Test
    void waitingForTheDirectoryDoesNotBlockOtherUsers() throws Exception {
        directory.joinTo(realm, Map.of("connectionPooling", "false", "connectionTimeout", "60000"));
        ownerInTheCache();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            freezeWhenAUseIsDue();
            Future<Answer> waiting = threads.submit(() -> signIn("dovecot", SECRET));
            assertThat(isAnswered(waiting))
                    .as("one sign-in waits for the directory")
                    .isFalse();

            Future<Answer> other = threads.submit(() -> signIn("dovecot", SECRET));

            assertThat(isAnswered(other)).as("the next one does not wait").isTrue();
            assertThat(waiting).isNotDone();
            directory.thaw();
            assertThat(waiting.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The first look-up of a directory user stores the user in Keycloak. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theImportFindsUsersWhomNobodyHasLookedUp(boolean imported) {
        join("READ_ONLY", imported);

        String old = oldPassword("emil");

        assertThat(tokens.directGrant("dovecot", "emil", old).status()).isEqualTo(200);
    }

    /** Without import, Keycloak derives the user's ID from the directory and the name. */
    @ParameterizedTest
    @CsvSource({"READ_ONLY, true", "READ_ONLY, false", "WRITABLE, true", "WRITABLE, false"})
    void aReusedNameInheritsNothing(String editMode, boolean imported) {
        join(editMode, imported);
        String secret = create(api(), "{\"name\":\"Phone\"}");
        String old = oldPassword("dora");
        String userId = seed(SeededAppPassword.of(SECRET));
        List<String> passwords = List.of(secret, old, SECRET);
        for (String password : passwords) {
            assertThat(signIn("dovecot", password).status()).isEqualTo(200);
        }
        // An app password that was stored without an owner gets one with its first use.
        Waiting.until("the usages are recorded", () -> usedOnes(userId) == 3);

        directory.recreate("dora");
        realm.admin().clearUserCache();

        UserEvents events = new UserEvents(realm);
        for (String password : passwords) {
            assertThat(signIn("dovecot", password).error()).isEqualTo("invalid_grant");
            assertThat(tokens.directGrant("dovecot", "dora@example.org", password)
                            .error())
                    .isEqualTo("invalid_grant");
            assertThat(new VerifyEndpoint(realm.getBaseUrl())
                            .ask("radicale", "dora", password)
                            .status())
                    .isEqualTo(401);
        }
        UserRepresentation successor =
                realm.admin().users().searchByUsername("dora", true).get(0);
        assertThat(successor.getId().equals(userId)).isEqualTo(!imported);
        assertThat(events.of(successor.getId(), EventType.LOGIN_ERROR))
                .hasSizeGreaterThanOrEqualTo(imported ? 1 : 9)
                .allSatisfy(event -> assertThat(event.getDetails().get("reason"))
                        .isIn(imported ? List.of("no_match", "not_app_password") : List.of("owner_changed")));
        AppPasswordsApi api = api();
        JsonNode listed = api.list().expect(200).json().path("appPasswords");
        assertThat(listed).hasSize(imported ? 0 : 3);
        listed.forEach(entry ->
                assertThat(entry.path("clients").isNull()).as(entry.toString()).isTrue());
        // The successor's own app passwords work beside the remaining ones.
        String own = create(api, "{\"name\":\"Tablet\"}");
        assertThat(signIn("dovecot", own).status()).isEqualTo(200);
        api.revokeAll().expect(200);
        assertThat(new TestUsers(realm).appPasswords(successor.getId())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void usersDeletedFromTheDirectoryCannotSignIn(boolean imported) {
        join("READ_ONLY", imported);
        seed(SeededAppPassword.of(SECRET));
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);

        directory.delete("dora");
        realm.admin().clearUserCache();

        assertThat(signIn("dovecot", SECRET).error()).isEqualTo("invalid_grant");
    }

    /** Keycloak protects the attribute with the entry's ID even if users may set all others. */
    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE"})
    void usersCannotPoseAsAnotherEntry(String editMode) throws IOException {
        join(editMode, false);
        String secret = create(api(), "{\"name\":\"Phone\"}");
        String userId =
                realm.admin().users().searchByUsername("dora", true).get(0).getId();
        String owner =
                JsonSerialization.mapper.readTree(data(userId)).path("ownerId").asText();
        letUsersSetAnyAttribute();
        directory.recreate("dora");
        realm.admin().clearUserCache();

        new AccountApi(realm.getBaseUrl(), accessToken()).setAttribute("LDAP_ID", owner);

        assertThat(owner).isNotEmpty();
        assertThat(signIn("dovecot", secret).error()).isEqualTo("invalid_grant");
        realm.admin().clearUserCache();
        assertThat(signIn("dovecot", secret).error()).isEqualTo("invalid_grant");
    }

    private void letUsersSetAnyAttribute() {
        UPConfig config = realm.admin().users().userProfile().getConfiguration();
        UPConfig original = config.clone();
        config.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ENABLED);
        realm.admin().users().userProfile().update(config);
        realm.cleanup().add(r -> r.users().userProfile().update(original));
    }

    /** Imports an app password from another system, and returns it. */
    private String oldPassword(String username) {
        byte[] salt = {1, 2, 3, 4};
        byte[] password = "an old app password".getBytes(UTF_8);
        byte[] hash = sha256(concat(password, salt));
        String line = ImportApi.line(
                        username, "Old", "{SSHA256}" + Base64.getEncoder().encodeToString(concat(hash, salt)))
                .toString();
        assertThat(new ImportApi(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString()).send(line))
                .singleElement()
                .satisfies(answer -> assertThat(answer.path("result").asText()).isEqualTo("created"));
        return new String(password, UTF_8);
    }

    private static byte[] concat(byte[] one, byte[] two) {
        return ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private long usedOnes(String userId) {
        return new TestUsers(realm)
                .appPasswords(userId).stream()
                        .filter(one -> one.getCredentialData().contains("\"lastUsedClient\":\"dovecot\""))
                        .count();
    }

    private static boolean isAnswered(Future<Answer> signIn) {
        try {
            return signIn.get(2, TimeUnit.SECONDS).status() == 200;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String ownerInTheCache() {
        String userId = seed(SeededAppPassword.of(SECRET));
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        // This evicts the user from the cache, and the next call loads the user again.
        Waiting.until("the usage is recorded", () -> isUsed(userId));
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        return userId;
    }

    private void freezeWhenAUseIsDue() {
        directory.freeze();
        clock.set((int) Duration.ofHours(2).toSeconds());
    }

    /** A directory that is switched off is not unavailable: a retry would not help. */
    @Test
    void usersOfADisabledDirectoryAreDisabled() {
        join("READ_ONLY", true);
        String userId = seed(SeededAppPassword.of(SECRET));
        UserEvents events = new UserEvents(realm);
        directory.stop();
        joined(component -> component.getConfig().putSingle("enabled", "false"));

        Answer answer = signIn("dovecot", SECRET);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(events.of(userId, EventType.LOGIN_ERROR))
                .singleElement()
                .satisfies(event -> assertThat(event.getDetails()).containsEntry("reason", "user_disabled"));
    }

    private void joined(Consumer<ComponentRepresentation> change) {
        ComponentRepresentation component = realm.admin()
                .components()
                .query(null, "org.keycloak.storage.UserStorageProvider")
                .get(0);
        change.accept(component);
        realm.admin().components().component(component.getId()).update(component);
    }

    private void join(String editMode, boolean imported) {
        directory.joinTo(realm, Map.of("editMode", editMode, "importEnabled", String.valueOf(imported)));
    }

    private AppPasswordsApi api() {
        return AppPasswordsApi.with(realm.getBaseUrl(), accessToken());
    }

    private String accessToken() {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        return console.accessToken(
                SignIn.complete(new Browser().open(console.signIn()), new Person("dora", TestUsers.PASSWORD)));
    }

    private Answer signIn(String clientId, String password) {
        return tokens.directGrant(clientId, "dora", password);
    }

    private boolean isUsed(String userId) {
        return data(userId).contains("\"lastUsedClient\":\"dovecot\"");
    }

    private String data(String userId) {
        return new TestUsers(realm).appPasswords(userId).get(0).getCredentialData();
    }

    private static void assertUnavailable(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.error()).isEqualTo("temporarily_unavailable");
    }

    /** Signs in at a client that also accepts the account password, from an allowed network. */
    private Answer campus(String password) {
        return tokens.directGrantFrom("10.1.2.3", "campus-mail", "dora", password);
    }

    private static String create(AppPasswordsApi api, String body) {
        return api.create(body).expect(201).json().path("password").asText();
    }

    private static JsonNode named(AppPasswordsApi api, String name) {
        for (JsonNode entry : api.list().expect(200).json().path("appPasswords")) {
            if (entry.path("name").asText().equals(name)) {
                return entry;
            }
        }
        throw new AssertionError(name + " does not exist");
    }

    /** Adds it with an update of the user, as an administrator can; returns the user's id. */
    private String seed(SeededAppPassword appPassword) {
        UserRepresentation user =
                realm.admin().users().searchByUsername("dora", true).get(0);
        UserRepresentation update = realm.admin().users().get(user.getId()).toRepresentation();
        update.setCredentials(List.of(appPassword.toRepresentation()));
        realm.admin().users().get(user.getId()).update(update);
        return user.getId();
    }
}
