package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.cluster.NodeClock;
import org.apppasswords.keycloak.it.support.cluster.NodeRealm;
import org.apppasswords.keycloak.it.support.cluster.OtherVersion;
import org.apppasswords.keycloak.it.support.cluster.PreparedPostgres;
import org.apppasswords.keycloak.it.support.cluster.Traffic;
import org.apppasswords.keycloak.it.support.cluster.TrafficRecord;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.SlowRequest;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.Measured;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/**
 * Two nodes that work concurrently, a node that is killed, clocks that differ, slow clients, and a rolling update. Each
 * test starts the nodes that the previous one stopped; the order only saves restarts.
 */
@TestMethodOrder(OrderAnnotation.class)
class ClusterIT {

    private static final String REALM = NodeRealm.NAME;
    private static final String DATABASE = "cluster";
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";

    private static final int ROUNDS = 30;

    /** Worker threads of each node. */
    private static final int THREADS = 8;

    /**
     * What valid requests get while a node ends or starts: nothing from a node that does not run, and an error of
     * Keycloak from one that starts. The deletion that follows an unanswered one finds nothing.
     */
    private static final Pattern ANSWERS = Pattern.compile("sign-in 200|create 201|revoke 204|revoke 404 not_found"
            + "|\\S+ no answer|\\S+ 503 not JSON: Bootstrap in progress\\..*");

    /** The same while a dead node still holds the lock of a user. */
    private static final Pattern ANSWERS_BESIDE_A_DEAD_NODE =
            Pattern.compile(ANSWERS.pattern() + "|(create|revoke) 503 temporarily_unavailable");

    private static Installation installation;
    private static Postgres postgres;
    private static Node one;
    private static Node two;

    @BeforeAll
    static void startTwoNodes() {
        installation = Installation.unpacked().providing(NodeClock.provider());
        postgres = PreparedPostgres.start();
        postgres.create(DATABASE);
        one = start("one", 8081, installation);
        two = start("two", 8082, installation).awaitReady();
        one.awaitReady();
        NodeRealm.create(one, realm -> {});
    }

    @AfterAll
    static void stopEverything() throws Exception {
        for (AutoCloseable server : new AutoCloseable[] {two, one, postgres}) {
            if (server != null) {
                server.close();
            }
        }
    }

    @BeforeEach
    void startWhatHasEnded() {
        if (!one.isAlive()) {
            one = start("one", 8081, installation).awaitReady();
        }
        if (!two.isAlive()) {
            two = start("two", 8082, installation).awaitReady();
        }
    }

    @Test
    @Order(1)
    void aKilledNodeLosesNoAcknowledgedChange() {
        TrafficRecord record;
        try (Traffic traffic = traffic("killed")) {
            traffic.awaitSignIns(30);
            two.kill();
            traffic.awaitSignIns(60);
            record = traffic.record();
        }

        Measured.write("killed node", record.toString());
        assertThat(two.isAlive()).isFalse();
        assertThat(record.answers().keySet()).allMatch(ANSWERS_BESIDE_A_DEAD_NODE.asMatchPredicate());
        assertThat(record.answers().keySet())
                .as("some requests went to the killed node: %s", record)
                .anyMatch(answer -> answer.endsWith("no answer"));
        assertNothingLost(record, "killed");
    }

