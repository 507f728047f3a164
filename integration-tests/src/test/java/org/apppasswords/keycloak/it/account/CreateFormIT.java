package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Form;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.util.JsonSerialization;

/** Input that the form accepts, and the errors for other input. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class CreateFormIT {

    private static final String TAKEN = "abcdefghijklmnopqrstuvwx";
    private static final String EMOJI = "\uD83D\uDE80";
    private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private AccountConsole console;
    private TokenEndpoint tokens;
    private TestUsers users;
    private RealmPolicy policy;

    @BeforeEach
    void setUp() {
        console = new AccountConsole(realm.getBaseUrl());
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
        policy = new RealmPolicy(realm);
    }

    @Test
    void acceptsNamesInAnyScript() {
        Person person = users.createWithTotp("good-names");
        Browser browser = new Browser();
        List<String> names = List.of(
                "x",
                "a".repeat(64),
                EMOJI.repeat(64),
                FAMILY,
                "仕事用のメール",
                "手機郵件",
                "بريد الهاتف",
                "Ünïcödé & <b>bold</b> \"quoted\" 'single'",
                "${username} {0} {{0}} #{1} \\u0041",
                "<script>alert(1)</script>");

        for (String name : names) {
            Page shown = fillIn(openForm(browser, person), name).press("create");

            CreatePage.secret(shown);
            assertThat(shown.texts(".app-password-name")).as(name).containsExactly(name);
            assertThat(shown.document().select(".app-password b")).isEmpty();
            CreatePage.SHOWN.on(shown).press("done");
        }

        assertThat(users.appPasswords(person))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void trimsTheName() {
        Person person = users.createWithTotp("trimmed");

        CreatePage.secret(fillIn(openForm(new Browser(), person), " \t iPhone Mail \u3000")
                .press("create"));

        assertThat(users.appPasswords(person))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactly("iPhone Mail");
    }

    @Test
    void requiresAName() {
        Person person = users.createWithTotp("no-name");
        Page start = openForm(new Browser(), person);

        Page empty = fillIn(start, "").press("create");
        Page blank = fillIn(empty, "  \u3000 ").press("create");
        Page missing = CreatePage.FORM.on(blank).remove("name").press("create");

        assertThat(List.of(empty, blank, missing))
                .allSatisfy(page -> assertFieldError(page, "name", Messages.text("appPasswordErrorNameMissing")));
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void rejectsNamesOfMoreThan64Characters() {
        Person person = users.createWithTotp("long-names");
        Page page = openForm(new Browser(), person);

        for (String name : List.of("a".repeat(65), EMOJI.repeat(65), "a".repeat(10_000))) {
            page = fillIn(page, name).press("create");

            assertFieldError(page, "name", Messages.text("appPasswordErrorNameTooLong", 64));
            assertThat(CreatePage.FORM.on(page).values("name")).containsExactly(name);
        }

        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void rejectsInvisibleCharacters() {
        Person person = users.createWithTotp("hidden-characters");
        Page page = openForm(new Browser(), person);
        List<String> names = List.of(
                "bell\u0007",
                "two\nlines",
                "tab\tbed",
                "nul\u0000byte",
                "escape\u001B[31m",
                "c1\u0085control",
                "over\u202Eride",
                "isolate\u2066d",
                "zero\u200Bwidth",
                "bom\uFEFF",
                "soft\u00ADhyphen",
                "line\u2028separator",
                "private\uE000use",
                "unassigned\uDBFF\uDFFF");

        for (String name : names) {
            page = fillIn(page, name).press("create");

            assertFieldError(page, "name", Messages.text("appPasswordErrorNameCharacters"));
        }

        assertThat(users.appPasswords(person)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"iPhone Mail", "IPHONE MAIL", "  iphone mail "})
    void reportsThatTheNameIsTaken(String name) {
        String username = "taken-" + Integer.toHexString(name.hashCode());
        Person person =
                users.createWithTotp(username, SeededAppPassword.of(TAKEN).named("iPhone Mail"));
        Form form = fillIn(openForm(new Browser(), person), name)
                .set("services", "only")
                .setAll("clients", List.of("radicale", "ldap-bridge"))
                .set("lifetimeDays", "90");

        Page rejected = form.press("create");

        assertFieldError(rejected, "name", Messages.text("appPasswordErrorNameTaken", name.strip()));
        Form kept = CreatePage.FORM.on(rejected);
        assertThat(kept.values("name")).containsExactly(name);
        assertThat(kept.values("services")).containsExactly("only");
        assertThat(kept.values("clients")).containsExactlyInAnyOrder("radicale", "ldap-bridge");
        assertThat(kept.values("lifetimeDays")).containsExactly("90");
        assertThat(users.appPasswords(person)).hasSize(1);

        CreatePage.secret(kept.set("name", "Other").press("create"));
    }

    @Test
    void rejectsClientsThatAreNotServices() {
        Person person = users.createWithTotp("no-services");
        TestClients clients = new TestClients(realm);
        clients.add("off", "Off", DemoRealm.FLOW, client -> client.setEnabled(false));
        clients.add("public", "Public", DemoRealm.FLOW, client -> client.setPublicClient(true));
        clients.add("no-grants", "No grants", DemoRealm.FLOW, client -> client.setDirectAccessGrantsEnabled(false));
        clients.add("other-flow", "Other flow", "direct grant");
        Page page = openForm(new Browser(), person);

        for (String client : List.of(
                "off",
                "public",
                "no-grants",
                "other-flow",
                "account",
                "admin-cli",
                "realm-management",
                "unknown",
                "DOVECOT",
                "",
                "dovecot,postfix",
                "<b>")) {
            page = fillIn(page, "Mail")
                    .set("services", "only")
                    .setAll("clients", List.of("dovecot", client))
                    .press("create");

            assertFieldError(page, "clients", Messages.text("appPasswordErrorService"));
            assertThat(CreatePage.FORM.on(page).values("clients")).as(client).containsExactly("dovecot");
        }

        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void rejectsLifetimesThatAreNotOffered() {
        policy.set(Map.of("lifetime-max-days", "90", "lifetime-default-days", "30"));
        Person person = users.createWithTotp("lifetimes");
        Page page = openForm(new Browser(), person);
        assertThat(page.texts("#lifetimeDays option"))
                .containsExactly(
                        Messages.text("appPasswordLifetimeDays", 7),
                        Messages.text("appPasswordLifetimeDays", 30),
                        Messages.text("appPasswordLifetimeDays", 90));
        assertThat(CreatePage.FORM.on(page).values("lifetimeDays")).containsExactly("30");

        for (String days : List.of("0", "91", "-1", "3651", "2147483647", "-2147483648")) {
            page = fillIn(page, "Mail").set("lifetimeDays", days).press("create");

            assertFieldError(page, "lifetimeDays", Messages.text("appPasswordErrorLifetime", 90));
        }
        for (String days : List.of("", "soon", "1.5", "2147483648", "0x10", "30 days")) {
            page = fillIn(page, "Mail").set("lifetimeDays", days).press("create");

            assertFieldError(page, "lifetimeDays", Messages.text("appPasswordErrorLifetimeInvalid"));
            assertThat(CreatePage.FORM.on(page).values("name")).containsExactly("Mail");
        }

        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void rejectsExcessiveLifetimesEvenWithoutALimit() {
        Person person = users.createWithTotp("ten-years");
        Page page = openForm(new Browser(), person);

        for (String days : List.of("3651", "-1")) {
            page = fillIn(page, "Mail").set("lifetimeDays", days).press("create");

            assertFieldError(page, "lifetimeDays", Messages.text("appPasswordErrorLifetimeInvalid"));
        }

        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void expiresAfterTheChosenLifetime() throws IOException {
        Person person = users.createWithTotp("thirty-days");
        Instant before = Instant.now();

        Page shown = fillIn(openForm(new Browser(), person), "Mail")
                .set("lifetimeDays", "30")
                .press("create");

        CreatePage.secret(shown);
        Instant end = Instant.parse(
                data(only(users.appPasswords(person))).get("expiresAt").textValue());
        assertThat(Duration.between(before, end))
                .isBetween(Duration.ofDays(30), Duration.ofDays(30).plusMinutes(5));
        assertThat(shown.texts(".app-password-facts li"))
                .anyMatch(fact -> fact.startsWith(Messages.text("appPasswordShowExpires", "")));
    }

    @Test
    void usesTheDefaultLifetimeIfNoneIsSent() throws IOException {
        policy.set(Map.of("lifetime-default-days", "7"));
        Person person = users.createWithTotp("default-lifetime");
        Instant before = Instant.now();

        CreatePage.secret(fillIn(openForm(new Browser(), person), "Mail")
                .remove("lifetimeDays")
                .press("create"));

        Instant end = Instant.parse(
                data(only(users.appPasswords(person))).get("expiresAt").textValue());
        assertThat(Duration.between(before, end))
                .isBetween(Duration.ofDays(7), Duration.ofDays(7).plusMinutes(5));
    }

    @Test
    void worksOnlyForTheChosenServices() throws IOException {
        Person person = users.createWithTotp("scoped");

        Page shown = fillIn(openForm(new Browser(), person), "Mail")
                .set("services", "only")
                .setAll("clients", List.of("dovecot", "postfix", "dovecot"))
                .press("create");
        String secret = CreatePage.secret(shown);

        assertThat(shown.texts(".app-password-facts li").get(0))
                .isEqualTo(Messages.text("appPasswordShowServices", "Mail"));
        assertThat(data(only(users.appPasswords(person))).get("clients").textValue())
                .isEqualTo("dovecot, postfix");
        assertThat(tokens.directGrant("dovecot", "scoped", secret).status()).isEqualTo(200);
        assertThat(tokens.directGrant("postfix", "scoped", secret).status()).isEqualTo(200);
        assertThat(tokens.directGrant("ldap-bridge", "scoped", secret).error()).isEqualTo("invalid_grant");
    }

    @Test
    void worksForEveryServiceByDefault() throws IOException {
        Person person = users.createWithTotp("unscoped");

        Page shown = fillIn(openForm(new Browser(), person), "Mail").press("create");
        String secret = CreatePage.secret(shown);

        assertThat(shown.texts(".app-password-facts li")).contains(Messages.text("appPasswordShowAllServices"));
        assertThat(data(only(users.appPasswords(person))).get("clients").textValue())
                .isEqualTo("*");
        assertThat(Stream.of("dovecot", "postfix", "ldap-bridge"))
                .allMatch(
                        client -> tokens.directGrant(client, "unscoped", secret).status() == 200);
    }

    @Test
    void asksForAServiceIfNoneIsSelected() {
        Person person = users.createWithTotp("no-service");
        Page start = openForm(new Browser(), person);

        Page none = fillIn(start, "Mail").set("services", "only").press("create");
        Page missing = CreatePage.FORM.on(none).remove("services").press("create");

        assertThat(List.of(none, missing)).allSatisfy(page -> {
            assertFieldError(page, "clients", Messages.text("appPasswordErrorNoService"));
            assertThat(CreatePage.FORM.on(page).values("name")).containsExactly("Mail");
            assertThat(CreatePage.FORM.on(page).values("services")).containsExactly("only");
        });
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void allServicesCountsMoreThanHiddenCheckboxes() throws IOException {
        Person person = users.createWithTotp("all-services");

        CreatePage.secret(fillIn(openForm(new Browser(), person), "Mail")
                .set("services", "all")
                .setAll("clients", List.of("dovecot"))
                .press("create"));

        assertThat(data(only(users.appPasswords(person))).get("clients").textValue())
                .isEqualTo("*");
    }

    private Page openForm(Browser browser, Person person) {
        Page page = SignIn.complete(browser.open(console.createAppPassword()), person);
        CreatePage.FORM.on(page);
        return page;
    }

    private static Form fillIn(Page form, String name) {
        return CreatePage.FORM.on(form).set("name", name);
    }

    private static void assertFieldError(Page page, String field, String text) {
        CreatePage.FORM.on(page);
        assertThat(page.texts("#input-error-" + field)).containsExactly(text);
    }

    private static JsonNode data(CredentialRepresentation credential) throws IOException {
        return JsonSerialization.mapper.readTree(credential.getCredentialData());
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }
}
