package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.EmptyRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.Kcadm;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;

/** The scripts of docs/administration.md that provision a realm with Keycloak's own API. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DocumentedScriptsIT {

    private static final String FLOW = "app password direct grant";
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String FOR_THE_REALM = DocumentedBlock.read("administration.md", "provision-realm.sh");
    private static final String FOR_A_CLIENT = DocumentedBlock.read("administration.md", "provision-client.sh");

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
    void provisionTwoServicesAndAreRepeatedWithoutAChange() {
        new TestUsers(realm).create("scripted", SeededAppPassword.of(SECRET));
        succeeds(kcadm.run(FOR_THE_REALM, variables()));
        for (String clientId : List.of("radius", "mail")) {
            succeeds(kcadm.run(FOR_A_CLIENT, variables(clientId)));
        }

        succeeds(kcadm.run(0, FOR_THE_REALM, variables()));
        succeeds(kcadm.run(0, FOR_A_CLIENT, variables("mail")));

        assertAcceptsOnlyAppPasswords("radius");
        assertAcceptsOnlyAppPasswords("mail");
        // The call finds nothing to add.
        Result call = kcadm.run(
                "kcadm.sh create app-passwords/setup -r \"$REALM\" -o -b '{\"clients\":[\"radius\",\"mail\"]}'",
                variables());
        assertThat(call.output().replaceAll("\\s", ""))
                .endsWith("{\"dryRun\":false,\"changes\":[],\"createdClients\":[],\"warnings\":[]}");
    }

    @Test
    void continueAfterEachInterruption() {
        new TestUsers(realm).create("scripted", SeededAppPassword.of(SECRET));
        // The required action, the flow, its step, and the requirement of the step.
        for (int done = 1; done < 4; done++) {
            fails(kcadm.run(1, FOR_THE_REALM, variables()), "interrupted before a change");
        }
        fails(kcadm.run(FOR_A_CLIENT, variables("radius")), "is not complete");
        succeeds(kcadm.run(1, FOR_THE_REALM, variables()));
        fails(kcadm.run(0, FOR_A_CLIENT, variables("radius")), "interrupted before a change");
        assertThat(realm.admin().clients().findByClientId("radius")).isEmpty();

        succeeds(kcadm.run(1, FOR_A_CLIENT, variables("radius")));

        assertAcceptsOnlyAppPasswords("radius");
    }

    @Test
    void createNoClientWithoutTheFlow() {
        fails(kcadm.run(FOR_A_CLIENT, variables("radius")), "has no flow 'app password direct grant'");
        assertThat(realm.admin().clients().findByClientId("radius")).isEmpty();
        fails(kcadm.run(FOR_A_CLIENT, variables("")), "CLIENT");
    }

    @Test
    void bindAClientThatHasNoFlowAndKeepAnother() {
        new TestUsers(realm).create("scripted", SeededAppPassword.of(SECRET));
        succeeds(kcadm.run(
                "kcadm.sh create app-passwords/setup -r \"$REALM\" -b"
                        + " '{\"clients\":[\"radius\"],\"createClients\":true}'",
                variables()));
        bind("radius", "");

        succeeds(kcadm.run(FOR_A_CLIENT, variables("radius")));

        assertAcceptsOnlyAppPasswords("radius");
        String other = flowId("direct grant");
        bind("radius", other);
        fails(kcadm.run(FOR_A_CLIENT, variables("radius")), "has another direct-grant flow");
        assertThat(boundFlow("radius")).isEqualTo(other);
    }

    @Test
    void rejectAFlowWithAnotherStep() {
        AuthenticationFlowRepresentation flow = new AuthenticationFlowRepresentation();
        flow.setAlias(FLOW);
        flow.setProviderId("basic-flow");
        flow.setTopLevel(true);
        Created.check(realm.admin().flows().createFlow(flow));
        realm.admin().flows().addExecution(FLOW, new HashMap<>(Map.of("provider", "direct-grant-validate-username")));

        fails(kcadm.run(FOR_THE_REALM, variables()), "other steps than 'App password'");
    }

    private void assertAcceptsOnlyAppPasswords(String clientId) {
        assertThat(boundFlow(clientId)).isEqualTo(flowId(FLOW));
        TokenEndpoint tokens = new TokenEndpoint(realm.getBaseUrl());
        assertThat(tokens.directGrant(clientId, "scripted", TestUsers.PASSWORD).description())
                .isEqualTo("App password required");
        Answer answer = tokens.directGrant(clientId, "scripted", SECRET);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(tokens.introspect(clientId, answer.accessToken())
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
    }

    private void bind(String clientId, String flowId) {
        ClientRepresentation client = client(clientId);
        client.setSecret(clientId + "-secret");
        client.setAuthenticationFlowBindingOverrides(Map.of("direct_grant", flowId));
        realm.admin().clients().get(client.getId()).update(client);
    }

    private String boundFlow(String clientId) {
        return client(clientId).getAuthenticationFlowBindingOverrides().get("direct_grant");
    }

    private ClientRepresentation client(String clientId) {
        return realm.admin().clients().findByClientId(clientId).get(0);
    }

    private String flowId(String alias) {
        return realm.admin().flows().getFlows().stream()
                .filter(flow -> flow.getAlias().equals(alias))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    private Map<String, String> variables() {
        return Map.of("REALM", realm.getName());
    }

    private Map<String, String> variables(String clientId) {
        return Map.of("REALM", realm.getName(), "CLIENT", clientId, "CLIENT_SECRET", clientId + "-secret");
    }

    private static void succeeds(Result result) {
        assertThat(result.status()).as(result.output()).isZero();
    }

    private static void fails(Result result, String message) {
        assertThat(result.status()).as(result.output()).isNotZero();
        assertThat(result.output()).contains(message);
    }
}