    @Test
    @Order(2)
    void concurrentRenamesUsesAndDeletionsOnBothNodesLoseNothing() {
        SeededAppPassword[] seeded = Stream.iterate(0, i -> i < 2 * ROUNDS, i -> i + 1)
                .map(i -> SeededAppPassword.of(letters(i)).named("App " + i))
                .toArray(SeededAppPassword[]::new);
        String userId = users().create("racing", seeded);
        String token = signIn(new Person("racing", TestUsers.PASSWORD));
        List<CredentialRepresentation> before = users().appPasswords(userId);
        TokenEndpoint tokensOnOne = new TokenEndpoint(one.realmUrl(REALM));
        TokenEndpoint tokensOnTwo = new TokenEndpoint(two.realmUrl(REALM));
        AppPasswordsApi apiOnOne = AppPasswordsApi.with(one.realmUrl(REALM), token);
        AppPasswordsApi apiOnTwo = AppPasswordsApi.with(two.realmUrl(REALM), token);
        Set<String> deleted = new HashSet<>();

        for (int number = 0; number < ROUNDS; number++) {
            int round = number;
            String kept = named(before, "App " + 2 * round);
            String dropped = named(before, "App " + (2 * round + 1));
            String byOne = "One's " + round;
            String byTwo = "Two's " + round;
            String keptSecret = letters(2 * round);
            String droppedSecret = letters(2 * round + 1);
            // None was used before, so each sign-in writes a usage.
            List<Integer> statuses = Parallel.all(List.<Callable<Integer>>of(
                    () -> apiOnOne.rename(kept, name(byOne)).status(),
                    () -> apiOnTwo.rename(kept, name(byTwo)).status(),
                    () -> apiOnTwo.revoke(dropped).status(),
                    () -> apiOnOne.revoke(dropped).status(),
                    () -> tokensOnOne
                            .directGrant("dovecot", "racing", keptSecret)
                            .status(),
                    () -> tokensOnTwo
                            .directGrant("dovecot", "racing", keptSecret)
                            .status(),
                    () -> tokensOnOne
                            .directGrant("dovecot", "racing", droppedSecret)
                            .status(),
                    () -> tokensOnTwo
                            .directGrant("dovecot", "racing", droppedSecret)
                            .status(),
                    () -> apiOnOne.rename(dropped, name("Gone " + round)).status()));

            String answers = "round " + round + ": " + statuses;
            assertThat(statuses.subList(0, 2)).as(answers).containsOnly(200);
            assertThat(statuses.subList(2, 4)).as(answers).containsExactlyInAnyOrder(204, 404);
            assertThat(statuses.subList(4, 6)).as(answers).containsOnly(200);
            assertThat(statuses.subList(6, 8)).as(answers).isSubsetOf(200, 400);
            assertThat(statuses.get(8)).as(answers).isIn(200, 404);
            assertThat(storedName(kept)).as(answers).isIn(byOne, byTwo);
            deleted.add(dropped);

            // The last acknowledged rename follows a sign-in that another node has just recorded.
            Node last = round % 2 == 0 ? one : two;
            AppPasswordsApi.with(last.realmUrl(REALM), token)
                    .rename(kept, name("Last " + round))
                    .expect(200);
        }

        for (int round = 0; round < ROUNDS; round++) {
            String kept = named(before, "App " + 2 * round);
            assertThat(storedName(kept)).isEqualTo("Last " + round);
            assertThat(tokensOnOne
                            .directGrant("dovecot", "racing", letters(2 * round))
                            .status())
                    .isEqualTo(200);
            assertThat(tokensOnTwo
                            .directGrant("dovecot", "racing", letters(2 * round))
                            .status())
                    .isEqualTo(200);
            assertThat(storedName(kept)).isEqualTo("Last " + round);
        }
        Set<String> stored = postgres.texts(
                DATABASE, "select id from credential where type = 'app-password' and user_id = '" + userId + "'");
        assertThat(stored).hasSize(ROUNDS).doesNotContainAnyElementsOf(deleted);
        assertThat(postgres.texts(
                        DATABASE,
                        "select id from credential where type = 'app-password' and user_id = '" + userId
                                + "' and credential_data::jsonb ->> 'lastUsedClient' = 'dovecot'"))
                .as("their last use is recorded")
                .isEqualTo(stored);
    }

