package org.apppasswords.keycloak.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apppasswords.keycloak.it.support.AccountConsole;
import org.apppasswords.keycloak.it.support.AppPasswordServer;
import org.apppasswords.keycloak.it.support.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.Browser;
import org.apppasswords.keycloak.it.support.DemoRealm;
import org.apppasswords.keycloak.it.support.Directory;
import org.apppasswords.keycloak.it.support.Page;
import org.apppasswords.keycloak.it.support.Person;
import org.apppasswords.keycloak.it.support.RealmPolicy;
import org.apppasswords.keycloak.it.support.SeededAppPassword;
import org.apppasswords.keycloak.it.support.ServerLog;
import org.apppasswords.keycloak.it.support.SignIn;
import org.apppasswords.keycloak.it.support.TestUsers;
import org.apppasswords.keycloak.it.support.TestedKeycloak;
import org.apppasswords.keycloak.it.support.TokenEndpoint;
import org.apppasswords.keycloak.it.support.TokenEndpoint.Answer;
import org.apppasswords.keycloak.it.support.UserEvents;
import org.apppasswords.keycloak.it.support.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.timeoffset.InjectTimeOffSet;
import org.keycloak.testframework.remote.timeoffset.TimeOffSet;

/**
 * Users whom a directory has, in each of the ways in which Keycloak takes them over. Their account password is in the
 * directory; their app passwords are Keycloak's alone.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class FederatedUsersIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

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
    void theyCreateUseRenameAndRevoke(String editMode, boolean imported) {
        join(editMode, imported);
        AppPasswordsApi api = api();

        String secret = create(api, "{\"name\":\"Phone\"}");
        String limited = create(api, "{\"name\":\"Mail\",\"clients\":[\"dovecot\"],\"lifetimeDays\":30}");

        for (int time = 0; time < 2; time++) {
            assertThat(signIn("postfix", secret).status()).isEqualTo(200);
            assertThat(signIn("dovecot", limited).status()).isEqualTo(200);
            assertThat(signIn("postfix", limited).error()).isEqualTo("invalid_grant");
            assertThat(signIn("postfix", WRONG).error()).isEqualTo("invalid_grant");
            // Once more with what the store has.
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
        assertThat(directory.log()).doesNotContain(secret).doesNotContain(limited);
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY, true", "READ_ONLY, false", "WRITABLE, true", "WRITABLE, false"})
    void whatHasExpiredIsRefused(String editMode, boolean imported) {
        join(editMode, imported);
        String userId = seed(SeededAppPassword.of(SECRET).expiringAt(System.currentTimeMillis() - 60_000));
        UserEvents events = new UserEvents(realm);

        assertThat(signIn("dovecot", SECRET).error()).isEqualTo("invalid_grant");

        assertThat(events.of(userId, EventType.LOGIN_ERROR))
                .singleElement()
                .satisfies(event -> assertThat(event.getDetails()).containsEntry("reason", "expired"));
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY, true", "READ_ONLY, false", "WRITABLE, true", "WRITABLE, false"})
    void theDirectoryNeverSeesAnAppPassword(String editMode, boolean imported) {
        join(editMode, imported);
        seed(SeededAppPassword.of(SECRET));
        long before = directory.signIns("dora");
        // It would be seen: the browser's sign-in and the other kind of password at a client that takes both.
        api();
        assertThat(directory.signIns("dora")).as(directory.log()).isEqualTo(before + 1);
        // While Keycloak still counts the last attempt, in the background, it refuses the next one unseen.
        Waiting.until("the other is let in", () -> campus(TestUsers.PASSWORD).status() == 200);
        assertThat(directory.signIns("dora")).as(directory.log()).isEqualTo(before + 2);

        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        assertThat(signIn("dovecot", WRONG).status()).isEqualTo(400);
        assertThat(signIn("dovecot", TestUsers.PASSWORD).errorDescription()).isEqualTo("App password required");
        assertThat(campus(SECRET).status()).isEqualTo(200);
        assertThat(campus(WRONG).status()).isEqualTo(400);

        assertThat(directory.signIns("dora")).as(directory.log()).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY, true", "READ_ONLY, false", "WRITABLE, true", "WRITABLE, false"})
    void aDirectoryThatIsAwayStopsNobodyWhoIsInTheCache(String editMode, boolean imported) {
        join(editMode, imported);
        String userId = seed(SeededAppPassword.of(SECRET));
        // The first one writes down the use, which takes the user out of the cache.
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        Waiting.until("the use is recorded", () -> isUsed(userId));
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        ServerLog log = ServerLog.fromHere();

        directory.stop();

        for (int time = 0; time < 3; time++) {
            assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
            assertThat(signIn("dovecot", WRONG).status()).isEqualTo(400);
            // When a use would be due to be recorded.
            clock.set((int) Duration.ofHours(2L * (time + 1)).toSeconds());
        }
        // Not a wrong password: the mail program would ask for another.
        assertUnavailable(tokens.directGrant("dovecot", "emil", SECRET));
        realm.admin().clearUserCache();
        assertUnavailable(signIn("dovecot", SECRET));
        assertThat(new VerifyEndpoint(realm.getBaseUrl())
                        .ask("radicale", "dora", SECRET)
                        .status())
                .isEqualTo(503);
        // Keycloak writes down why it cannot ask, at length; nobody has answered 500.
        assertThat(log.text()).doesNotContain("Uncaught server error");

        directory.restart();

        if (TestedKeycloak.isBefore(26, 5, 0)) {
            // There, it keeps in its cache that they are disabled.
            realm.admin().clearUserCache();
        }
        assertThat(tokens.directGrant("dovecot", "emil", SECRET).error()).isEqualTo("invalid_grant");
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
    }

    /** Each question takes as long as the connection's timeout. */
    @Test
    void aDirectoryThatDropsWhatItIsAskedIsNotAskedByEachSignIn() {
        directory.joinTo(realm, Map.of("connectionPooling", "false", "readTimeout", "1000"));
        String userId = ownerInTheCache();
        String recorded = data(userId);
        long before = directory.connections();

        freezeWhenAUseIsDue();
        for (int time = 0; time < 5; time++) {
            assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        }

        directory.thaw();
        Waiting.until("it has noticed", () -> directory.connections() > before);
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        assertThat(directory.connections()).as(directory.log()).isEqualTo(before + 1);
        assertThat(data(userId)).isEqualTo(recorded);
        // By now it is asked again.
        clock.set((int) Duration.ofHours(2).plusMinutes(1).toSeconds());
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        Waiting.until("the use is recorded", () -> !data(userId).equals(recorded));
    }

    /** Keycloak has no timeout for reading unless it is set; until it has signed in there, the other one counts. */
    @Test
    void whoeverWaitsForTheDirectoryHoldsUpNobodyElse() throws Exception {
        directory.joinTo(realm, Map.of("connectionPooling", "false", "connectionTimeout", "60000"));
        ownerInTheCache();
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<Answer>> all = new ArrayList<>();
        try {
            freezeWhenAUseIsDue();
            all.add(threads.submit(() -> signIn("dovecot", SECRET)));

            Waiting.until("others do not wait as well", () -> {
                all.add(threads.submit(() -> signIn("dovecot", SECRET)));
                return isAnswered(all.get(all.size() - 1));
            });

            assertThat(all.get(0)).isNotDone();
            directory.thaw();
            for (Future<Answer> one : all) {
                assertThat(one.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }
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
        // This takes the user out of the cache, and the next one back into it.
        Waiting.until("the use is recorded", () -> isUsed(userId));
        assertThat(signIn("dovecot", SECRET).status()).isEqualTo(200);
        return userId;
    }

    private void freezeWhenAUseIsDue() {
        directory.freeze();
        clock.set((int) Duration.ofHours(2).toSeconds());
    }

    /** Switched off is not away: nobody has to try again later. */
    @Test
    void usersOfADirectoryThatIsSwitchedOffAreDisabled() {
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
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        Page signedIn = SignIn.complete(new Browser().open(console.signIn()), new Person("dora", TestUsers.PASSWORD));
        return AppPasswordsApi.with(realm.getBaseUrl(), console.accessToken(signedIn));
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

    /** At a client that takes the account password too, from where it does. */
    private Answer campus(String password) {
        return tokens.post(
                "/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "campus-mail",
                        "client_secret",
                        "campus-mail-secret",
                        "username",
                        "dora",
                        "password",
                        password),
                Map.of("X-Dovecot-Auth-Remote", "10.1.2.3"));
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
        throw new AssertionError("there is no " + name);
    }

    /** As an administrator can: with an update of the user. Returns the user's id. */
    private String seed(SeededAppPassword appPassword) {
        UserRepresentation user =
                realm.admin().users().searchByUsername("dora", true).get(0);
        UserRepresentation update = realm.admin().users().get(user.getId()).toRepresentation();
        update.setCredentials(List.of(appPassword.toRepresentation()));
        realm.admin().users().get(user.getId()).update(update);
        return user.getId();
    }
}
