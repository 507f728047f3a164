package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Form;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.Persistent;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.cluster.PreparedPostgres;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.DocumentedCommands;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.util.JsonSerialization;

/** Two clustered nodes in production mode on PostgreSQL; realm export and import. */
class ProductionIT {

    private static final String REALM = "demo";
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    /** Not used by other tests: their app passwords are named after their secrets. */
    private static final String EXPORTED = "zyxwvutsrqponmlkjihgfedc";

    private static final int LIMIT = 25;
    private static final int TABS = 20;

    private static Installation installation;
    private static Postgres postgres;
    private static Node one;
    private static Node two;

    @BeforeAll
    static void startTwoNodes() throws IOException {
        installation = Installation.built();
        postgres = PreparedPostgres.start();
        postgres.create("organisation");
        one = Node.start(installation, "node-one", 8081, postgres.options("organisation"));
        two = Node.start(installation, "node-two", 8082, postgres.options("organisation"))
                .awaitReady();
        one.awaitReady();
        one.admin().realms().create(DemoRealm.read());
    }

    @AfterAll
    static void stopEverything() {
        Stream.of(two, one, postgres).filter(server -> server != null).forEach(ProductionIT::close);
    }

    @Test
    void anAppPasswordWorksOnEveryNodeUntilItIsRevokedOnOne() {
        RealmResource realmOnOne = one.admin().realm(REALM);
        RealmResource realmOnTwo = two.admin().realm(REALM);
        String userId = new TestUsers(realmOnOne).create("clustered", SeededAppPassword.of(SECRET));
        TokenEndpoint tokensOnOne = new TokenEndpoint(one.realmUrl(REALM));
        TokenEndpoint tokensOnTwo = new TokenEndpoint(two.realmUrl(REALM));

        assertThat(tokensOnOne.directGrant("dovecot", "clustered", SECRET).status())
                .isEqualTo(200);
        assertThat(tokensOnTwo.directGrant("dovecot", "clustered", SECRET).status())
                .isEqualTo(200);

        String credentialId =
                new TestUsers(realmOnTwo).appPasswords(userId).get(0).getId();
        realmOnTwo.users().get(userId).removeCredential(credentialId);

        assertThat(tokensOnTwo.directGrant("dovecot", "clustered", SECRET).status())
                .isEqualTo(400);
        assertThat(rejectedWithin(Duration.ofSeconds(1), tokensOnOne, "clustered"))
                .isTrue();
    }

    @Test
    void aTokenOfOneNodeCanBeIntrospectedOnTheOther() {
        new TestUsers(one.admin().realm(REALM)).create("introspected", SeededAppPassword.of(SECRET));

        String token = new TokenEndpoint(one.realmUrl(REALM))
                .directGrant("dovecot", "introspected", SECRET)
                .accessToken();

        Answer answer = new TokenEndpoint(two.realmUrl(REALM)).introspect("dovecot", token);
        assertThat(answer.json().path("active").asBoolean()).as(answer.body()).isTrue();
        assertThat(answer.json().path("username").asText()).isEqualTo("introspected");
    }

    @Test
    void hostileUserNamesCauseNoDatabaseErrors() {
        for (String username : List.of("\u0000", "a\u0000b", "\uD83D\uDD11", "x".repeat(100_000), "\uD83D")) {
            Answer answer = new TokenEndpoint(one.realmUrl(REALM)).directGrant("dovecot", username, SECRET);
            assertThat(answer.status())
                    .as("%s: %s", username.codePoints().limit(5).boxed().toList(), answer.body())
                    .isEqualTo(400);
        }
    }

    @Test
    void anExportedRealmKeepsItsAppPasswordsOnANewServer(@TempDir Path folder) throws IOException {
        String userId = new TestUsers(one.admin().realm(REALM))
                .create("exported", SeededAppPassword.of(EXPORTED).named("Phone"));
        CredentialRepresentation before =
                new TestUsers(one.admin().realm(REALM)).appPasswords(userId).get(0);
        Path file = folder.resolve("realm.json");

        installation.kc(
                with(postgres.options("organisation"), "export", "--optimized", "--file=" + file, "--realm=" + REALM));

        assertThat(Files.readString(file))
                .contains(
                        "\"app-password\"", "\"Phone\"", before.getCreatedDate().toString())
                .doesNotContain(EXPORTED);
        postgres.create("elsewhere");
        installation.kc(with(postgres.options("elsewhere"), "import", "--optimized", "--file=" + file));
        try (Node elsewhere = Node.start(installation, "elsewhere", 8083, postgres.options("elsewhere"))
                .awaitReady()) {
            assertThat(new TokenEndpoint(elsewhere.realmUrl(REALM))
                            .directGrant("dovecot", "exported", EXPORTED)
                            .status())
                    .isEqualTo(200);
        }
        assertThat(postgres.dump("elsewhere"))
                .contains("Phone", before.getCreatedDate().toString());
    }

