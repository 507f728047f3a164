package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.it.support.fixtures.EmptyRealm;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.keys.KeyProvider;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;

/** Deprovisioning restores only what provisioning recorded itself, even if the record was tampered with. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ProvisioningRecordIT {

    private static final String ATTRIBUTE = "app-passwords.before-setup";
    private static final String FLOW = "app password direct grant";
    private static final String BODY = "{\"clients\":[\"mail\"]}";
    private static final String STILL_BOUND = "These clients still accept app passwords, because an administrator has"
            + " bound them or the realm to a flow that does: mail. Bind another flow, or disable the clients.";
    private static final String IGNORED = "contains entries that provisioning did not write";
    private static final String UNTRUSTED = "These clients have the attribute app-passwords.before-setup: ";

    @InjectRealm(config = EmptyRealm.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak keycloak;

    private AdminApi admin;
    private TestClients clients;

    @BeforeEach
    void provisionOneClient() {
        admin = AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString());
        clients = new TestClients(realm);
        clients.add("mail", "Mail", null, client -> {
            client.setFullScopeAllowed(true);
            client.setConsentRequired(true);
        });
        post("setup", BODY);
    }

    /** Each entry would give the client a privilege if it were trusted; MAIL stands for the client's internal ID. */
    static Stream<String> rubbish() {
        return Stream.concat(
                Stream.of(
                        "null",
                        "5",
                        "[]",
                        "\"text\"",
                        "{",
                        "not JSON",
                        "{} {}",
                        "[".repeat(2000),
                        "{\"flow\":null}",
                        "{\"flow\":{\"before\":\"absent\"}}",
                        "{\"requiredAction\":{\"before\":\"gone\",\"after\":\"enabled\"}}",
                        "{\"requiredAction\":{\"before\":[\"absent\"],\"after\":\"enabled\"}}",
                        "{\"clients\":null}",
                        "{\"clients\":5}",
                        "{\"clients\":[\"MAIL\"]}",
                        "{\"clients\":{\"MAIL\":null}}",
                        "{\"clients\":{\"MAIL\":[true]}}",
                        "{\"clients\":{\"\\u0000\":{}}}",
                        "{\"clients\":{\"%s\":{}}}".formatted("x".repeat(5000))),
                Stream.of(
                                "\"fullScopeAllowed\":null",
                                "\"fullScopeAllowed\":true",
                                "\"fullScopeAllowed\":{\"before\":\"yes\",\"after\":false}",
                                "\"fullScopeAllowed\":{\"before\":1,\"after\":false}",
                                "\"fullScopeAllowed\":{\"before\":null,\"after\":false}",
                                "\"fullScopeAllowed\":{\"before\":true}",
                                "\"fullScopeAllowed\":{\"before\":{\"before\":true},\"after\":false}",
                                "\"fullScopeAllowed\":{\"before\":true,\"after\":false,\"more\":1}",
                                "\"consentRequired\":{\"before\":[],\"after\":false}",
                                "\"appPasswordMapper\":{\"before\":\"false\",\"after\":true}",
                                "\"access.token.lifespan\":{\"before\":\"soon\",\"after\":\"60\"}",
                                "\"access.token.lifespan\":{\"before\":36000,\"after\":\"60\"}",
                                "\"use.refresh.tokens\":{\"before\":true,\"after\":\"false\"}",
                                "\"use.refresh.tokens\":{\"before\":\"maybe\",\"after\":\"false\"}",
                                "\"directGrantFlow\":{\"before\":7,\"after\":\"app password direct grant\"}",
                                "\"created\":{\"before\":true,\"after\":true}",
                                "\"publicClient\":{\"before\":true,\"after\":false}")
                        .map("{\"clients\":{\"MAIL\":{%s}}}"::formatted));
    }

    @ParameterizedTest
    @MethodSource("rubbish")
    void anInvalidRecordIsReportedAndNotRestored(String value) {
        realmAttribute(value.replace("MAIL", client().getId()));
        RealmSnapshot before = RealmSnapshot.of(realm);

        Answer provisioned = post("setup", BODY);
        Answer previewed = post("teardown?dryRun=true", "{}");
        Answer done = post("teardown", "{}");

        assertThat(changes(provisioned)).isEmpty();
        assertThat(List.of(provisioned, previewed, done))
                .allSatisfy(answer -> assertThat(warnings(answer))
                        .singleElement()
                        .asString()
                        .contains(IGNORED)
                        .hasSizeLessThan(1000));
        assertThat(changes(done)).isEmpty();
        assertThat(RealmSnapshot.of(realm).clients()).isEqualTo(before.clients());
        assertThat(RealmSnapshot.of(realm).flows()).isEqualTo(before.flows());
        assertThat(RealmSnapshot.of(realm).actions()).isEqualTo(before.actions());
        assertThat(warnings(post("teardown", "{}"))).isEmpty();
    }

    static Stream<String> valuesOfClients() {
        return Stream.concat(
                rubbish(),
                Stream.of(
                        "{\"fullScopeAllowed\":{\"before\":true,\"after\":false}}",
                        "{\"created\":{\"before\":false,\"after\":true}}",
                        "{\"directGrantFlow\":{\"before\":\"no such flow\",\"after\":null}}"));
    }

    @ParameterizedTest
    @MethodSource("valuesOfClients")
    void aClientsOwnAttributeIsIgnored(String value) {
        clients.add("sly", "Sly", FLOW, client -> {
            client.setEnabled(false);
            client.getAttributes().put(ATTRIBUTE, value);
        });
        for (String call : List.of("setup?dryRun=true", "setup", "teardown?dryRun=true", "teardown")) {
            change("sly", client -> client.getAttributes().put(ATTRIBUTE, value));
            Answer answer = post(call, "{}");
            assertThat(warnings(answer)).as(call).anyMatch(warning -> warning.startsWith(UNTRUSTED + "sly."));
            assertThat(changes(answer)).as(call).contains("sly " + ATTRIBUTE + " present > absent");
            assertThat(client("sly").isEnabled()).as(call).isFalse();
            assertThat(client("sly").isFullScopeAllowed()).as(call).isFalse();
            assertThat(client("sly").getAttributes().containsKey(ATTRIBUTE))
                    .as(call)
                    .isEqualTo(call.endsWith("dryRun=true"));
        }
    }

    @Test
    void theRecordIsInTheRealmsAttributeAndInNoClients() {
        assertThat(realm.admin().toRepresentation().getAttributes().get(ATTRIBUTE))
                .contains("\"" + client().getId() + "\":{", "\"fullScopeAllowed\":{\"before\":true,\"after\":false}");
        assertThat(client().getAttributes()).doesNotContainKey(ATTRIBUTE);
    }

    /** In the older format, the realm's attribute lists the clients, and the clients' attributes hold the values. */
    @Test
    void anOlderRecordIsRestoredForTheRealmAndReportedForClients() {
        realmAttribute("{\"requiredAction\":{\"before\":\"absent\",\"after\":\"enabled\"},"
                + "\"flow\":{\"before\":\"absent\",\"after\":\"present\"},"
                + "\"clients\":{\"before\":null,\"after\":[\"%s\"]}}".formatted(client().getId()));
        change(
                "mail",
                client -> client.getAttributes()
                        .put(ATTRIBUTE, "{\"fullScopeAllowed\":{\"before\":true,\"after\":false}}"));

        Answer answer = post("teardown", "{}");

        assertThat(warnings(answer))
                .hasSize(2)
                .anyMatch(warning -> warning.startsWith(UNTRUSTED + "mail."))
                .anyMatch(warning -> warning.contains("is used elsewhere"));
        assertThat(changes(answer))
                .containsExactly("mail " + ATTRIBUTE + " present > absent", "realm requiredAction enabled > absent");
        assertThat(client().isFullScopeAllowed()).isFalse();
    }

    /** The second is a subflow of another flow, the third is a flow for client authentication. */
    @ParameterizedTest
    @ValueSource(strings = {"no such flow", "forms", "clients"})
    void aFlowThatCannotBeBoundIsNotRestored(String alias) {
        realmAttribute("{\"clients\":{\"%s\":{\"directGrantFlow\":{\"before\":\"%s\",\"after\":\"%s\"}}}}"
                .formatted(client().getId(), alias, FLOW));
        Map<String, String> bound = client().getAuthenticationFlowBindingOverrides();

        Answer answer = post("teardown", "{}");

        assertThat(warnings(answer))
                .containsExactly("mail: directGrantFlow cannot be " + alias + " any more, and is kept.");
        assertThat(client().getAuthenticationFlowBindingOverrides()).isEqualTo(bound);
    }

    @Test
    void unknownClientsAndKeycloaksOwnAreReported() {
        String console = client("account-console").getId();
        String values = "{\"fullScopeAllowed\":{\"before\":true,\"after\":false}}";
        realmAttribute("{\"clients\":{\"no-such-id\":%s,\"%s\":%s}}".formatted(values, console, values));

        Answer answer = post("teardown", "{}");

        assertThat(changes(answer)).isEmpty();
        assertThat(warnings(answer))
                .containsExactly(
                        "According to the record, provisioning changed the client with the internal ID no-such-id, but"
                                + " it does not exist. Nothing is restored for it.",
                        "According to the record, provisioning changed the client with the internal ID " + console
                                + ", but it is one of Keycloak's own clients. Nothing is restored for it.");
        assertThat(client("account-console").isFullScopeAllowed()).isFalse();
    }

    @Test
    void aClientThatReusesADeletedClientIdGetsNothingRestored() {
        ClientRepresentation deleted = client();
        realm.admin().clients().get(deleted.getId()).remove();
        realm.admin().clients().create(deleted).close();
        assertThat(client().getId()).isEqualTo(deleted.getId());

        Answer answer = post("teardown", "{}");

        assertThat(changes(answer)).noneMatch(change -> change.startsWith("mail "));
        assertThat(client().isFullScopeAllowed()).isFalse();
    }

    @Test
    void anImportedRealmCanBeTornDown() {
        RealmRepresentation exported = realm.admin().partialExport(true, true);
        // An export hides the private key.
        exported.getComponents().remove(KeyProvider.class.getName());
        realm.admin().remove();
        keycloak.realms().create(exported);

        Answer answer = post("teardown", "{}");

        assertThat(warnings(answer)).isEmpty();
        assertThat(changes(answer)).contains("mail fullScopeAllowed false > true");
        assertThat(client().isFullScopeAllowed()).isTrue();
        assertThat(client().isConsentRequired()).isTrue();
    }

    private Answer post(String call, String body) {
        Answer answer = admin.post(call, body);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer;
    }

    private void realmAttribute(String value) {
        RealmRepresentation settings = realm.admin().toRepresentation();
        settings.getAttributes().put(ATTRIBUTE, value);
        realm.admin().update(settings);
    }

    private ClientRepresentation client() {
        return client("mail");
    }

    private ClientRepresentation client(String clientId) {
        return realm.admin().clients().findByClientId(clientId).get(0);
    }

    private void change(String clientId, Consumer<ClientRepresentation> change) {
        ClientRepresentation changed = client(clientId);
        change.accept(changed);
        realm.admin().clients().get(changed.getId()).update(changed);
    }

    private static List<String> changes(Answer answer) {
        return StreamSupport.stream(answer.json().path("changes").spliterator(), false)
                .map(change -> "%s %s %s > %s"
                        .formatted(
                                change.path("on").asText().equals("realm")
                                        ? "realm"
                                        : change.path("name").asText(),
                                change.path("property").asText(),
                                change.path("from").asText(),
                                change.path("to").asText()))
                .toList();
    }

    /** Returns the warnings about the record. The client that it does not restore also still accepts app passwords. */
    private static List<String> warnings(Answer answer) {
        return StreamSupport.stream(answer.json().path("warnings").spliterator(), false)
                .map(JsonNode::asText)
                .filter(warning -> !warning.equals(STILL_BOUND))
                .toList();
    }
}
