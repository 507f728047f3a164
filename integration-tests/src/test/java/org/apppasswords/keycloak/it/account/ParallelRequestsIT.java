package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Persistent;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * A flood of requests about one user: a few wait, the server rejects the others with an error, and other users are
 * served.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ParallelRequestsIT {

    private static final int FLOOD = 120;
    private static final String OTHERS = "othersothersothersothers";
    private static final String UNKNOWN = "00000000-0000-0000-0000-000000000000";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak keycloak;

    private TestUsers users;
    private TokenEndpoint tokens;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
    }

    @Test
    void renames() {
        Person person = users.createWithTotp("flood-renames", seeded(0));
        String id = users.appPasswords(person).get(0).getId();
        AppPasswordsApi api = api(person);

        List<Answer> answers = flood("renames", i -> () -> api.rename(id, "{\"name\":\"Name " + i + "\"}"));

        assertServedOrRejected(answers, Set.of(200));
        List<String> confirmed = answers.stream()
                .filter(answer -> answer.status() == 200)
                .map(answer -> answer.json().path("name").asText())
                .toList();
        assertThat(confirmed).contains(users.appPasswords(person).get(0).getUserLabel());
    }

    @Test
    void creations() {
        Person person = users.createWithTotp("flood-creations", seeded(0));
        AppPasswordsApi api = api(person);

        List<Answer> answers = flood("creations", i -> () -> api.create("{\"name\":\"Name " + i + "\"}"));

        assertServedOrRejected(answers, Set.of(201, 409));
        List<String> created = answers.stream()
                .filter(answer -> answer.status() == 201)
                .map(answer -> answer.json().path("name").asText())
                .toList();
        assertThat(created).hasSizeLessThanOrEqualTo(24);
        assertThat(users.appPasswords(person))
                .extracting(CredentialRepresentation::getUserLabel)
                .hasSize(1 + created.size())
                .containsAll(created);
    }

    @Test
    void revocations() {
        Person person = users.createWithTotp("flood-revocations", seeded(0), seeded(1));
        String id = users.appPasswords(person).get(0).getId();
        AppPasswordsApi api = api(person);

        List<Answer> answers = flood("revocations", i -> () -> api.revoke(i % 2 == 0 ? id : UNKNOWN));

        assertServedOrRejected(answers, Set.of(204, 404));
        assertThat(answers).filteredOn(answer -> answer.status() == 204).hasSizeLessThanOrEqualTo(1);
        assertThat(users.appPasswords(person))
                .hasSize(2
                        - (int) answers.stream()
                                .filter(answer -> answer.status() == 204)
                                .count());
    }

    @Test
    void revocationsOfAll() {
        Person person = users.createWithTotp("flood-all", seeded(0), seeded(1), seeded(2));
        AppPasswordsApi api = api(person);

        List<Answer> answers = flood("all", i -> api::revokeAll);

        assertServedOrRejected(answers, Set.of(200));
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 200)
                        .mapToInt(answer -> answer.json().path("revoked").asInt())
                        .sum())
                .isEqualTo(3);
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void revocationsByAnAdministrator() {
        String userId = users.create("flood-by-administrator", seeded(0));
        AdminApi api = AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString());

        List<Answer> answers = flood("administrator", i -> () -> api.revokeAll(userId));

        assertServedOrRejected(answers, Set.of(200));
        assertThat(users.appPasswords(userId)).isEmpty();
    }

    @Test
    void renamesDoNotKeepAnAdministratorFromRevoking() {
        Person person = users.createWithTotp("flood-and-revocation", seeded(0));
        String id = users.appPasswords(person).get(0).getId();
        AppPasswordsApi own = api(person);
        AdminApi api = AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString());
        List<Callable<Answer>> everything = new ArrayList<>();
        for (int i = 0; i < FLOOD; i++) {
            String name = "{\"name\":\"Name " + i + "\"}";
            everything.add(() -> own.rename(id, name));
        }
        everything.add(() -> api.revokeAll(users.idOf(person)));

        List<Answer> answers = Parallel.all(everything);

        answers.get(FLOOD).expect(200);
        assertServedOrRejected(answers.subList(0, FLOOD), Set.of(200, 404));
        assertThat(users.appPasswords(person)).isEmpty();
    }

    /**
     * Sends the requests of one user, and among them sign-ins and a creation of another user, which must all succeed.
     */
    private List<Answer> flood(String name, IntFunction<Callable<Answer>> request) {
        Person other = users.createWithTotp("beside-" + name, SeededAppPassword.of(OTHERS));
        AppPasswordsApi othersApi = api(other);
        List<Callable<Answer>> requests =
                IntStream.range(0, FLOOD).mapToObj(request).toList();
        List<Callable<Object>> everything = new ArrayList<>();
        requests.subList(0, FLOOD / 2).forEach(one -> everything.add(one::call));
        everything.add(() -> othersApi.create("{\"name\":\"Mail\"}").status());
        for (int i = 0; i < 3; i++) {
            everything.add(() ->
                    tokens.directGrant("dovecot", other.username(), OTHERS).status());
        }
        requests.subList(FLOOD / 2, FLOOD).forEach(one -> everything.add(one::call));

        List<Object> answers = Parallel.all(everything);

        assertThat(answers).filteredOn(Integer.class::isInstance).containsExactly(201, 200, 200, 200);
        return answers.stream()
                .filter(Answer.class::isInstance)
                .map(Answer.class::cast)
                .toList();
    }

    private static void assertServedOrRejected(List<Answer> answers, Set<Integer> served) {
        assertThat(answers)
                .filteredOn(answer -> !served.contains(answer.status()))
                .isNotEmpty()
                .allSatisfy(Persistent::assertRejectedAsBusy);
        assertThat(answers).anyMatch(answer -> served.contains(answer.status()));
    }

    private AppPasswordsApi api(Person person) {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
        return AppPasswordsApi.with(realm.getBaseUrl(), token);
    }

    private static SeededAppPassword seeded(int index) {
        return SeededAppPassword.of(String.valueOf((char) ('a' + index)).repeat(24));
    }
}
