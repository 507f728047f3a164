package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.Kcadm;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.apppasswords.keycloak.it.support.server.ScriptFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/** The scripts of docs/oversight.md. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class DocumentedOversightIT {

    private static final String CLIENT = "app-passwords-admin";
    private static final String SECRET = "a secret & more";
    private static final String TOKEN = DocumentedBlock.read("oversight.md", "token.sh");

    /** After each page, waits for half of the lifetime of a token. The page of this number is requested without one. */
    private static final String SLOW_CURL = """
            case "$*" in
                */inventory*) ;;
                *) exec /usr/bin/curl "$@" ;;
            esac
            page=$(($(cat pages 2>/dev/null || echo 0) + 1))
            echo "$page" >pages
            if [ "$page" = "%s" ]; then
                exec /usr/bin/curl "$@" </dev/null
            fi
            /usr/bin/curl "$@"
            status=$?
            sleep 1
            exit "$status"
            """;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TempDir
    Path folder;

    private ScriptFolder scripts;

    @TestSetup
    public void createClientAsDocumented() throws IOException {
        ClientRepresentation client = create(Files.createTempDirectory("kcadm"), CLIENT);
        client.setSecret(SECRET);
        client.getAttributes().put("access.token.lifespan", "2");
        realm.admin().clients().get(client.getId()).update(client);
        TestUsers users = new TestUsers(realm);
        long now = System.currentTimeMillis();
        IntStream.range(0, 3).forEach(i -> users.create("overseen-" + i, of("a"), of("b").named("Second")));
        users.create(
                "overseen-old",
                of("c").named("Old").createdAt(now - 200L * 86_400_000),
                of("d").named("Ending").clients(Set.of("dovecot")).expiringAt(now + 86_400_000));
    }

    private ClientRepresentation create(Path kcadmFolder, String clientId) {
        Result created = new Kcadm(kcadmFolder)
                .run(
                        "set -e\n"
                                + DocumentedBlock.read("oversight.md", "create-client.sh")
                                        .replace("REALM", "\"$REALM\"")
                                        .replace(CLIENT, clientId),
                        Map.of("REALM", realm.getName()));
        assertThat(created.status()).as(created.output()).isZero();
        return realm.admin().clients().findByClientId(clientId).get(0);
    }

    private static SeededAppPassword of(String letter) {
        return SeededAppPassword.of(letter.repeat(24));
    }

    @BeforeEach
    void writeTheSecret() {
        scripts = new ScriptFolder(folder, realm.getName()).write("client-secret", SECRET + "\n");
    }

    /** A realm of Keycloak 26.8.2 or newer has it; the realm of every other test may not. */
    @Test
    void theClientGetsTheScopeOfTheAdminApiIfTheRealmHasIt() {
        String scope = "kc-admin-api";
        if (realm.admin().clientScopes().findAll().stream()
                .noneMatch(existing -> existing.getName().equals(scope))) {
            ClientScopeRepresentation representation = new ClientScopeRepresentation();
            representation.setName(scope);
            representation.setProtocol("openid-connect");
            String id = Created.id(realm.admin().clientScopes().create(representation));
            realm.cleanup().add(admin -> admin.clientScopes().get(id).remove());
        }

        ClientRepresentation client = create(folder, "another-admin");

        assertThat(client.getDefaultClientScopes()).contains(scope);
    }

    @Test
    void theInventoryIsCompleteAlthoughTokensExpireMeanwhile() {
        scripts.addProgram("curl", SLOW_CURL.formatted("none"));

        Result result = scripts.run(
                TOKEN, DocumentedBlock.read("oversight.md", "inventory.sh").replace("max=1000", "max=1"));

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).isEmpty();
        assertThat(scripts.read("app-passwords.jsonl").lines())
                .hasSize(8)
                .anyMatch(line -> line.contains("\"username\":\"overseen-2\"") && line.contains("\"name\":\"Second\""));
    }

    @Test
    void theInventoryFailsIfAPageFails() {
        scripts.addProgram("curl", SLOW_CURL.formatted("3"));

        Result result = scripts.run(
                TOKEN, DocumentedBlock.read("oversight.md", "inventory.sh").replace("max=1000", "max=1"));

        assertThat(result.status()).as(result.output()).isNotZero();
        assertThat(result.output()).contains("401");
        assertThat(scripts.has("app-passwords.jsonl")).isFalse();
    }

    @Test
    void everyScriptFailsWithoutAToken() {
        scripts.write("client-secret", "wrong");
        for (String script : List.of(
                DocumentedBlock.read("oversight.md", "inventory.sh"),
                DocumentedBlock.read("oversight.md", "by-date.sh"),
                DocumentedBlock.read("oversight.md", "spreadsheet.sh"),
                DocumentedBlock.read("oversight.md", "revoke.sh"))) {
            for (String server : List.of("http://localhost:8080", "http://localhost:9")) {
                Result result = scripts.run(TOKEN, "keycloak=" + server, script);

                assertThat(result.status()).as(result.output()).isNotZero();
                assertThat(result.output())
                        .containsPattern(
                                server.endsWith("9") ? "Failed to connect|Couldn't connect" : "unauthorized_client");
            }
        }
        assertThat(scripts.has("app-passwords.jsonl")).isFalse();
    }

    @Test
    void timesAreComputedFromDates() {
        Result result = scripts.run(TOKEN, DocumentedBlock.read("oversight.md", "by-date.sh"));

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).isEqualTo("overseen-old\tOld\tfalse\noverseen-old\tEnding\tfalse\n");
    }

    @Test
    void theOtherExamplesWork() {
        Result spreadsheet = scripts.run(TOKEN, DocumentedBlock.read("oversight.md", "spreadsheet.sh"));
        Result revocation = scripts.run(TOKEN, DocumentedBlock.read("oversight.md", "revoke.sh"));

        assertThat(spreadsheet.status()).as(spreadsheet.output()).isZero();
        assertThat(scripts.read("app-passwords.csv").lines()).hasSize(9);
        assertThat(revocation.status()).as(revocation.output()).isZero();
        assertThat(revocation.output()).contains("\"revoked\":1").contains("Ending");
    }
}
