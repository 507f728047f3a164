package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** A request to create an app password whose response was lost, and that the application repeats. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class RepeatedCreationIT {

    private static final String KEY = "0b5dbb1e-5f0c-4f0b-9d3f-5b1a8c6d2e7f";
    private static final String OTHER_KEY = "another_form_key";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;
    private TokenEndpoint tokens;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
    }

    @Test
    void isRecognizedByItsKeyWhateverElseItContains() {
        Person person = users.createWithTotp("repeats");
        AppPasswordsApi api = api(person);
        Answer first = api.create(body("Mail", KEY, null)).expect(201);

        List<Answer> repeated = List.of(api.create(body("Mail", KEY, null)), api.create(body("Calendar", KEY, null)));

        assertThat(repeated).allSatisfy(answer -> {
            answer.expect(409);
            assertThat(answer.error()).isEqualTo("already_created");
            assertThat(answer.json().path("id").asText()).isEqualTo(id(first));
            assertThat(answer.json().path("name").asText()).isEqualTo("Mail");
            assertThat(answer.body()).doesNotContain(secret(first));
        });
        assertThat(names(person)).containsExactly("Mail");
        api.create(body("Calendar", OTHER_KEY, null)).expect(201);
        assertThat(api.create(body("Mail", null, null)).expect(409).error()).isEqualTo("name_taken");
    }

    @Test
    void keysOfOtherUsersAndOfDeletedAppPasswordsAreFree() {
        AppPasswordsApi api = api(users.createWithTotp("deletes-and-repeats"));
        Answer first = api.create(body("Mail", KEY, null)).expect(201);

        api(users.createWithTotp("same-key")).create(body("Mail", KEY, null)).expect(201);
        api.revoke(id(first)).expect(204);

        api.create(body("Mail", KEY, null)).expect(201);
    }

    /** The key stays after a usage has rewritten the data. */
    @Test
    void isReplacedInOneStepAtTheLimitToo() {
        new RealmPolicy(realm).set(Map.of("max-per-user", "1"));
        Person person = users.createWithTotp("replaces");
        AppPasswordsApi api = api(person);
        Answer unseen = api.create(body("Mail", KEY, null)).expect(201);
        assertThat(tokens.directGrant("dovecot", "replaces", secret(unseen)).status())
                .isEqualTo(200);
        String id = api.create(body("Mail", KEY, null))
                .expect(409)
                .json()
                .path("id")
                .asText();

        Answer seen = api.create(body("Mail", KEY, id)).expect(201);

        assertThat(tokens.directGrant("dovecot", "replaces", secret(unseen)).status())
                .isEqualTo(400);
        assertThat(tokens.directGrant("dovecot", "replaces", secret(seen)).status())
                .isEqualTo(200);
        assertThat(names(person)).containsExactly("Mail");
        UserEvents events = new UserEvents(realm);
        assertThat(events.of(users.idOf(person), EventType.REMOVE_CREDENTIAL))
                .singleElement()
                .satisfies(event -> assertThat(event.getDetails()).containsEntry("credential_id", id));
        assertThat(events.of(users.idOf(person), EventType.UPDATE_CREDENTIAL)).hasSize(2);
        assertThat(api.create(body("Mail", KEY, id)).expect(409).error()).isEqualTo("already_created");
    }

    @Test
    void aRejectedReplacementDeletesNothing() {
        new RealmPolicy(realm).set(Map.of("max-per-user", "2"));
        Person person = users.createWithTotp("rejected-replacement");
        AppPasswordsApi api = api(person);
        Answer mail = api.create(body("Mail", KEY, null)).expect(201);
        Answer calendar = api.create(body("Calendar", OTHER_KEY, null)).expect(201);

        assertThat(List.of(
                        api.create(body("calendar", null, id(mail))),
                        api.create(body("Phone", OTHER_KEY, id(mail))),
                        api.create(body("Phone", null, "unknown"))))
                .extracting(Answer::error)
                .containsExactly("name_taken", "already_created", "limit_reached");

        assertThat(names(person)).containsExactlyInAnyOrder("Mail", "Calendar");
        assertThat(Stream.of(mail, calendar))
                .allMatch(created -> tokens.directGrant("dovecot", person.username(), secret(created))
                                .status()
                        == 200);
    }

    /** Neither another user's app password nor another credential of the user. */
    @Test
    void onlyTheUsersOwnAppPasswordsAreReplaced() {
        Person victim = users.createWithTotp("victim");
        Answer foreign = api(victim).create(body("Mail", KEY, null)).expect(201);
        Person person = users.createWithTotp("replaces-others");
        AppPasswordsApi api = api(person);
        List<CredentialRepresentation> before = others(person);

        api.create(body("Foreign", null, id(foreign))).expect(201);
        before.forEach(
                other -> api.create(body(other.getType(), null, other.getId())).expect(201));

        assertThat(names(victim)).containsExactly("Mail");
        assertThat(others(person))
                .extracting(CredentialRepresentation::getId)
                .containsExactlyElementsOf(
                        before.stream().map(CredentialRepresentation::getId).toList());
    }

    @Test
    void concurrentRequestsWithOneKeyCreateOne() {
        Person person = users.createWithTotp("at-once");
        AppPasswordsApi api = api(person);
        Callable<Answer> request = () -> api.create(body("Mail", KEY, null));

        List<Answer> answers =
                Parallel.all(Stream.generate(() -> request).limit(6).toList());

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allMatch(answer -> answer.status() == 503 || "already_created".equals(answer.error()));
        assertThat(names(person)).containsExactly("Mail");
    }

    private AppPasswordsApi api(Person person) {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        return AppPasswordsApi.with(
                realm.getBaseUrl(), console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person)));
    }

    private static String body(String name, String key, String replaces) {
        return "{\"name\":\"%s\",\"idempotencyKey\":%s,\"replaces\":%s}".formatted(name, quoted(key), quoted(replaces));
    }

    private static String quoted(String text) {
        return text == null ? "null" : '"' + text + '"';
    }

    private List<String> names(Person person) {
        return users.appPasswords(person).stream()
                .map(CredentialRepresentation::getUserLabel)
                .toList();
    }

    private List<CredentialRepresentation> others(Person person) {
        return realm.admin().users().get(users.idOf(person)).credentials().stream()
                .filter(credential -> !credential.getType().equals("app-password"))
                .toList();
    }

    private static String id(Answer created) {
        return created.json().path("id").asText();
    }

    private static String secret(Answer created) {
        return created.json().path("password").asText();
    }
}
