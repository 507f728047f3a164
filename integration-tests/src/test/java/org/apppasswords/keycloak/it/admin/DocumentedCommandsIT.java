package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.EmptyRealm;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.DocumentedCommands;
import org.apppasswords.keycloak.it.support.server.Kcadm;
import org.apppasswords.keycloak.it.support.server.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.config.Config;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;

/** The commands for administrators in the documents, on a realm that is new for each test. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DocumentedCommandsIT {

    private static final String SERVER = "http://localhost:8080";
    private static final String DOCUMENTED_SERVER = "https://keycloak.example.org";

    @InjectRealm(config = EmptyRealm.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    @TempDir
    Path folder;

    @Test
    void oneCallProvisionsARealmAndAnotherOneRevertsIt() {
        Kcadm kcadm = new Kcadm(folder);
        String administrator = "--client " + Config.getAdminClientId() + " --secret " + Config.getAdminClientSecret();

        JsonNode setUp = Answer.parse(DocumentedCommands.read("administration.md", "setup")
                .replacing(Map.of(DOCUMENTED_SERVER, SERVER, "REALM", realm.getName(), "--user admin", administrator))
                .run(script -> kcadm.run(script, Map.of()))
                .get(1));

        assertThat(setUp.path("warnings")).isEmpty();
        assertThat(setUp.path("createdClients")).hasSize(2);
        assertThat(List.of("dovecot", "postfix"))
                .extracting(clientId -> client(clientId).getName())
                .containsExactly("Mail (IMAP)", "Mail (SMTP)");

        JsonNode tearDown = Answer.parse(DocumentedCommands.read("administration.md", "teardown")
                .replacing(Map.of("REALM", realm.getName()))
                .run(script -> kcadm.run(script, Map.of()))
                .get(0));

        assertThat(tearDown.path("warnings")).isEmpty();
        assertThat(client("dovecot").isEnabled()).isFalse();
        assertThat(realm.admin().flows().getRequiredActions())
                .extracting(RequiredActionProviderRepresentation::getAlias)
                .doesNotContain("app-password-create");
    }

    @Test
    void anAdministratorsTokenCallsTheApi() {
        new Administrators(realm).create("boss", "manage-realm", "manage-clients");

        String token = token(
                DocumentedBlock.read("administration.md", "token"),
                Map.of(DOCUMENTED_SERVER + "/realms/master", realm.getBaseUrl(), "username=admin", "username=boss"));

        AdminApi.with(realm.getBaseUrl(), token).post("setup", "{}").expect(200);
    }

    @Test
    void theTokenOfAServiceAccountCallsTheApi() {
        new Administrators(realm).createScriptClient("automation", "view-users");

        String token = token(
                DocumentedBlock.read("administration.md", "service-account-token"),
                Map.of(
                        DOCUMENTED_SERVER,
                        SERVER,
                        "REALM",
                        realm.getName(),
                        "CLIENT",
                        "automation",
                        "SECRET",
                        "automation-secret"));

        AdminApi.with(realm.getBaseUrl(), token).inventory(Map.of()).expect(200);
    }

    @Test
    void passMaxAgeIsSwitchedOn() {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias("elsewhere");
        provider.setProviderId("oidc");
        provider.setConfig(new HashMap<>(Map.of(
                "clientId", "us",
                "clientSecret", "secret",
                "authorizationUrl", "https://idp.example.org/auth",
                "tokenUrl", "https://idp.example.org/token")));
        Created.check(realm.admin().identityProviders().create(provider));

        succeeds(new Kcadm(folder)
                .run(
                        "set -e\n"
                                + DocumentedBlock.fill(
                                        DocumentedBlock.read("administration.md", "pass-max-age.sh"),
                                        Map.of("ALIAS", "elsewhere", "REALM", realm.getName())),
                        Map.of()));

        assertThat(realm.admin()
                        .identityProviders()
                        .get("elsewhere")
                        .toRepresentation()
                        .getConfig())
                .containsEntry("passMaxAge", "true")
                .containsEntry("clientId", "us");
    }

    @Test
    void anAttributeIsRemovedFromAClient() {
        new TestClients(realm).add("bridge", "Bridge", null, client -> {
            client.getAttributes().put("app-passwords.remote-address-header", "X-Forwarded-For");
            client.getAttributes().put("app-passwords.service", "true");
        });
        Kcadm kcadm = new Kcadm(folder);

        DocumentedCommands.read("upgrading.md", "remove-attribute")
                .replacing(Map.of("REALM", realm.getName(), "CLIENT", "bridge"))
                .run(script -> kcadm.run(script, Map.of()));

        assertThat(client("bridge").getAttributes())
                .doesNotContainKey("app-passwords.remote-address-header")
                .containsEntry("app-passwords.service", "true");
    }

    /** Runs a block that sets {@code token}, with the account password as the input. */
    private String token(String block, Map<String, String> replacements) {
        String script = DocumentedBlock.fill(block, replacements) + "printf '\\n%s' \"$token\"\n";
        Program.Result result = new Program("sh", "-c", script)
                .reading(TestUsers.PASSWORD + "\n")
                .run();
        succeeds(result);
        return result.output().lines().reduce((first, last) -> last).orElseThrow();
    }

    private ClientRepresentation client(String clientId) {
        return realm.admin().clients().findByClientId(clientId).get(0);
    }

    private static void succeeds(Program.Result result) {
        assertThat(result.status()).as(result.output()).isZero();
    }
}
