package org.apppasswords.keycloak.it.signin;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.bridges.Directory;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.ImportApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedTable;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.AuthenticationExecutionExportRepresentation;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;
import org.keycloak.util.JsonSerialization;

/** Every row of the table of responses in {@code docs/configuration.md}, by a real request. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class TokenEndpointResponsesIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String WRONG = "wrongwrongwrongwrongwron";
    private static final String TABLE = "| case | HTTP | `error` | `error_description` |";

    /** mkpasswd -m bcrypt -R 14 'Grüße, Mail 7!' */
    private static final String SLOW_HASH = "$2b$14$ve3669Jq.NtTRHJUjkZmqO5Zv58ddHkhdpiqFSS5pIDxO08ympY2G";

    @InjectRealm(config = MisplacedStep.class)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak keycloak;

    private TokenEndpoint tokens;
    private TestUsers users;
    private BridgeClients clients;

    /** The demo's realm with a client whose flow has the wrong step, which an import does not check. */
    static final class MisplacedStep implements RealmConfig {

        private static final String FLOW_ID = "0e3b6d3f-3f9e-4a52-9a39-3f3d6d2c5b11";

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmRepresentation representation = DemoRealm.read();
            AuthenticationExecutionExportRepresentation step = new AuthenticationExecutionExportRepresentation();
            step.setAuthenticator("http-basic-app-password");
            step.setRequirement("REQUIRED");
            AuthenticationFlowRepresentation flow = new AuthenticationFlowRepresentation();
            flow.setId(FLOW_ID);
            flow.setAlias("misplaced");
            flow.setProviderId("basic-flow");
            flow.setTopLevel(true);
            flow.setAuthenticationExecutions(List.of(step));
            representation.setAuthenticationFlows(new ArrayList<>(plus(representation.getAuthenticationFlows(), flow)));
            ClientRepresentation client = new ClientRepresentation();
            client.setClientId("misplaced");
            client.setSecret("misplaced-secret");
            client.setPublicClient(false);
            client.setDirectAccessGrantsEnabled(true);
            client.setAuthenticationFlowBindingOverrides(Map.of("direct_grant", FLOW_ID));
            representation.setClients(plus(representation.getClients(), client));
            return RealmBuilder.update(representation);
        }

        private static <T> List<T> plus(List<T> list, T one) {
            return Stream.concat(list.stream(), Stream.of(one)).toList();
        }
    }

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
        clients = new BridgeClients(realm);
    }

    @Test
    void theTableHasTheResponsesOfTheServer() {
        users.create("anyone", SeededAppPassword.of(SECRET));
        Map<String, List<Answer>> answers = new LinkedHashMap<>();
        answers.put("signed in", List.of(signIn("dovecot"), signInWithOptionalOfflineAccess()));
        answers.put("no `username`", List.of(tokens.directGrant("dovecot", null, SECRET)));
        answers.put("no `password`", List.of(tokens.directGrant("dovecot", "anyone", null)));
        answers.put(
                "a requested `scope` that the client does not have, such as `offline_access` for a client that"
                        + " provisioning has created",
                List.of(signInToProvisionedClientWithOfflineAccess()));
        answers.put("public client, `offline_access` by default, or no mapper", ineligibleClients());
        answers.put("the flow requires the HTTP Basic step, which does not work there", List.of(signIn("misplaced")));
        answers.put("not the shape of an app password, including an empty one", otherInput());
        answers.put("too many imported app passwords are being checked", List.of(busy()));
        answers.put("the user's directory does not answer", List.of());
        answers.put(
                "unknown user, ambiguous e-mail address, disabled user, service account, wrong, expired or deleted app"
                        + " password, other service, unreadable data",
                invalidCredentials());
        answers.put("a required action waits for the user", List.of(requiredAction()));
        answers.put(
                "direct access grants are off in the client",
                List.of(at("no-grants", client -> client.setDirectAccessGrantsEnabled(false))));
        answers.put(
                "the client asks users for consent", List.of(at("asks", client -> client.setConsentRequired(true))));
        answers.put("a client policy rejects direct grants (`reject-ropc-grant`)", List.of(rejectedByPolicy()));
        answers.put(
                "wrong client secret",
                List.of(tokens.directGrant("dovecot", "anyone", SECRET, Map.of("client_secret", "wrong"))));
        answers.put("unknown client", List.of(signIn("no-such-client")));
        answers.put("disabled client", List.of(at("off", client -> client.setEnabled(false))));
        // Last, because the directory would have to answer the other requests too.
        answers.put("the user's directory does not answer", List.of(withoutDirectory()));

        assertThat(answers.entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream()
                                .map(answer -> row(entry.getKey(), answer))
                                .distinct())
                        .collect(joining("\n")))
                .isEqualTo(DocumentedTable.read("configuration.md", TABLE).stream()
                        .map(row -> String.join(" | ", row))
                        .collect(joining("\n")));
    }

    private static String row(String name, Answer answer) {
        return String.join(
                " | ", name, String.valueOf(answer.status()), code(answer.error()), code(answer.description()));
    }

    private static String code(String text) {
        return Optional.ofNullable(text).map(value -> "`" + value + "`").orElse("");
    }

    private Answer signIn(String clientId) {
        return tokens.directGrant(clientId, "anyone", SECRET);
    }

    private Answer at(String clientId, Consumer<ClientRepresentation> change) {
        clients.create(clientId, change);
        return signIn(clientId);
    }

    private Answer signInWithOptionalOfflineAccess() {
        clients.create("optional-offline", BridgeClients.withOptionalScope("offline_access"));
        return tokens.directGrant("optional-offline", "anyone", SECRET, Map.of("scope", "offline_access"));
    }

    private Answer signInToProvisionedClientWithOfflineAccess() {
        Answer provisioned = AdminApi.with(
                        realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString())
                .post("setup", "{\"clients\":[\"provisioned\"],\"createClients\":true}")
                .expect(200);
        String secret = provisioned.json().at("/createdClients/0/secret").asText();
        tokens.directGrant("provisioned", "anyone", SECRET, Map.of("client_secret", secret))
                .expect(200);
        return tokens.directGrant(
                "provisioned", "anyone", SECRET, Map.of("client_secret", secret, "scope", "offline_access"));
    }

    private List<Answer> ineligibleClients() {
        return List.of(
                at("public", client -> client.setPublicClient(true)),
                adminCli(),
                at("always-offline", BridgeClients.withDefaultScope("offline_access")),
                at("unmapped", BridgeClients.withoutMappers()));
    }

    private Answer adminCli() {
        String flow = new Flows(realm).id(DemoRealm.FLOW);
        ClientRepresentation client = clients.get("admin-cli").toRepresentation();
        client.setAuthenticationFlowBindingOverrides(Map.of("direct_grant", flow));
        clients.get("admin-cli").update(client);
        return signIn("admin-cli");
    }

    private List<Answer> otherInput() {
        return Stream.of("", "an account password", SECRET + "y")
                .map(input -> tokens.directGrant("dovecot", "anyone", input))
                .toList();
    }

    private Answer busy() {
        users.create("slow");
        new ImportApi(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString())
                .send(ImportApi.line("slow", "Phone", SLOW_HASH));
        List<Callable<Answer>> guesses = IntStream.range(0, 40)
                .<Callable<Answer>>mapToObj(i -> () -> tokens.directGrant("dovecot", "slow", "guess " + i))
                .toList();
        return Parallel.all(guesses).stream()
                .filter(answer -> answer.status() >= 500)
                .findFirst()
                .orElseThrow();
    }

    private Answer withoutDirectory() {
        try (Directory directory = Directory.of("dora")) {
            directory.joinTo(realm);
            directory.stop();
            return tokens.directGrant("dovecot", "dora", SECRET);
        }
    }

    private List<Answer> invalidCredentials() {
        long yesterday = System.currentTimeMillis() - 86_400_000;
        users.create("expired", SeededAppPassword.of(SECRET).expiringAt(yesterday));
        users.create("elsewhere", SeededAppPassword.of(SECRET).clients(Set.of("postfix")));
        users.create("unreadable", SeededAppPassword.of(SECRET).rawData("{"));
        users.create("without");
        UserRepresentation disabled = TestUsers.representation("disabled");
        disabled.setEnabled(false);
        users.create(disabled, SeededAppPassword.of(SECRET));
        clients.create("robot", client -> client.setServiceAccountsEnabled(true));
        List<Answer> answers = new ArrayList<>();
        answers.add(tokens.directGrant("dovecot", "anyone", WRONG));
        Stream.of("nobody", "expired", "elsewhere", "unreadable", "without", "disabled", "service-account-robot")
                .forEach(username -> answers.add(tokens.directGrant("dovecot", username, SECRET)));
        return answers;
    }

    private Answer requiredAction() {
        UserRepresentation user = TestUsers.representation("has-to-act");
        user.setRequiredActions(List.of("UPDATE_PASSWORD"));
        users.create(user, SeededAppPassword.of(SECRET));
        return tokens.directGrant("dovecot", "has-to-act", SECRET);
    }

    private Answer rejectedByPolicy() {
        update(
                "{\"profiles\":[{\"name\":\"no ropc\",\"executors\":[{\"executor\":\"reject-ropc-grant\","
                        + "\"configuration\":{\"auto-configure\":\"false\"}}]}]}",
                "{\"policies\":[{\"name\":\"everybody\",\"enabled\":true,\"profiles\":[\"no ropc\"],"
                        + "\"conditions\":[{\"condition\":\"any-client\",\"configuration\":{}}]}]}");
        Answer answer = signIn("dovecot");
        update("{\"profiles\":[{\"name\":\"no ropc\"}]}", "{\"policies\":[]}");
        return answer;
    }

    private void update(String profiles, String policies) {
        try {
            realm.admin()
                    .clientPoliciesProfilesResource()
                    .updateProfiles(JsonSerialization.mapper.readValue(profiles, ClientProfilesRepresentation.class));
            realm.admin()
                    .clientPoliciesPoliciesResource()
                    .updatePolicies(JsonSerialization.mapper.readValue(policies, ClientPoliciesRepresentation.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
