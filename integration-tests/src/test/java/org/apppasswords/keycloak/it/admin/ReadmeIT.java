package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.EmptyRealm;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedCommands;
import org.apppasswords.keycloak.it.support.server.Kcadm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderSimpleRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.config.Config;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;

/** The README, followed by a newcomer in a realm without any preparation: both ways to provision it, and the test call. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ReadmeIT {

    private static final String SERVER = "http://localhost:8080";
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String HEADER = "X-Dovecot-Auth-Remote";

    @InjectRealm(config = EmptyRealm.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    @TempDir
    Path folder;

    private Kcadm kcadm;

    @BeforeEach
    void signIn() {
        kcadm = new Kcadm(folder);
    }

    @Test
    void oneCallDoesTheFirstSevenSteps() {
        aliceHasAnAppPassword();

        callSetup();

        nameTheHeader();
        assertAlicesAppPasswordWorks();
        unregisterTheRequiredAction();
    }

    @Test
    void theStepsByHandLeaveNothingToDoForTheCall() {
        aliceHasAnAppPassword();

        letUsersCreateAppPasswords();
        createTheFlow();
        createTheClient();
        bindTheFlow();
        keepItsTokensSmall();
        keepItAwayFromKeycloaksApis();
        addTheMapper();
        JsonNode report = callSetup();
        nameTheHeader();
        giveUsersThePage();

        assertThat(report.path("changes")).as(report.toString()).isEmpty();
        assertThat(report.path("warnings")).as(report.toString()).isEmpty();
        assertAlicesAppPasswordWorks();
    }

    private void aliceHasAnAppPassword() {
        new TestUsers(realm).create("alice", SeededAppPassword.of(SECRET));
    }

    private JsonNode callSetup() {
        List<String> outputs = DocumentedCommands.read("README.md", "setup")
                .replacing(Map.of(
                        "https://keycloak.example.org",
                        SERVER,
                        "REALM",
                        realm.getName(),
                        "--user admin",
                        "--user " + Config.getAdminUsername()))
                .run(script -> kcadm.run(script, Map.of("KC_CLI_PASSWORD", Config.getAdminPassword())));
        String answer = outputs.get(1);
        return Answer.parse(answer.substring(answer.indexOf('{')));
    }

    /** The admin console registers the action with the same switch. */
    private void letUsersCreateAppPasswords() {
        RequiredActionProviderSimpleRepresentation action =
                realm.admin().flows().getUnregisteredRequiredActions().stream()
                        .filter(each -> each.getProviderId().equals(RealmPolicy.ACTION))
                        .findFirst()
                        .orElseThrow();
        assertThat(action.getName()).isEqualTo("Create App Password");
        realm.admin().flows().registerRequiredAction(action);
    }

    private void createTheFlow() {
        AuthenticationFlowRepresentation flow = new AuthenticationFlowRepresentation();
        flow.setAlias(DemoRealm.FLOW);
        flow.setProviderId("basic-flow");
        flow.setTopLevel(true);
        Created.check(realm.admin().flows().createFlow(flow));
        realm.admin()
                .flows()
                .addExecution(DemoRealm.FLOW, new HashMap<>(Map.of("provider", "direct-grant-app-password")));
        AuthenticationExecutionInfoRepresentation step =
                realm.admin().flows().getExecutions(DemoRealm.FLOW).get(0);
        assertThat(step.getDisplayName()).isEqualTo("App password");
        step.setRequirement("REQUIRED");
        realm.admin().flows().updateExecutions(DemoRealm.FLOW, step);
    }

    /** As the admin console creates it, with the switches that the README names. */
    private void createTheClient() {
        ClientRepresentation client = new ClientRepresentation();
        client.setProtocol("openid-connect");
        client.setClientId("dovecot");
        client.setName("Mail (IMAP)");
        client.setPublicClient(false);
        client.setDirectAccessGrantsEnabled(true);
        client.setStandardFlowEnabled(false);
        client.setServiceAccountsEnabled(false);
        Created.check(realm.admin().clients().create(client));
    }

    private void bindTheFlow() {
        String flow = realm.admin().flows().getFlows().stream()
                .filter(each -> each.getAlias().equals(DemoRealm.FLOW))
                .findFirst()
                .orElseThrow()
                .getId();
        ClientRepresentation client = dovecot().toRepresentation();
        client.setAuthenticationFlowBindingOverrides(Map.of("direct_grant", flow));
        dovecot().update(client);
    }

    private void keepItsTokensSmall() {
        ClientRepresentation client = dovecot().toRepresentation();
        client.getAttributes().put("use.refresh.tokens", "false");
        client.getAttributes().put("access.token.lifespan", "60");
        dovecot().update(client);
    }

    private void keepItAwayFromKeycloaksApis() {
        ClientRepresentation client = dovecot().toRepresentation();
        client.setFullScopeAllowed(false);
        dovecot().update(client);
        List<String> needed = List.of("basic", "acr", "profile", "email");
        dovecot().getDefaultClientScopes().stream()
                .filter(scope -> !needed.contains(scope.getName()))
                .forEach(scope -> dovecot().removeDefaultClientScope(scope.getId()));
        dovecot().getOptionalClientScopes().forEach(scope -> dovecot().removeOptionalClientScope(scope.getId()));
    }

    private void addTheMapper() {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("any name");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("oidc-app-password-mapper");
        Created.check(dovecot().getProtocolMappers().createMapper(mapper));
    }

    private void nameTheHeader() {
        DocumentedCommands.read("README.md", "address-header")
                .replacing(Map.of("REALM", realm.getName()))
                .run(script -> kcadm.run(script, Map.of()));
        assertThat(dovecot().toRepresentation().getAttributes())
                .containsEntry("app-passwords.remote-address-header", HEADER);
    }

    private void giveUsersThePage() {
        RealmRepresentation representation = realm.admin().toRepresentation();
        representation.setAccountTheme("app-passwords");
        realm.admin().update(representation);
    }

    /** With the README's test call, with {@code verify}, and with the address of the mail program. */
    private void assertAlicesAppPasswordWorks() {
        ClientRepresentation client = dovecot().toRepresentation();
        List<String> outputs = DocumentedCommands.read("README.md", "grant")
                .replacing(Map.of(
                        "https://keycloak.example.org", SERVER,
                        "REALM", realm.getName(),
                        "THE-SECRET", client.getSecret()))
                .runIn(folder);
        String token = Answer.parse(outputs.get(0)).path("access_token").asText();
        assertThat(token).as(outputs.get(0)).isNotEmpty();
        client.setSecret("dovecot-secret");
        dovecot().update(client);
        assertThat(new TokenEndpoint(realm.getBaseUrl())
                        .introspect("dovecot", token)
                        .json()
                        .path("username")
                        .asText())
                .isEqualTo("alice");
        assertThat(new VerifyEndpoint(realm.getBaseUrl())
                        .ask("dovecot", "alice", SECRET, Map.of(HEADER, "192.0.2.9"))
                        .status())
                .isEqualTo(204);
        assertThat(new TokenEndpoint(realm.getBaseUrl())
                        .directGrant("dovecot", "alice", TestUsers.PASSWORD)
                        .status())
                .isEqualTo(400);
    }

    private void unregisterTheRequiredAction() {
        DocumentedCommands.read("upgrading.md", "unregister")
                .replacing(Map.of("REALM", realm.getName()))
                .run(script -> kcadm.run(script, Map.of()));
        assertThat(realm.admin().flows().getRequiredActions())
                .extracting(RequiredActionProviderRepresentation::getAlias)
                .doesNotContain(RealmPolicy.ACTION);
    }

    private ClientResource dovecot() {
        return realm.admin()
                .clients()
                .get(realm.admin().clients().findByClientId("dovecot").get(0).getId());
    }
}