    @Test
    void theSecretIsInTheOneAnswerOnly(@TempDir Path folder) throws IOException {
        AccountConsole console = new AccountConsole(one.realmUrl(REALM));
        Browser browser = new Browser();
        Page form = SignIn.complete(browser.open(console.createAppPassword()), Person.bob());
        Page shown = CreatePage.FORM.on(form).set("name", "Everywhere else").press("create");
        String display = CreatePage.secret(shown);
        String letters = CreatePage.letters(display);
        Page landed = CreatePage.SHOWN.on(shown).press("done");
        TokenEndpoint tokens = new TokenEndpoint(one.realmUrl(REALM));
        assertThat(tokens.directGrant("dovecot", "bob", display).status()).isEqualTo(200);
        // Another user's valid app password: the error must not contain it either.
        assertThat(tokens.directGrant("dovecot", "alice", letters).status()).isEqualTo(400);

        RealmResource realm = one.admin().realm(REALM);
        String bob = realm.users().search("bob", true).get(0).getId();
        String account = tokens.get(
                        one.realmUrl(REALM) + "/account/credentials",
                        Map.of("Authorization", "Bearer " + console.accessToken(landed), "Accept", "application/json"))
                .body();
        String admin =
                JsonSerialization.writeValueAsString(realm.users().get(bob).credentials());
        String events = JsonSerialization.writeValueAsString(realm.getEvents());
        Path file = folder.resolve("with-bob.json");
        installation.kc(
                with(postgres.options("organisation"), "export", "--optimized", "--file=" + file, "--realm=" + REALM));
        String database = postgres.dump("organisation");

        // Each place does contain this app password's record, so the search below is meaningful.
        assertThat(List.of(account, admin, events, Files.readString(file), database))
                .allSatisfy(place -> assertThat(place).contains("Everywhere else"));
        assertThat(List.of(account, admin, events, Files.readString(file), database, one.log(), two.log()))
                .allSatisfy(place -> assertThat(place.contains(letters) || place.contains(display))
                        .isFalse());
        assertThat(List.of(one.log(), two.log()))
                .allSatisfy(log -> assertThat(log).contains("DEBUG [org.keycloak"));
        // Signs in right after the account API has blanked the secrets of the listed credentials.
        assertThat(tokens.directGrant("dovecot", "bob", letters).status()).isEqualTo(200);
    }

    @Test
    void theLimitHoldsAcrossNodes() {
        TestUsers users = new TestUsers(one.admin().realm(REALM));
        Person person = users.createWithTotp("limit-on-two-nodes", seeded(LIMIT - 5));
        AccountConsole console = new AccountConsole(one.realmUrl(REALM));
        Browser browser = new Browser();
        console.assertLanded(SignIn.complete(browser.open(console.signIn()), person));
        List<Form> forms = IntStream.range(0, TABS)
                .mapToObj(i -> CreatePage.FORM
                        .on(browser.open(console.createAppPassword()))
                        .set("name", "App " + i))
                .toList();
        List<Callable<Page>> tabs = IntStream.range(0, TABS)
                .<Callable<Page>>mapToObj(i ->
                        () -> Persistent.create(forms.get(i), form -> form.through((i % 2 == 0 ? one : two).url())))
                .toList();

        List<Page> answers = Parallel.all(tabs);

        assertThat(answers).filteredOn(CreatePage.SHOWN::is).hasSize(5);
        assertThat(answers)
                .filteredOn(CreatePage.UNAVAILABLE::is)
                .as(answers.toString())
                .hasSize(TABS - 5);
        assertThat(users.appPasswords(person)).hasSize(LIMIT);
    }

