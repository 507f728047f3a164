package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Form;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.Persistent;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AccountApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.util.JsonSerialization;

/** Concurrent requests of one user: the limits hold, and nothing is lost. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class CreationLimitIT {

    private static final int TABS = 20;
    private static final int LIMIT = 25;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private AccountConsole console;
    private TokenEndpoint tokens;
    private TestUsers users;

    @BeforeEach
    void setUp() {
        console = new AccountConsole(realm.getBaseUrl());
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
    }

    @Test
    void concurrentCreationsNeverExceedTheLimit() {
        Person person = users.createWithTotp("limit", seeded(20));
        List<Form> forms = openForms(person);

        List<Page> answers = Parallel.all(IntStream.range(0, TABS)
                .<Callable<Page>>mapToObj(
                        i -> () -> Persistent.create(forms.get(i).set("name", "App " + i)))
                .toList());

        assertThat(answers).filteredOn(CreatePage.SHOWN::is).hasSize(LIMIT - 20);
        assertThat(answers)
                .filteredOn(CreatePage.UNAVAILABLE::is)
                .hasSize(TABS - (LIMIT - 20))
                .allSatisfy(page -> assertThat(page.texts(".app-password-intro"))
                        .containsExactly(Messages.text("appPasswordUnavailable_limit_reached", LIMIT)));
        assertThat(users.appPasswords(person)).hasSize(LIMIT);
    }

    @Test
    void twentyConcurrentNamesCreateTwentyWorkingAppPasswords() {
        Person person = users.createWithTotp("distinct");
        List<Form> forms = openForms(person);

        List<Page> answers = Parallel.all(IntStream.range(0, TABS)
                .<Callable<Page>>mapToObj(
                        i -> () -> Persistent.create(forms.get(i).set("name", "App " + i)))
                .toList());

        assertThat(answers.stream().map(CreatePage::secret).distinct()).hasSize(TABS);
        assertThat(users.appPasswords(person))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, TABS).mapToObj(i -> "App " + i).toList());
        assertThat(answers)
                .allSatisfy(page -> assertThat(tokens.directGrant("dovecot", "distinct", CreatePage.secret(page))
                                .status())
                        .isEqualTo(200));
        assertThat(answers).allSatisfy(page -> CreatePage.ALREADY_SHOWN.on(page.reload()));
    }

    @Test
    void oneNameInTwentyTabsCreatesOne() {
        Person person = users.createWithTotp("same-name");
        List<Form> forms = openForms(person);

        List<Page> answers = Parallel.all(IntStream.range(0, TABS)
                .<Callable<Page>>mapToObj(i ->
                        () -> Persistent.create(forms.get(i).set("name", i % 2 == 0 ? "Mail" : " MAIL ")))
                .toList());

        assertThat(answers).filteredOn(CreatePage.SHOWN::is).hasSize(1);
        assertThat(answers)
                .filteredOn(CreatePage.FORM::is)
                .hasSize(TABS - 1)
                .allSatisfy(page -> assertThat(page.document().body().text())
                        .containsIgnoringCase(Messages.text("appPasswordErrorNameTaken", "Mail")));
        assertThat(users.appPasswords(person)).hasSize(1);
    }

    @Test
    void concurrentRenamesAndSignInsLoseNoName() throws IOException {
        int count = 12;
        Person person = users.createWithTotp("renames", seeded(count));
        UserResource user = realm.admin().users().get(users.idOf(person));
        AccountApi account = accountApi(person);
        List<CredentialRepresentation> before = users.appPasswords(person);
        List<Callable<Integer>> signIns = new ArrayList<>();
        List<Callable<Integer>> renames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CredentialRepresentation credential = before.get(i);
            String secret = secret(credential);
            String newName = "Renamed " + i;
            boolean byAdministrator = i % 2 == 0;
            signIns.add(() -> tokens.directGrant("dovecot", "renames", secret).status());
            signIns.add(() -> tokens.directGrant("postfix", "renames", secret).status());
            renames.add(() -> byAdministrator
                    ? renameByAdministrator(user, credential.getId(), newName)
                    : account.rename(credential.getId(), newName));
        }

        List<Integer> statuses = Parallel.all(concat(renames, signIns));

        assertThat(statuses.subList(count, statuses.size())).containsOnly(200);
        for (int i = 0; i < count; i++) {
            CredentialRepresentation after =
                    byId(users.appPasswords(person), before.get(i).getId());
            // Keycloak's own rename fails on a conflict, but a confirmed rename must persist.
            boolean confirmed = statuses.get(i) == 204;
            assertThat(after.getUserLabel())
                    .as("answer %s", statuses.get(i))
                    .isEqualTo(confirmed ? "Renamed " + i : before.get(i).getUserLabel());
            JsonNode data = JsonSerialization.mapper.readTree(after.getCredentialData());
            assertThat(data.get("clients").textValue()).isEqualTo("*");
        }
        assertThat(statuses.subList(0, count)).contains(204);
        assertThat(signIns.stream().map(CreationLimitIT::call)).containsOnly(200);
    }

    @Test
    void concurrentDeletionsAndSignInsRestoreNothing() {
        int count = 16;
        Person person = users.createWithTotp("deletions", seeded(count));
        UserResource user = realm.admin().users().get(users.idOf(person));
        List<CredentialRepresentation> before = users.appPasswords(person);
        List<CredentialRepresentation> deleted = before.subList(0, count / 2);
        List<CredentialRepresentation> kept = before.subList(count / 2, count);
        List<Callable<Integer>> signIns = before.stream()
                .<Callable<Integer>>map(
                        credential -> () -> tokens.directGrant("dovecot", "deletions", secret(credential))
                                .status())
                .toList();
        AppPasswordsApi own = console.api(person);
        List<Callable<Integer>> deletions = IntStream.range(0, deleted.size())
                .<Callable<Integer>>mapToObj(i -> {
                    String id = deleted.get(i).getId();
                    return i % 2 == 0
                            ? () -> revoke(own, id)
                            : () -> deleteByKeycloak(user, id, count + deleted.size());
                })
                .toList();

        List<Integer> statuses = Parallel.all(concat(signIns, deletions));

        assertThat(statuses.subList(0, count / 2)).containsAnyOf(200, 400).doesNotContain(500);
        assertThat(statuses.subList(count / 2, count)).containsOnly(200);
        assertThat(statuses.subList(count, statuses.size())).containsOnly(204);
        assertThat(users.appPasswords(person))
                .extracting(CredentialRepresentation::getId)
                .containsExactlyInAnyOrderElementsOf(
                        kept.stream().map(CredentialRepresentation::getId).toList());
        assertThat(deleted)
                .allSatisfy(credential -> assertThat(tokens.directGrant("dovecot", "deletions", secret(credential))
                                .error())
                        .isEqualTo("invalid_grant"));
        assertThat(kept)
                .allSatisfy(credential -> assertThat(tokens.directGrant("dovecot", "deletions", secret(credential))
                                .status())
                        .isEqualTo(200));
    }

    @Test
    void concurrentCreationsAndSignInsDoNotInterfere() {
        Person person = users.createWithTotp("busy", seeded(5));
        List<Form> forms = openForms(person);
        List<Callable<Answer>> signIns = users.appPasswords(person).stream()
                .<Callable<Answer>>map(credential -> () -> tokens.directGrant("dovecot", "busy", secret(credential)))
                .toList();
        List<Callable<Object>> everything = new ArrayList<>();
        IntStream.range(0, TABS)
                .forEach(i ->
                        everything.add(() -> Persistent.create(forms.get(i).set("name", "App " + i))));
        signIns.forEach(signIn -> everything.add(signIn::call));

        List<Object> answers = Parallel.all(everything);

        assertThat(answers.subList(0, TABS)).allSatisfy(answer -> CreatePage.secret((Page) answer));
        assertThat(answers.subList(TABS, answers.size()))
                .allSatisfy(answer -> assertThat(((Answer) answer).status()).isEqualTo(200));
        assertThat(users.appPasswords(person)).hasSize(LIMIT);
    }

    private List<Form> openForms(Person person) {
        Browser browser = new Browser();
        console.assertLanded(SignIn.complete(browser.open(console.signIn()), person));
        return IntStream.range(0, TABS)
                .mapToObj(i -> CreatePage.FORM.on(browser.open(console.createAppPassword())))
                .toList();
    }

    private AccountApi accountApi(Person person) {
        Page landed = SignIn.complete(new Browser().open(console.signIn()), person);
        return new AccountApi(realm.getBaseUrl(), console.accessToken(landed));
    }

    private static int renameByAdministrator(UserResource user, String credentialId, String name) {
        try {
            user.setCredentialUserLabel(credentialId, name);
            return 204;
        } catch (WebApplicationException e) {
            return e.getResponse().getStatus();
        }
    }

    // The first answer is the final one, unless the user has too many requests in progress.
    private static int revoke(AppPasswordsApi api, String id) throws Exception {
        return Persistent.call(() -> api.revoke(id)).call().status();
    }

    // Keycloak's own deletion fails when it conflicts with another request. In each conflict, one of the others
    // succeeds,
    // so there are not more conflicts than requests.
    private static int deleteByKeycloak(UserResource user, String credentialId, int requests) {
        for (int attempt = 0; attempt < requests; attempt++) {
            try {
                user.removeCredential(credentialId);
                return 204;
            } catch (NotFoundException e) {
                assertThat(attempt).as("an earlier attempt has deleted it").isPositive();
                return 204;
            } catch (WebApplicationException e) {
                assertThat(e.getResponse().getStatus()).isIn(409, 500);
            }
        }
        throw new AssertionError(credentialId + " could not be deleted");
    }

    private static SeededAppPassword[] seeded(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> SeededAppPassword.of(letters(i)).named(letters(i)))
                .toArray(SeededAppPassword[]::new);
    }

    private static String letters(int index) {
        return String.valueOf((char) ('a' + index)).repeat(24);
    }

    /** Returns the secret, which is the app password's name in these tests. */
    private static String secret(CredentialRepresentation seeded) {
        return seeded.getUserLabel();
    }

    private static CredentialRepresentation byId(List<CredentialRepresentation> credentials, String id) {
        return credentials.stream()
                .filter(credential -> credential.getId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static <T> List<Callable<T>> concat(List<Callable<T>> some, List<Callable<T>> others) {
        List<Callable<T>> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    private static <T> T call(Callable<T> task) {
        try {
            return task.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