    /** Users sign in at the first node: Keycloak's codes would have expired at a node that is two minutes ahead. */
    @ParameterizedTest
    @ValueSource(ints = {120, -120})
    @Order(3)
    void clocksThatDifferByTwoMinutesOnlyShowInTimes(int seconds) {
        Person person = users().createWithoutSecondFactor("clock-" + seconds);
        NodeRealm.change(one, Map.of("max_auth_age", "300", "last-used-precision-minutes", "1"));
        try (NodeClock clock = NodeClock.of(one)) {
            clock.ahead(seconds);
            String token = signIn(person);
            for (Node creator : List.of(one, two)) {
                Node other = creator == one ? two : one;
                AppPasswordsApi api = AppPasswordsApi.with(creator.realmUrl(REALM), token);
                JsonNode created = api.create("{\"name\":\"Phone\",\"lifetimeDays\":1}")
                        .expect(201)
                        .json();
                assertThat(Instant.ofEpochMilli(created.path("expiresAt").asLong()))
                        .isCloseTo(Instant.now().plus(1, ChronoUnit.DAYS), within(3, ChronoUnit.MINUTES));

                assertTheLastUseNeverGoesBack(
                        person, created.path("password").asText(), token, List.of(other, creator, other, creator));

                AppPasswordsApi.with(other.realmUrl(REALM), token)
                        .revoke(created.path("id").asText())
                        .expect(204);
                assertThat(grant(other, person, created)).isEqualTo(400);
                Waiting.until(
                        "revoked at the other node too",
                        Duration.ofSeconds(1),
                        () -> grant(creator, person, created) == 400);
            }
            assertTheSignInIsOlderWhereTheClockIsAhead(seconds, AppPasswordsApi.with(two.realmUrl(REALM), token));
        } finally {
            NodeRealm.change(one, Map.of("max_auth_age", "3600", "last-used-precision-minutes", "60"));
        }
    }

    private static void assertTheSignInIsOlderWhereTheClockIsAhead(int seconds, AppPasswordsApi apiOnTwo) {
        NodeRealm.change(one, Map.of("max_auth_age", "60"));
        int expected = seconds < 0 ? 401 : 201;
        Waiting.until(
                "the second node answers " + expected,
                () -> apiOnTwo.create(name("Tablet")).status() == expected);
    }

    private static void assertTheLastUseNeverGoesBack(Person person, String secret, String token, List<Node> nodes) {
        Instant last = Instant.EPOCH;
        for (Node node : nodes) {
            assertThat(new TokenEndpoint(node.realmUrl(REALM))
                            .directGrant("dovecot", person.username(), secret)
                            .status())
                    .isEqualTo(200);
            Instant before = last;
            AppPasswordsApi api = AppPasswordsApi.with(node.realmUrl(REALM), token);
            Waiting.until("a use is recorded", () -> lastUsedAt(api).isAfter(Instant.EPOCH));
            last = lastUsedAt(api);
            assertThat(last).isAfterOrEqualTo(before);
        }
        assertThat(last).isCloseTo(Instant.now(), within(3, ChronoUnit.MINUTES));
    }

    private static Instant lastUsedAt(AppPasswordsApi api) {
        return Instant.ofEpochMilli(
                api.list().expect(200).json().at("/appPasswords/0/lastUsedAt").asLong());
    }

    private static int grant(Node node, Person person, JsonNode created) {
        return new TokenEndpoint(node.realmUrl(REALM))
                .directGrant(
                        "dovecot", person.username(), created.path("password").asText())
                .status();
    }

