package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.cluster.NodeRealm;
import org.apppasswords.keycloak.it.support.cluster.PreparedPostgres;
import org.apppasswords.keycloak.it.support.cluster.Traffic;
import org.apppasswords.keycloak.it.support.cluster.TrafficRecord;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.StoringBridge;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.Measured;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.RealmEventsConfigRepresentation;

/**
 * What programs and users get while the database is down, read-only or rejects a write, and that they recover with it.
 */
class DatabaseFaultsIT {

    private static final String REALM = NodeRealm.NAME;
    private static final String DATABASE = "faults";
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String OTHER = "bbcdefghijklmnopqrstuvwx";
    private static final String STORING = "stored";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    private static Postgres postgres;
    private static Node node;

    @BeforeAll
    static void startNode() {
        // PostgreSQL's default: a commit is durable. The embedded PostgreSQL overrides it.
        postgres = PreparedPostgres.start(Map.of("synchronous_commit", "on"));
        postgres.create(DATABASE);
        node = Node.start(Installation.built(), "faults", 8081, Node.quiet(postgres.options(DATABASE)))
                .awaitReady();
        NodeRealm.create(node, realm -> realm.setEventsEnabled(false));
        StoringBridge.create(node.admin().realm(REALM), STORING, client -> {});
    }

    @AfterAll
    static void stopEverything() {
        if (node != null) {
            node.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @AfterEach
    void makeWritable() {
        postgres.readOnly(false);
        postgres.execute(DATABASE, "alter table event_entity drop constraint if exists no_event");
        postgres.execute(DATABASE, "drop function if exists conflict_once cascade");
        postgres.execute(DATABASE, "drop sequence if exists attempts");
        storeEvents(false);
    }

    @Test
    void aDatabaseStoppedUnderLoadLosesNoAcknowledgedChange() {
        String first = signIn(users().createWithoutSecondFactor("stopped-1"));
        String second = signIn(users().createWithoutSecondFactor("stopped-2"));
        users().create("stopped-3", SeededAppPassword.of(SECRET));
        TrafficRecord record;
        try (Traffic traffic =
                Traffic.through(node.realmUrl(REALM)).user(first).user(second).program("stopped-3", SECRET)) {
            traffic.awaitSignIns(30);

            postgres.stop();
            Waiting.until(
                    "creations fail",
                    () -> traffic.record().answers().keySet().stream()
                            .anyMatch(answer -> answer.startsWith("create 5")));
            postgres.startAgain();

            traffic.awaitSignIns(60);
            record = traffic.record();
        }

        Measured.write("database stopped", record.toString());
        assertThat(record.unexpected()).isEmpty();
        assertThat(record.answers().keySet())
                .as("every error is JSON")
                .noneMatch(answer -> answer.contains("not JSON") || answer.contains("without an error"));
        record.assertKeptBy(postgres, DATABASE);
        TokenEndpoint tokens = new TokenEndpoint(node.realmUrl(REALM));
        assertThat(record.kept().values())
                .allMatch(secret -> tokens.directGrant("dovecot", "stopped-1", secret)
                                        .status()
                                == 200
                        || tokens.directGrant("dovecot", "stopped-2", secret).status() == 200);
    }

    @Test
    void aReadOnlyDatabaseDoesNotStopSignIns() {
        String userId = users().create("reads", SeededAppPassword.of(SECRET));
        // A wrong password loads the user into the cache without anything to write.
        assertThat(signIn("reads", WRONG).status()).isEqualTo(400);

        postgres.readOnly(true);

        for (int time = 0; time < 3; time++) {
            assertThat(signIn("reads", SECRET).status()).isEqualTo(200);
            assertThat(signIn("reads", WRONG).error()).isEqualTo("invalid_grant");
        }
        assertThat(lastUsedClients(userId)).isEmpty();

        postgres.readOnly(false);

        assertThat(signIn("reads", SECRET).status()).isEqualTo(200);
        Waiting.until("the usage is recorded", () -> lastUsedClients(userId).contains("dovecot"));
    }

    @Test
    void aSignInFailsIfItsEventCannotBeStored() {
        users().create("stores", SeededAppPassword.of(SECRET));
        storeEvents(true);
        assertThat(signIn("stores", SECRET).status()).isEqualTo(200);

        postgres.readOnly(true);

        Answer answer = signIn("stores", SECRET);
        assertThat(answer.status()).as(answer.body()).isGreaterThanOrEqualTo(500);
        assertThat(answer.error()).as(answer.body()).isNotNull();
        assertThat(answer.accessToken()).isNull();

        postgres.readOnly(false);

        assertThat(signIn("stores", SECRET).status()).isEqualTo(200);
    }

    @Test
    void anAppPasswordThatCannotBeStoredIsNotShown() {
        Person person = users().createWithoutSecondFactor("creates");
        String userId = users().idOf(person);
        AppPasswordsApi api = AppPasswordsApi.with(node.realmUrl(REALM), signIn(person));
        api.create("{\"name\":\"Before\"}").expect(201);

        postgres.readOnly(true);

        Answer rejected = api.create("{\"name\":\"Meanwhile\"}");
        assertThat(rejected.status()).as(rejected.body()).isGreaterThanOrEqualTo(500);
        assertThat(rejected.json().has("password")).isFalse();
        api.list().expect(200);

        postgres.readOnly(false);

        api.create("{\"name\":\"After\"}").expect(201);
        assertThat(names(userId)).containsExactlyInAnyOrder("Before", "After");
    }

    @Test
    void noChangeIsCommittedWithoutItsEvent() {
        String userId =
                users().create("unrecorded", SeededAppPassword.of(SECRET).named("Phone"));
        AppPasswordsApi api = api("unrecorded");
        String id = users().appPasswords(userId).get(0).getId();
        storeEvents(true);
        postgres.execute(
                DATABASE,
                "alter table event_entity add constraint no_event check (type not like '%_CREDENTIAL') not valid");

        List<Answer> rejected = List.of(
                api.revoke(id),
                api.revokeAll(),
                api.rename(id, "{\"name\":\"Tablet\"}"),
                api.create("{\"name\":\"Laptop\"}"));

        assertThat(rejected)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isGreaterThanOrEqualTo(500));
        assertThat(names(userId)).containsExactly("Phone");
        assertThat(signIn("unrecorded", SECRET).status()).isEqualTo(200);

        postgres.execute(DATABASE, "alter table event_entity drop constraint no_event");
        api.revoke(id).expect(204);

        assertThat(names(userId)).isEmpty();
        assertThat(events(userId, EventType.REMOVE_CREDENTIAL)).hasSize(1);
        assertThat(events(userId, EventType.UPDATE_CREDENTIAL)).isEmpty();
    }

    @Test
    void aRevocationThatIsRepeatedAfterAConflictHasOneEvent() {
        String userId = users().create("repeats", SeededAppPassword.of(SECRET));
        AppPasswordsApi api = api("repeats");
        storeEvents(true);
        // A rollback does not reset a sequence, so only the first attempt fails.
        postgres.execute(DATABASE, "create sequence attempts");
        postgres.execute(DATABASE, """
                create function conflict_once() returns trigger language plpgsql as $$
                begin
                  if nextval('attempts') = 1 then
                    raise exception 'a conflict' using errcode = 'serialization_failure';
                  end if;
                  return new;
                end $$""");
        postgres.execute(DATABASE, """
                create trigger conflict_once before insert on event_entity for each row
                when (new.type = 'REMOVE_CREDENTIAL') execute function conflict_once()""");

        api.revoke(users().appPasswords(userId).get(0).getId()).expect(204);

        assertThat(postgres.number(DATABASE, "select last_value from attempts")).isEqualTo(2);
        assertThat(names(userId)).isEmpty();
        assertThat(events(userId, EventType.REMOVE_CREDENTIAL)).hasSize(1);
    }

    /** A node can stop between the commit of a revocation and the end of the sessions. */
    @ParameterizedTest
    @ValueSource(strings = {"the user, one", "the user, all", "an administrator, one", "an administrator, all"})
    void aRepeatedRevocationEndsTheSessionsThatAnInterruptedOneHasLeft(String repeats) {
        String username = "interrupted-" + repeats.replaceAll("\\W+", "-");
        String userId = users().create(
                        username,
                        SeededAppPassword.of(SECRET).named("Phone"),
                        SeededAppPassword.of(OTHER).named("Laptop"));
        StoringBridge bridge = new StoringBridge(node.realmUrl(REALM), STORING);
        AppPasswordsApi api = api(username);
        Answer phone = bridge.signIn(username, SECRET);
        Answer laptop = bridge.signIn(username, OTHER);
        String id = users().appPasswords(userId).stream()
                .filter(credential -> "Phone".equals(credential.getUserLabel()))
                .findFirst()
                .orElseThrow()
                .getId();
        postgres.execute(DATABASE, "delete from credential where id = '" + id + "'");
        assertThat(bridge.isActive(phone)).isTrue();

        AdminApi admin =
                AdminApi.with(node.realmUrl(REALM), node.admin().tokenManager().getAccessTokenString());
        boolean one = repeats.endsWith("one");
        if (repeats.startsWith("the user")) {
            (one ? api.revoke(id) : api.revokeAll()).expect(one ? 404 : 200);
        } else {
            (one ? admin.revoke(userId, id) : admin.revokeAll(userId)).expect(one ? 404 : 200);
        }

        assertThat(bridge.isActive(phone)).isFalse();
        assertThat(bridge.isActive(laptop)).isEqualTo(one);
        api.list().expect(200);
    }

    private static AppPasswordsApi api(String username) {
        return AppPasswordsApi.with(node.realmUrl(REALM), signIn(new Person(username, TestUsers.PASSWORD)));
    }

    private static Set<String> names(String userId) {
        return postgres.texts(
                DATABASE,
                "select user_label from credential where type = 'app-password' and user_id = '" + userId + "'");
    }

    private static List<EventRepresentation> events(String userId, EventType type) {
        return node.admin().realm(REALM).getEvents(List.of(type.name()), null, userId, null, null, null, 0, 10);
    }

    private static Set<String> lastUsedClients(String userId) {
        return postgres.texts(
                DATABASE,
                "select credential_data::jsonb ->> 'lastUsedClient' from credential where user_id = '" + userId
                        + "' and type = 'app-password' and credential_data::jsonb ->> 'lastUsedClient' is not null");
    }

    private static void storeEvents(boolean on) {
        RealmEventsConfigRepresentation events = node.admin().realm(REALM).getRealmEventsConfig();
        events.setEventsEnabled(on);
        node.admin().realm(REALM).updateRealmEventsConfig(events);
    }

    private static Answer signIn(String username, String password) {
        return new TokenEndpoint(node.realmUrl(REALM)).directGrant("dovecot", username, password);
    }

    private static TestUsers users() {
        return new TestUsers(node.admin().realm(REALM));
    }

    private static String signIn(Person person) {
        return NodeRealm.accessToken(node, person);
    }
}
