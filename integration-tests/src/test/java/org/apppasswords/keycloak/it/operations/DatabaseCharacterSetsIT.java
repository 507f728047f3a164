package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.cluster.NodeRealm;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.DirectoryEndpoint;
import org.apppasswords.keycloak.it.support.http.ImportApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.MariaDb;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.util.JsonSerialization;

/** Names of app passwords in databases whose character sets lack some characters. The realm stores all events. */
class DatabaseCharacterSetsIT {

    private static final String REALM = NodeRealm.NAME;
    private static final String IMPORTED = "{BLF-CRYPT}$2y$05$T9nZpwqdB9Uk8958eOlmceUUEJtYYYgswLdrtUNoFhLw6V5qHQTsO";

    /** Names whose characters fewer and fewer character sets have. */
    private enum Name {
        UMLAUT("B\u00fcro"),
        JAPANESE("\u96fb\u8a71"),
        EMOJI("\uD83D\uDCF1");

        private final String text;

        Name(String text) {
            this.text = text;
        }

        String username() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private enum CharacterSet {
        MARIADB_UTF8MB4("utf8mb4", Name.EMOJI),
        MARIADB_UTF8MB3("utf8mb3", Name.JAPANESE),
        MARIADB_LATIN1("latin1", Name.UMLAUT),
        POSTGRESQL_LATIN1("LATIN1", Name.UMLAUT);

        private final String database;
        private final String sqlName;
        private final Name last;

        /** @param last the last {@link Name} that it can store */
        CharacterSet(String sqlName, Name last) {
            this.database = name().toLowerCase(Locale.ROOT);
            this.sqlName = sqlName;
            this.last = last;
        }

        boolean stores(Name name) {
            return name.compareTo(last) <= 0;
        }

        /** MariaDB's columns for names can store everything but emoji, whatever the database can. */
        boolean storesInNames(Name name) {
            return this == POSTGRESQL_LATIN1 ? stores(name) : name != Name.EMOJI;
        }

        /** MariaDB's columns for the details of events cannot store emoji, whatever the database can. */
        String inEvents(String text) {
            return this == MARIADB_UTF8MB4 ? text.replace(Name.EMOJI.text, "\uFFFD") : text;
        }

        Node start() {
            Installation installation = Installation.built();
            String[] options;
            if (this == POSTGRESQL_LATIN1) {
                postgres.createWithEncoding(database, sqlName);
                options = postgres.options(database);
            } else {
                mariaDb.create(database, sqlName);
                options = mariaDb.options(database);
                installation = forMariaDb;
            }
            return Node.start(installation, "characters-" + database, 8081, Node.quiet(options))
                    .awaitReady();
        }
    }

    @TempDir
    static Path folder;

    private static MariaDb mariaDb;
    private static Postgres postgres;
    private static Installation forMariaDb;

    @BeforeAll
    static void startDatabases() {
        mariaDb = MariaDb.startWithPort(folder);
        postgres = Postgres.start();
        forMariaDb = Installation.unpacked().builtWith("--db=mariadb");
    }