    /** At the node whose clock is behind, such a password stays new for longer. */
    @Test
    @Order(4)
    void aPasswordFromANodeWhoseClockIsAheadIsNotTakenForAReset() {
        Person person = new Person("renamed", TestUsers.PASSWORD);
        String userId = users().create(person.username(), SeededAppPassword.of(SECRET));
        try (NodeClock fast = NodeClock.of(one);
                NodeClock slow = NodeClock.of(two)) {
            fast.ahead(120);
            AccountConsole console = new AccountConsole(one.realmUrl(REALM));
            Page form = SignIn.complete(new Browser().open(console.action("UPDATE_PASSWORD")), person);
            console.assertLanded(form.form("kc-passwd-update-form")
                    .set("password-new", "another password")
                    .set("password-confirm", "another password")
                    .submit());

            fast.ahead(270);
            slow.ahead(150);
            UserResource user = two.admin().realm(REALM).users().get(userId);
            UserRepresentation renamed = user.toRepresentation();
            renamed.setFirstName("Renamed");
            user.update(renamed);

            assertThat(users().appPasswords(userId)).hasSize(1);
        }
    }

    @Test
    @Order(5)
    void clientsThatSendABodySlowlyHoldAThreadEachAndNothingElse() {
        users().create("prompt", SeededAppPassword.of(SECRET));
        URI token = URI.create(two.realmUrl(REALM) + "/protocol/openid-connect/token");
        URI verify = URI.create(two.realmUrl(REALM) + "/app-passwords/verify");
        String form = "grant_type=password&client_id=dovecot&client_secret=dovecot-secret";
        List<SlowRequest> slow = new ArrayList<>();
        try {
            for (int client = 0; client < 100; client++) {
                slow.add(SlowRequest.headers(client % 2 == 0 ? token : verify));
            }
            for (int client = 1; client < THREADS; client++) {
                slow.add(SlowRequest.form(client % 2 == 0 ? token : verify, form));
            }
            for (int time = 0; time < 20; time++) {
                assertThat(prompt()).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(200);
            }

            SlowRequest last = SlowRequest.form(token, form);
            slow.add(last);
            // The server reads it with its last thread.
            Waiting.pause(Duration.ofSeconds(1));
            CompletableFuture<Integer> waiting = prompt();
            assertThat(waiting).as("no thread is left").failsWithin(Duration.ofSeconds(2));
            assertThat(last.finish()).startsWith("HTTP/1.1 400");
            assertThat(waiting).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(200);
        } finally {
            slow.forEach(SlowRequest::close);
        }
    }

    private static CompletableFuture<Integer> prompt() {
        return CompletableFuture.supplyAsync(() -> new TokenEndpoint(two.realmUrl(REALM))
                .directGrant("dovecot", "prompt", SECRET)
                .status());
    }

    @Test
    @Order(6)
    void aRollingUpdateLosesNothingAndAnOlderNodeDoesNotIgnoreNetworks(@TempDir Path folder) {
        Installation other = installation.with(OtherVersion.create(folder));
        assertThat(OtherVersion.runsOn(one, REALM)).isFalse();
        assertThat(OtherVersion.runsOn(two, REALM)).isFalse();
        TrafficRecord record;
        try (Traffic traffic = traffic("rolling")) {
            traffic.awaitSignIns(20);
            two.close();
            traffic.awaitSignIns(20);
            two = start("two-other-version", 8082, other).awaitReady();
            traffic.awaitSignIns(60);
            assertThat(OtherVersion.runsOn(one, REALM)).isFalse();
            assertThat(OtherVersion.runsOn(two, REALM)).isTrue();
            assertOnlyTheNodeThatKnowsNetworksAcceptsThem();
            one.close();
            traffic.awaitSignIns(20);
            one = start("one-other-version", 8081, other).awaitReady();
            traffic.awaitSignIns(60);
            assertThat(OtherVersion.runsOn(one, REALM)).isTrue();
            record = traffic.record();
        }
        installation = other;

        Measured.write("rolling restart", record.toString());
        assertThat(record.answers().keySet()).allMatch(ANSWERS.asMatchPredicate());
        assertNothingLost(record, "rolling");
    }

