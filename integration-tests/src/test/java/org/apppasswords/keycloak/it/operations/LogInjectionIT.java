package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AutoconfigEndpoint;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.AuthenticationExecutionExportRepresentation;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;

/**
 * Values with a line break and a forged log record, in every text that the extension logs (CWE-117). Each test first
 * asserts that its value is logged.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class LogInjectionIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String RECORD = "2026-01-01 00:00:00,000 ERROR [forged] ";
    private static final String OURS = "App passwords: ";

    private static final String FLOW_ID = "9f6f3a0c-7e6d-4d43-8f43-0a5c9e1b7d20";
    private static final String PORTAL = "portal";
    private static final String PORTAL_URI = "https://portal.example.org/";

    /** An import accepts what the admin console rejects. */
    static final class ForgingRealm extends DemoRealm {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmRepresentation representation = super.configure(realm).build();
            representation.setDisplayName(forged("display name"));
            representation.getAuthenticatorConfig().stream()
                    .filter(config -> config.getAlias().equals("campus networks"))
                    // Spaces and line feeds separate networks; these line breaks do not.
                    .forEach(config -> config.setConfig(
                            Map.of("allowed-networks", "10.0.0.0/8", "excepted-networks", "net\u0085\u2028forged")));
            List<AuthenticationFlowRepresentation> flows = new ArrayList<>(representation.getAuthenticationFlows());
            flows.add(flow());
            representation.setAuthenticationFlows(flows);
            List<ClientRepresentation> clients = new ArrayList<>(representation.getClients());
            clients.add(portal());
            clients.add(mailServer(clients.get(0).getAuthenticationFlowBindingOverrides()));
            representation.setClients(clients);
            return RealmBuilder.update(representation);
        }

        private static AuthenticationFlowRepresentation flow() {
            AuthenticationExecutionExportRepresentation execution = new AuthenticationExecutionExportRepresentation();
            execution.setAuthenticator("direct-grant-app-password");
            execution.setRequirement("REQUIRED");
            AuthenticationFlowRepresentation flow = new AuthenticationFlowRepresentation();
            flow.setId(FLOW_ID);
            flow.setAlias(forged("flow"));
            flow.setProviderId("basic-flow");
            flow.setTopLevel(true);
            flow.setAuthenticationExecutions(List.of(execution));
            return flow;
        }

        private static ClientRepresentation portal() {
            ClientRepresentation client = new ClientRepresentation();
            client.setClientId(PORTAL);
            client.setPublicClient(true);
            client.setRedirectUris(List.of(PORTAL_URI));
            client.setAuthenticationFlowBindingOverrides(Map.of("browser", FLOW_ID));
            return client;
        }

        private static ClientRepresentation mailServer(Map<String, String> flow) {
            ClientRepresentation client = new ClientRepresentation();
            client.setClientId(forged("client"));
            client.setName(forged("client name"));
            client.setPublicClient(false);
            client.setDirectAccessGrantsEnabled(true);
            client.setAuthenticationFlowBindingOverrides(flow);
            client.setAttributes(
                    Map.of("app-passwords.imap.host", "imap.example.org", "app-passwords.imap.port", forged("port")));
            return client;
        }
    }

    @InjectRealm(config = ForgingRealm.class)
    ManagedRealm realm;

    private TokenEndpoint tokens;
    private TestUsers users;
    private ServerLog log;

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
        log = ServerLog.fromHere();
    }

    @Test
    void settingsOfThePolicy() {
        users.create("policy", SeededAppPassword.of(PHONE));
        new RealmPolicy(realm).setUnchecked(Map.of("unused-expiry-days", forged("policy")));

        tokens.directGrant("dovecot", "policy", PHONE);

        assertLogged("policy of realm " + realm.getName() + ": '" + escaped("policy"));
    }

    @Test
    void networks() {
        users.create("networks");

        Map<String, String> form = new HashMap<>(Map.of("grant_type", "password", "username", "networks"));
        form.putAll(Map.of(
                "client_id", "campus-mail", "client_secret", "campus-mail-secret", "password", TestUsers.PASSWORD));
        tokens.post("/protocol/openid-connect/token", form, Map.of("X-Dovecot-Auth-Remote", "10.1.2.3"));

        assertLogged("network condition of realm " + realm.getName() + ": 'net\\u0085\\u2028forged' is not a network");
    }

    @Test
    void namesOfFlows() {
        new Browser()
                .open(URI.create(realm.getBaseUrl() + "/protocol/openid-connect/auth?response_type=code&scope=openid"
                        + "&client_id=" + PORTAL + "&redirect_uri="
                        + URLEncoder.encode(PORTAL_URI, StandardCharsets.UTF_8)));

        assertLogged("of the flow '" + escaped("flow"));
    }

    @Test
    void clientIds() {
        AutoconfigEndpoint autoconfig = new AutoconfigEndpoint(realm.getBaseUrl());

        // The server remembers for a few seconds what the tests of another class have looked up.
        Waiting.until("the server has read the attribute", () -> {
            autoconfig.get();
            return log.text().contains("the attribute app-passwords.imap.port is invalid");
        });

        assertLogged("realm " + realm.getName() + ", client " + escaped("client")
                + ": the attribute app-passwords.imap.port is invalid");
    }

    @Test
    void namesOfMappers() {
        users.create("mappers", SeededAppPassword.of(PHONE));
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName(forged("mapper"));
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("oidc-hardcoded-role-mapper");
        mapper.setConfig(Map.of("role", "account.manage-account"));
        String flowId = new Flows(realm).appPassword("persistent", Map.of("session", "persistent"));
        new BridgeClients(realm).create("with-mapper", client -> {
            BridgeClients.flow(flowId).accept(client);
            client.getProtocolMappers().add(mapper);
        });

        tokens.directGrant("with-mapper", "mappers", PHONE);

        assertLogged("its mapper " + escaped("mapper"));
    }

    @Test
    void userNamesAndPasswords() {
        tokens.directGrant("dovecot", forged("user"), PHONE);
        tokens.directGrant("dovecot", "alice", forged("password"));
        new VerifyEndpoint(realm.getBaseUrl()).ask("dovecot", forged("user"), forged("password"));

        assertNothingForged();
    }

    private void assertLogged(String escaped) {
        assertThat(log.text().lines().filter(line -> line.contains(OURS)).toList())
                .anySatisfy(line -> assertThat(line).contains(escaped));
        assertNothingForged();
    }

    // Only after records of the extension: Keycloak itself logs some of these values unescaped at DEBUG.
    private void assertNothingForged() {
        List<String> lines = log.text().lines().toList();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).startsWith(RECORD)) {
                assertThat(lines.get(i - 1)).doesNotContain(OURS);
            }
        }
    }

    private static String forged(String source) {
        return "\n" + RECORD + source;
    }

    private static String escaped(String source) {
        return "\\u000A" + RECORD + source;
    }
}