    @Test
    void realmsInTheServersOptionsAreProvisionedAtStartup() throws IOException {
        RealmResource realm = emptyRealm("at-start");
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId("radius");
        client.setSecret("radius-secret");
        client.setDirectAccessGrantsEnabled(true);
        realm.clients().create(client).close();
        client.setClientId("web");
        client.setPublicClient(true);
        realm.clients().create(client).close();
        new TestUsers(realm).create("early", SeededAppPassword.of(SECRET));
        String command = DocumentedCommands.read("administration.md", "setup-at-start")
                .replacing(Map.of(
                        "REALM,ANOTHER",
                        "nowhere,at-start,second,off",
                        "dovecot,postfix",
                        "web,radius,missing,account"))
                .texts()
                .get(0);
        emptyRealm("second");
        RealmResource off = emptyRealm("off");
        AdminApi.with(one.realmUrl("off"), one.admin().tokenManager().getAccessTokenString())
                .post("setup", "{}")
                .expect(200);
        RequiredActionProviderRepresentation action = off.flows().getRequiredAction("app-password-create");
        action.setEnabled(false);
        off.flows().updateRequiredAction("app-password-create", action);
        String[] options = Arrays.stream(command.split("\\s+", -1))
                .filter(word -> word.startsWith("--spi"))
                .toArray(String[]::new);

        try (Node three = Node.start(installation, "node-three", 8083, with(postgres.options("organisation"), options))
                .awaitReady()) {
            assertThat(new TokenEndpoint(three.realmUrl("at-start"))
                            .directGrant("radius", "early", SECRET)
                            .status())
                    .isEqualTo(200);
            assertThat(three.log())
                    .contains(
                            "realm nowhere does not exist, so it is not provisioned",
                            "realm at-start: the client web is not provisioned, because it is a public client",
                            "realm at-start: the client account is not provisioned, because it is one of Keycloak's own",
                            "realm at-start is provisioned, with 7 changes; rejected clients: 2",
                            "realm second is provisioned, with 2 changes; rejected clients: 1",
                            "realm off is not provisioned, because an administrator has disabled its required action");
            assertThat(off.flows().getRequiredAction("app-password-create").isEnabled())
                    .isFalse();
        }
    }

    /** What docs/upgrading.md says of a JAR that was removed while the action and the theme are still on. */
    @Test
    void withoutTheJarOnlyAppPasswordsAreRejected() {
        RealmResource realm = emptyRealm("removed");
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId("radius");
        client.setSecret("radius-secret");
        client.setDirectAccessGrantsEnabled(true);
        realm.clients().create(client).close();
        AdminApi.with(one.realmUrl("removed"), one.admin().tokenManager().getAccessTokenString())
                .post("setup", "{\"clients\":[\"radius\"]}")
                .expect(200);
        RealmRepresentation settings = realm.toRepresentation();
        settings.setAccountTheme("app-passwords");
        realm.update(settings);
        TestUsers users = new TestUsers(realm);
        Person person = users.createWithoutSecondFactor("stays");
        users.create("keeps", SeededAppPassword.of(SECRET));
        assertThat(signInAt(one, "keeps").status()).isEqualTo(200);

        try (Node bare = Node.start(
                        installation.withoutJar(),
                        "node-bare",
                        8083,
                        with(postgres.options("organisation"), "--hostname=http://localhost:8083"))
                .awaitReady()) {
            assertThat(signInAt(bare, "keeps").accessToken()).isNull();
            new AccountConsole(bare.realmUrl("removed"))
                    .assertLanded(SignIn.complete(
                            new Browser().open(new AccountConsole(bare.realmUrl("removed")).signIn()), person));
            Page console = new Browser().open(URI.create(bare.realmUrl("removed") + "/account/"));
            assertThat(console.status()).isEqualTo(200);
            assertThat(console.source()).doesNotContain("/account/app-passwords/");
            assertThat(bare.log())
                    .contains(
                            "Required action provider factory 'app-password-create' configured in the realm 'removed' is not"
                                    + " available",
                            "Failed to find ACCOUNT theme app-passwords, using built-in themes");
        }

        assertThat(signInAt(one, "keeps").status()).isEqualTo(200);
    }

    private static Answer signInAt(Node node, String username) {
        return new TokenEndpoint(node.realmUrl("removed")).directGrant("radius", username, SECRET);
    }

    private static RealmResource emptyRealm(String name) {
        RealmRepresentation realm = new RealmRepresentation();
        realm.setRealm(name);
        realm.setEnabled(true);
        one.admin().realms().create(realm);
        return one.admin().realm(name);
    }

    private static boolean rejectedWithin(Duration timeout, TokenEndpoint tokens, String username) {
        long deadline = System.nanoTime() + timeout.toNanos();
        do {
            if (tokens.directGrant("dovecot", username, SECRET).status() == 400) {
                return true;
            }
        } while (System.nanoTime() < deadline);
        return false;
    }

    private static SeededAppPassword[] seeded(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.valueOf((char) ('a' + i)).repeat(24))
                .map(letters -> SeededAppPassword.of(letters).named(letters))
                .toArray(SeededAppPassword[]::new);
    }

    private static String[] with(String[] options, String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(options)).toArray(String[]::new);
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
