package org.apppasswords.keycloak.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.Installation;
import org.apppasswords.keycloak.it.support.Node;
import org.apppasswords.keycloak.it.support.Postgres;
import org.apppasswords.keycloak.it.support.ProjectFiles;
import org.apppasswords.keycloak.it.support.SeededAppPassword;
import org.apppasswords.keycloak.it.support.TestUsers;
import org.apppasswords.keycloak.it.support.TokenEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.util.JsonSerialization;

/** As an organisation runs it: two clustered nodes in production mode on PostgreSQL; export, import. */
class ProductionIT {

    private static final String REALM = "demo";
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";

    private static Installation installation;
    private static Postgres postgres;
    private static Node one;
    private static Node two;

    @BeforeAll
    static void startTwoNodes() throws IOException {
        installation = Installation.create();
        postgres = Postgres.start();
        postgres.create("organisation");
        // One after the other: the first one makes the tables.
        one = Node.start(installation, "node-one", 8081, postgres.options("organisation"))
                .awaitReady();
        two = Node.start(installation, "node-two", 8082, postgres.options("organisation"))
                .awaitReady();
        try (InputStream json = Files.newInputStream(ProjectFiles.DEMO_REALM)) {
            one.admin().realms().create(JsonSerialization.readValue(json, RealmRepresentation.class));
        }
    }

    @AfterAll
    static void stopEverything() {
        Stream.of(two, one, postgres).filter(server -> server != null).forEach(ProductionIT::close);
    }

    @Test
    void anAppPasswordIsGoodOnEveryNodeUntilItIsRevokedOnOne() {
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
        assertThat(refusedWithin(Duration.ofSeconds(1), tokensOnOne, "clustered"))
                .isTrue();
    }

    @Test
    void aTokenOfOneNodeIsIntrospectedByTheOther() {
        new TestUsers(one.admin().realm(REALM)).create("introspected", SeededAppPassword.of(SECRET));

        String token = new TokenEndpoint(one.realmUrl(REALM))
                .directGrant("dovecot", "introspected", SECRET)
                .accessToken();

        TokenEndpoint.Answer answer = new TokenEndpoint(two.realmUrl(REALM)).introspect("dovecot", token);
        assertThat(answer.json().path("active").asBoolean()).as(answer.body()).isTrue();
        assertThat(answer.json().path("username").asText()).isEqualTo("introspected");
    }

    @Test
    void hostileUserNamesDoNotUpsetPostgreSql() {
        for (String username : List.of("\u0000", "a\u0000b", "\uD83D\uDD11", "x".repeat(100_000), "\uD83D")) {
            TokenEndpoint.Answer answer =
                    new TokenEndpoint(one.realmUrl(REALM)).directGrant("dovecot", username, SECRET);
            assertThat(answer.status())
                    .as("%s: %s", username.codePoints().limit(5).boxed().toList(), answer.body())
                    .isEqualTo(400);
        }
    }

    @Test
    void anExportedRealmBringsItsAppPasswordsToANewServer(@TempDir Path folder) throws IOException {
        String userId = new TestUsers(one.admin().realm(REALM))
                .create("exported", SeededAppPassword.of(SECRET).named("Phone"));
        CredentialRepresentation before =
                new TestUsers(one.admin().realm(REALM)).appPasswords(userId).get(0);
        Path file = folder.resolve("realm.json");

        installation.kc(
                with(postgres.options("organisation"), "export", "--optimized", "--file=" + file, "--realm=" + REALM));

        assertThat(Files.readString(file))
                .contains(
                        "\"app-password\"", "\"Phone\"", before.getCreatedDate().toString())
                .doesNotContain(SECRET);
        postgres.create("elsewhere");
        installation.kc(with(postgres.options("elsewhere"), "import", "--optimized", "--file=" + file));
        try (Node elsewhere = Node.start(installation, "elsewhere", 8083, postgres.options("elsewhere"))
                .awaitReady()) {
            assertThat(new TokenEndpoint(elsewhere.realmUrl(REALM))
                            .directGrant("dovecot", "exported", SECRET)
                            .status())
                    .isEqualTo(200);
        }
        assertThat(postgres.dump("elsewhere"))
                .contains("Phone", before.getCreatedDate().toString());
    }

    private static boolean refusedWithin(Duration patience, TokenEndpoint tokens, String username) {
        long deadline = System.nanoTime() + patience.toNanos();
        do {
            if (tokens.directGrant("dovecot", username, SECRET).status() == 400) {
                return true;
            }
        } while (System.nanoTime() < deadline);
        return false;
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
