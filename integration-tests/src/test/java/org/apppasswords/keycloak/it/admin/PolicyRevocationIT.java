package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ManagedRealm;

/** A new account password, or the loss of the last second factor, revokes all app passwords if the policy says so. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class PolicyRevocationIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String LAPTOP = "laptoplaptoplaptoplaptop";
    private static final String NEW_PASSWORD = "a new account password";

    @InjectMailServer
    MailServer mail;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;
    private UserEvents events;
    private RealmPolicy policy;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        events = new UserEvents(realm);
        policy = new RealmPolicy(realm);
    }

    /** Which password changes revoke under which setting. */
    @ParameterizedTest
    @CsvSource({
        "ADMIN_RESET, never, false",
        "ADMIN_RESET, reset, true",
        "ADMIN_RESET, any, true",
        "ADMIN_UPDATE, never, false",
        "ADMIN_UPDATE, reset, true",
        "ADMIN_UPDATE, any, true",
        "FORGOTTEN, never, false",
        "FORGOTTEN, reset, true",
        "FORGOTTEN, any, true",
        "CONSOLE, never, false",
        "CONSOLE, reset, false",
        "CONSOLE, any, true",
        "REQUIRED_ACTION, reset, false",
        "REQUIRED_ACTION, any, true",
    })
    void aNewAccountPasswordRevokes(Change change, String setting, boolean revokes) throws Exception {
        String username = "changes-" + change.name().toLowerCase(java.util.Locale.ROOT) + "-" + setting;
        Person person = person(username);
        policy.set(Map.of("revoke-on-password-change", setting));

        change(change, person);

        assertThat(SignIn.asksForPassword(signIn(username, NEW_PASSWORD))).isFalse();
        if (revokes) {
            Waiting.until(
                    "all app passwords are revoked",
                    () -> users.appPasswords(person).isEmpty());
            assertThat(removals(person)).containsExactlyInAnyOrder("Phone password_changed", "Laptop password_changed");
        } else {
            assertThat(users.appPasswords(person)).hasSize(2);
            assertThat(removals(person)).isEmpty();
        }
    }

    @Test
    void anUpdateWithoutPasswordRevokesNothing() {
        Person person = person("renamed");
        policy.set(Map.of("revoke-on-password-change", "any"));

        rename(person);

        assertThat(users.appPasswords(person)).hasSize(2);
    }

    @Test
    void anUpdateRightAfterTheUsersOwnChangeIsNotAReset() throws Exception {
        Person person = person("webhook");

        change(Change.CONSOLE, person);
        rename(person);

        assertThat(users.appPasswords(person)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void losingTheLastSecondFactorRevokes(String setting, boolean revokes) {
        Person person = users.createWithTotp(
                "loses-" + setting,
                SeededAppPassword.of(PHONE).named("Phone"),
                SeededAppPassword.of(LAPTOP).named("Laptop"));
        policy.set(Map.of("revoke-on-second-factor-removal", setting));

        users(person).removeCredential(otp(person));

        if (revokes) {
            Waiting.until(
                    "all app passwords are revoked",
                    () -> users.appPasswords(person).isEmpty());
            assertThat(removals(person))
                    .containsExactlyInAnyOrder("Phone second_factor_removed", "Laptop second_factor_removed");
        } else {
            assertThat(users.appPasswords(person)).hasSize(2);
        }
    }

    @Test
    void theUsersOwnRemovalOfTheLastSecondFactorRevokesToo() {
        Person person =
                users.createWithTotp("own-removal", SeededAppPassword.of(PHONE).named("Phone"));
        policy.set(Map.of("revoke-on-second-factor-removal", "true"));
        AccountConsole console = new AccountConsole(realm.getBaseUrl());

        Page page = new Browser().open(console.action("delete_credential:" + otp(person)));
        Page confirm = SignIn.complete(page, person);
        console.assertLanded(confirm.form().press("accept", ""));

        Waiting.until(
                "all app passwords are revoked",
                () -> users.appPasswords(person).isEmpty());
        assertThat(removals(person)).containsExactly("Phone second_factor_removed");
    }

    private enum Change {
        ADMIN_RESET,
        ADMIN_UPDATE,
        FORGOTTEN,
        CONSOLE,
        REQUIRED_ACTION
    }

    private void change(Change change, Person person) throws Exception {
        switch (change) {
            case ADMIN_RESET -> users(person).resetPassword(newPassword());
            case ADMIN_UPDATE -> {
                makeOlder(person);
                UserRepresentation user = users(person).toRepresentation();
                user.setCredentials(List.of(newPassword()));
                users(person).update(user);
            }
            case FORGOTTEN -> {
                realm.updateWithCleanup(settings -> settings.resetPasswordAllowed(true));
                forget(person);
            }
            case CONSOLE -> {
                AccountConsole console = new AccountConsole(realm.getBaseUrl());
                Page form = SignIn.complete(new Browser().open(console.action("UPDATE_PASSWORD")), person);
                console.assertLanded(enterNew(form));
            }
            case REQUIRED_ACTION -> {
                users.require(person, "UPDATE_PASSWORD");
                AccountConsole console = new AccountConsole(realm.getBaseUrl());
                console.assertLanded(enterNew(SignIn.complete(new Browser().open(console.signIn()), person)));
            }
        }
    }

    // A password that is set when the user is created is not a change.
    private static void makeOlder(Person person) {
        Waiting.until(
                "the first password of " + person.username() + " is some seconds old",
                new java.util.function.BooleanSupplier() {
                    private final long start = System.nanoTime();

                    @Override
                    public boolean getAsBoolean() {
                        return System.nanoTime() - start > 2_500_000_000L;
                    }
                });
    }

    private void forget(Person person) throws MessagingException, IOException {
        Browser browser = new Browser();
        Page login = browser.open(new AccountConsole(realm.getBaseUrl()).signIn());
        Page ask = browser.open(login.address()
                .resolve(login.document()
                        .selectFirst("a[href*=reset-credentials]")
                        .attr("href")));
        ask.form("kc-reset-password-form").set("username", person.username()).submit();
        mail.waitForIncomingEmail(20_000, 1);
        Matcher link = Pattern.compile("http://\\S+action-token\\S+")
                .matcher((String) ((Multipart) mail.getLastReceivedMessage().getContent())
                        .getBodyPart(0)
                        .getContent());
        assertThat(link.find()).isTrue();
        enterNew(browser.open(URI.create(link.group())));
    }

    private static Page enterNew(Page page) {
        return page.form("kc-passwd-update-form")
                .set("password-new", NEW_PASSWORD)
                .set("password-confirm", NEW_PASSWORD)
                .submit();
    }

    private Page signIn(String username, String password) {
        return SignIn.complete(
                new Browser().open(new AccountConsole(realm.getBaseUrl()).signIn()), new Person(username, password));
    }

    private void rename(Person person) {
        UserRepresentation user = users(person).toRepresentation();
        user.setLastName("Renamed");
        users(person).update(user);
    }

    private Person person(String username) {
        users.create(
                username,
                SeededAppPassword.of(PHONE).named("Phone"),
                SeededAppPassword.of(LAPTOP).named("Laptop"));
        return new Person(username, TestUsers.PASSWORD);
    }

    private UserResource users(Person person) {
        return realm.admin().users().get(users.idOf(person));
    }

    private String otp(Person person) {
        return users(person).credentials().stream()
                .filter(credential -> credential.getType().equals("otp"))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    private static CredentialRepresentation newPassword() {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(NEW_PASSWORD);
        return password;
    }

    /** Returns name and reason of each app password that was removed. */
    private List<String> removals(Person person) {
        return events.of(users.idOf(person), EventType.REMOVE_CREDENTIAL).stream()
                .map(EventRepresentation::getDetails)
                .filter(details -> details.get("credential_type").equals("app-password"))
                .map(details -> details.get("credential_user_label") + " " + details.get("reason"))
                .toList();
    }
}
