package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.DocumentedCommands;
import org.apppasswords.keycloak.it.support.server.Kcadm;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The commands and the log lines of docs/configuration.md. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ConfigurationDocumentIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TempDir
    Path folder;

    private BridgeClients clients;

    @BeforeEach
    void setUp() {
        clients = new BridgeClients(realm);
    }

    @Test
    void theCommandsSetAttributesOfAClient() {
        Kcadm kcadm = new Kcadm(folder);
        // The second command of the first block, and the second block, use the output of the first command.
        String[] first = commands("client-attribute.sh");
        String id = run(kcadm, first[0]).strip();

        run(kcadm, first[1].replace("THE-ID", id));
        run(kcadm, commands("connection-attribute.sh")[0].replace("THE-ID", id));

        assertThat(id).isEqualTo(clients.internalId("dovecot"));
        assertThat(clients.get("dovecot").toRepresentation().getAttributes())
                .containsEntry("app-passwords.remote-address-header", "X-Dovecot-Auth-Remote")
                .containsEntry("app-passwords.imap.host", "imap.example.org")
                .containsEntry("app-passwords.mail.domains", "example.org, example.net");
    }

    @Test
    void theCommandsOpenTheDirectory() {
        Kcadm kcadm = new Kcadm(folder);

        List<String> outputs = DocumentedCommands.read("configuration.md", "directory")
                .replacing(Map.of(
                        "THE-ID",
                        clients.internalId("postfix"),
                        "https://keycloak.example.org",
                        "http://localhost:8080",
                        "REALM",
                        realm.getName(),
                        "NAME",
                        "alice",
                        "CLIENT:SECRET",
                        "postfix:postfix-secret"))
                .run(script -> kcadm.run(script, Map.of()));

        assertThat(Answer.parse(outputs.get(1)).path("users"))
                .singleElement()
                .satisfies(user -> assertThat(user.path("username").asText()).isEqualTo("alice"));
    }

    @Test
    void theLogSaysWhyAClientIsRestrictedOrRejected() {
        new TestUsers(realm).create("documented", SeededAppPassword.of(SECRET));
        // The server logs each message once, and may be reused.
        String privileged = "privileged-" + UUID.randomUUID();
        String bare = "bare-" + UUID.randomUUID();
        clients.create(privileged, client -> client.setFullScopeAllowed(true));
        clients.create(bare, BridgeClients.withoutMappers());
        ServerLog log = ServerLog.fromHere();

        signIn(privileged);
        signIn(bare);

        assertThat(log.text()).contains(line("privileged.log", privileged), line("mapper-missing.log", bare));
    }

    private void signIn(String clientId) {
        new TokenEndpoint(realm.getBaseUrl()).directGrant(clientId, "documented", SECRET);
    }

    private String line(String block, String clientId) {
        return DocumentedBlock.read("configuration.md", block)
                .strip()
                .replace("client dovecot", "client " + clientId)
                .replace("realm demo", "realm " + realm.getName());
    }

    private static String[] commands(String block) {
        String joined = DocumentedBlock.read("configuration.md", block).replace("\\\n", " ");
        return Stream.of(joined.split("\n", -1))
                .filter(line -> line.startsWith("$ "))
                .map(line -> line.substring(2))
                .toArray(String[]::new);
    }

    private String run(Kcadm kcadm, String command) {
        Result result = kcadm.run(command.replace("REALM", realm.getName()), Map.of());
        assertThat(result.status()).as(result.output()).isZero();
        return result.output().lines().filter(line -> !line.isBlank()).collect(Collectors.joining());
    }
}