    @AfterAll
    static void stopDatabases() {
        if (mariaDb != null) {
            mariaDb.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameIsStoredUnchangedOrRejectedWithTheReason(CharacterSet characterSet) {
        try (Node node = characterSet.start()) {
            NodeRealm.create(node, DatabaseCharacterSetsIT::storeEvents);
            for (Name name : Name.values()) {
                Attempt attempt = Attempt.at(node, name);
                if (characterSet.stores(name)) {
                    attempt.assertStored();
                    attempt.assertUsable(characterSet);
                } else {
                    attempt.assertRejected();
                }
                attempt.assertRevocable();
            }
            for (Name name : Name.values()) {
                assertNobodyHas(name, node);
                assertNotAdded(name, characterSet, node);
            }
            assertThat(node.log()).doesNotContain("Uncaught server error");
        }
    }

    /** A query for a character that a column lacks fails, so a look-up must not send it. */
    private static void assertNobodyHas(Name name, Node node) {
        String realmUrl = node.realmUrl(REALM);
        DirectoryEndpoint directory = DirectoryEndpoint.of(realmUrl, "ldap-bridge");
        ImportApi imports = new ImportApi(realmUrl, Attempt.administratorsToken(node));
        TokenEndpoint tokens = new TokenEndpoint(realmUrl);
        for (String text : List.of(name.text, name.text + "@example.org")) {
            for (String parameter : List.of("username", "email", "search")) {
                JsonNode found = directory.users(parameter, text).expect(200).json();
                assertThat(found.path("users")).as(parameter).isEmpty();
            }
            for (String parameter : List.of("name", "search")) {
                JsonNode found = directory.groups(parameter, text).expect(200).json();
                assertThat(found.path("groups")).as(parameter).isEmpty();
            }
            JsonNode imported =
                    imports.send(ImportApi.line(text, "Phone", IMPORTED)).get(0);
            assertThat(imported.path("error").asText()).as(imported.toString()).isEqualTo("not_found");
            assertThat(tokens.directGrant("dovecot", text, "a".repeat(24)).error())
                    .isEqualTo("invalid_grant");
        }
    }

    private static void assertNotAdded(Name name, CharacterSet characterSet, Node node) {
        AdminApi api = AdminApi.with(node.realmUrl(REALM), Attempt.administratorsToken(node));
        String body = "{\"createClients\":true,\"clients\":[{\"clientId\":\"%s\",\"name\":\"%s\"}]}";
        if (!characterSet.stores(name)) {
            Answer answer = api.post("setup", body.formatted(name.text, "New"));
            assertThat(answer.expect(400).description()).contains("character set");
        }
        if (!characterSet.storesInNames(name)) {
            Answer answer = api.post("setup", body.formatted("new", name.text));
            assertThat(answer.expect(400).description()).contains("character set");
        }
    }

    private static void storeEvents(RealmRepresentation realm) {
        realm.setEventsEnabled(true);
        realm.setAdminEventsEnabled(true);
        realm.setAdminEventsDetailsEnabled(true);
    }

    /**
     * What happens to one name in each way to give an app password a name.
     *
     * @param plain the ID of the app password that should be renamed; its first name is "Plain"
     */
    private record Attempt(
            Node node,
            Name name,
            AppPasswordsApi api,
            String plain,
            Answer created,
            Answer renamed,
            Page page,
            JsonNode imported) {

        static Attempt at(Node node, Name name) {
            Person person = new TestUsers(node.admin().realm(REALM)).createWithoutSecondFactor(name.username());
            AppPasswordsApi api = AppPasswordsApi.with(node.realmUrl(REALM), NodeRealm.accessToken(node, person));
            String plain =
                    api.create(body("Plain")).expect(201).json().path("id").asText();
            return new Attempt(
                    node,
                    name,
                    api,
                    plain,
                    api.create(body(name.text + " 1")),
                    api.rename(plain, body(name.text + " 2")),
                    createOnThePage(node, person, name.text + " 3"),
                    new ImportApi(node.realmUrl(REALM), administratorsToken(node))
                            .send(ImportApi.line(person.username(), name.text + " 4", IMPORTED))
                            .get(0));
        }

        void assertStored() {
            created.expect(201);
            renamed.expect(200);
            CreatePage.secret(page);
            assertThat(imported.path("result").asText()).as(imported.toString()).isEqualTo("created");
            assertThat(names())
                    .containsExactlyInAnyOrder(name.text + " 1", name.text + " 2", name.text + " 3", name.text + " 4");
        }

        void assertUsable(CharacterSet characterSet) {
            TokenEndpoint tokens = new TokenEndpoint(node.realmUrl(REALM));
            String password = created.json().path("password").asText();

            assertThat(tokens.directGrant("dovecot", name.username(), password).status())
                    .isEqualTo(200);
            assertThat(labels("LOGIN")).containsExactly(characterSet.inEvents(name.text + " 1"));

            api.revoke(created.json().path("id").asText()).expect(204);

            assertThat(tokens.directGrant("dovecot", name.username(), password).error())
                    .isEqualTo("invalid_grant");
            assertThat(labels("REMOVE_CREDENTIAL")).containsExactly(characterSet.inEvents(name.text + " 1"));
        }

        void assertRejected() {
            for (Answer answer : List.of(created, renamed)) {
                answer.expect(400);
                assertThat(answer.error()).isEqualTo("name_not_storable");
                assertThat(answer.description()).startsWith("name: the character set of Keycloak's database");
            }
            assertThat(page.document().text()).contains(Messages.text("appPasswordErrorNameNotStorable"));
            assertThat(CreatePage.FORM.on(page).values("name")).containsExactly(name.text + " 3");
            assertThat(imported.path("error").asText()).as(imported.toString()).isEqualTo("name_not_storable");
            assertThat(names()).containsExactly("Plain");
        }

        /** An administrator revokes one app password, and the user all others. */
        void assertRevocable() {
            String userId = node.admin()
                    .realm(REALM)
                    .users()
                    .searchByUsername(name.username(), true)
                    .get(0)
                    .getId();

            AdminApi.with(node.realmUrl(REALM), administratorsToken(node))
                    .revoke(userId, plain)
                    .expect(204);
            api.revokeAll().expect(200);

            assertThat(names()).isEmpty();
        }

        private List<String> names() {
            JsonNode list = api.list().expect(200).json().path("appPasswords");
            return StreamSupport.stream(list.spliterator(), false)
                    .map(entry -> entry.path("name").asText())
                    .toList();
        }

        private List<String> labels(String eventType) {
            return node.admin().realm(REALM).getEvents().stream()
                    .filter(event -> event.getType().equals(eventType))
                    .map(EventRepresentation::getDetails)
                    .map(details -> details.get("credential_user_label"))
                    .filter(label -> label != null && label.endsWith(" 1"))
                    .limit(1)
                    .toList();
        }

        private static String body(String name) {
            ObjectNode body = JsonSerialization.mapper.createObjectNode();
            return body.put("name", name).toString();
        }

        private static Page createOnThePage(Node node, Person person, String name) {
            AccountConsole console = new AccountConsole(node.realmUrl(REALM));
            Page form = SignIn.complete(new Browser().open(console.createAppPassword()), person);
            return CreatePage.FORM.on(form).set("name", name).press("create");
        }

        private static String administratorsToken(Node node) {
            return node.admin().tokenManager().getAccessTokenString();
        }
    }
}