    /** The second node has the older version. */
    private static void assertOnlyTheNodeThatKnowsNetworksAcceptsThem() {
        String token = signIn(users().createWithoutSecondFactor("limited"));
        String letters = AppPasswordsApi.with(one.realmUrl(REALM), token)
                .create("{\"name\":\"Limited\",\"networks\":[\"192.0.2.0/24\"]}")
                .expect(201)
                .json()
                .path("password")
                .asText();

        for (int round = 0; round < 2; round++) {
            assertThat(signIn(one, letters, "192.0.2.7")).isEqualTo(200);
            assertThat(signIn(one, letters, "198.51.100.7")).isEqualTo(400);
            assertThat(signIn(two, letters, "192.0.2.7")).isEqualTo(400);
            assertThat(signIn(two, letters, "198.51.100.7")).isEqualTo(400);
        }
        assertThat(one
                        .admin()
                        .realm(REALM)
                        .getEvents(
                                List.of("LOGIN_ERROR"),
                                null,
                                users().idOf(new Person("limited", TestUsers.PASSWORD)),
                                null,
                                null,
                                null,
                                0,
                                100)
                        .stream()
                        .map(event -> event.getDetails().get("reason"))
                        .toList())
                .containsExactlyInAnyOrder(
                        "network_not_allowed",
                        "unreadable",
                        "unreadable",
                        "network_not_allowed",
                        "unreadable",
                        "unreadable");
    }

    private static int signIn(Node node, String letters, String address) {
        return new TokenEndpoint(node.realmUrl(REALM))
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "dovecot",
                                "client_secret",
                                "dovecot-secret",
                                "username",
                                "limited",
                                "password",
                                letters),
                        Map.of("X-Dovecot-Auth-Remote", address))
                .status();
    }

    /** Returns the traffic of two users who create and revoke, and two programs that sign in. */
    private static Traffic traffic(String name) {
        String first = signIn(users().createWithoutSecondFactor(name + "-1"));
        String second = signIn(users().createWithoutSecondFactor(name + "-2"));
        users().create(name + "-3", SeededAppPassword.of(SECRET));
        users().create(name + "-4", SeededAppPassword.of(SECRET));
        return Traffic.through(one.realmUrl(REALM), two.realmUrl(REALM))
                .user(first)
                .user(second)
                .program(name + "-3", SECRET)
                .program(name + "-4", SECRET);
    }

    private static void assertNothingLost(TrafficRecord record, String name) {
        assertThat(record.unexpected()).isEmpty();
        assertThat(record.failedSignIns())
                .as("failed on both nodes: %s", record)
                .isZero();
        record.assertKeptBy(postgres, DATABASE);
        TokenEndpoint tokens = new TokenEndpoint(one.realmUrl(REALM));
        assertThat(record.kept().values())
                .allMatch(secret -> Stream.of(name + "-1", name + "-2")
                        .anyMatch(username ->
                                tokens.directGrant("dovecot", username, secret).status() == 200));
    }

    private static Node start(String name, int port, Installation installation) {
        return Node.start(installation, name, port, options());
    }

    private static String[] options() {
        return Stream.concat(
                        Stream.of(Node.quiet(postgres.options(DATABASE))),
                        Stream.of("--http-pool-max-threads=" + THREADS))
                .toArray(String[]::new);
    }

    private static TestUsers users() {
        return new TestUsers(one.admin().realm(REALM));
    }

    private static String signIn(Person person) {
        return NodeRealm.accessToken(one, person);
    }

    private static String storedName(String id) {
        return postgres.texts(DATABASE, "select user_label from credential where id = '" + id + "'").stream()
                .findFirst()
                .orElse("none");
    }

    private static String named(List<CredentialRepresentation> credentials, String name) {
        return credentials.stream()
                .filter(credential -> credential.getUserLabel().equals(name))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    private static String name(String name) {
        return "{\"name\":\"" + name + "\"}";
    }

    private static String letters(int index) {
        return (String.valueOf((char) ('a' + index % 26)) + (char) ('a' + index / 26)).repeat(12);
    }
}
