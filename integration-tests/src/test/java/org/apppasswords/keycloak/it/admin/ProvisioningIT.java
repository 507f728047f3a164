package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.it.support.fixtures.EmptyRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.events.admin.OperationType;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;

/** Provisioning and deprovisioning of a realm that has not used app passwords. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ProvisioningIT {

    private static final String FLOW = "app password direct grant";
    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String ONE_CLIENT = "{\"clients\":[\"mail\"]}";
    private static final String REMAINING = "These clients still accept app passwords, because an administrator has"
            + " bound them or the realm to a flow that does: %s. Bind another flow, or disable the clients.";
    private static final String SCOPE = "app-passwords";
    private static final String WITH_SCOPE = "{\"clientScope\":true}";
    private static final String NEW_CLIENT = "{\"clients\":[\"radius\"],\"createClients\":true}";

    @InjectRealm(config = EmptyRealm.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak keycloak;

    private AdminApi admin;
    private TestClients clients;
    private TestUsers users;
    private TokenEndpoint tokens;

    @BeforeEach
    void setUp() {
        admin = administrator();
        clients = new TestClients(realm);
        users = new TestUsers(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
    }

    @Test
    void createsAClientForAppPasswordsAndShowsItsSecretOnce() {
        users.create("walter", SeededAppPassword.of(SECRET));

        Answer answer = admin.post("setup", NEW_CLIENT);

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.json().path("warnings")).isEmpty();
        JsonNode created = answer.json().path("createdClients").path(0);
        assertThat(created.path("clientId").asText()).isEqualTo("radius");
        Map<String, String> secret =
                Map.of("client_secret", created.path("secret").asText());
        Answer grant = tokens.directGrant("radius", "walter", SECRET, secret);
        assertThat(grant.status()).as(grant.body()).isEqualTo(200);
        assertThat(grant.claims().path("exp").asLong()
                        - grant.claims().path("iat").asLong())
                .isEqualTo(60);
        assertThat(grant.json().has("refresh_token")).isFalse();
        assertThat(tokens.post(
                                "/protocol/openid-connect/token/introspect",
                                Map.of(
                                        "client_id", "radius",
                                        "client_secret", created.path("secret").asText(),
                                        "token", grant.accessToken()),
                                Map.of())
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
        assertThat(tokens.directGrant("radius", "walter", TestUsers.PASSWORD, secret)
                        .description())
                .isEqualTo("App password required");
        assertThat(admin.post("setup", NEW_CLIENT).json().path("createdClients"))
                .isEmpty();
    }

    @Test
    void setsTheRulesOfAServiceOnRequestAndRevertsThem() {
        plainClient("mail");
        admin.post("setup", "{\"clients\":[\"mail\"]}");
        String body = """
                {"clients":[{"clientId":"mail","group":" Mail ","allowedRole":"mail-user","lifetimeMaxDays":90}]}""";

        Answer answer = admin.post("setup", body);

        assertThat(changes(answer))
                .containsExactlyInAnyOrder(
                        "mail app-passwords.group null > Mail",
                        "mail app-passwords.allowed-role null > mail-user",
                        "mail app-passwords.lifetime-max-days null > 90");
        assertThat(texts(answer.json().path("warnings")))
                .containsExactly("mail: no user can use it, because the role 'mail-user' in its attribute"
                        + " app-passwords.allowed-role does not exist.");
        assertThat(admin.post("setup", body).json().path("changes")).isEmpty();
        assertThat(admin.post("setup", "{\"clients\":[\"mail\"]}").json().path("changes"))
                .isEmpty();
        admin.post("setup", body.replace("90", "30"));
        assertThat(client("mail").toRepresentation().getAttributes())
                .containsEntry("app-passwords.lifetime-max-days", "30")
                .containsEntry("app-passwords.group", "Mail");

        admin.post("teardown", "{}");

        assertThat(client("mail").toRepresentation().getAttributes())
                .doesNotContainKeys(
                        "app-passwords.group", "app-passwords.allowed-role", "app-passwords.lifetime-max-days");
    }

    @Test
    void changesWhatTheDryRunPreviewsAndTheDryRunChangesNothing() {
        plainClient("mail");
        String body = "{\"clients\":[\"mail\",\"radius\"],\"createClients\":true,\"clientScope\":true}";
        RealmSnapshot before = snapshot();

        Answer dry = admin.post("setup?dryRun=true", body);

        assertThat(dry.json().path("dryRun").asBoolean()).isTrue();
        assertThat(dry.json().path("createdClients")).isEmpty();
        assertThat(snapshot()).isEqualTo(before);
        Answer run = admin.post("setup", body);
        assertThat(run.json().path("dryRun").asBoolean()).isFalse();
        assertThat(run.json().path("changes")).isEqualTo(dry.json().path("changes"));
        assertThat(changes(run))
                .containsExactly(
                        "realm requiredAction absent > enabled",
                        "realm flow absent > present",
                        "realm clientScope absent > present",
                        "mail fullScopeAllowed true > false",
                        "mail consentRequired true > false",
                        "mail use.refresh.tokens null > false",
                        "mail access.token.lifespan null > 60",
                        "mail directGrantFlow null > app password direct grant",
                        "mail appPasswordMapper false > true",
                        "radius created false > true",
                        "radius fullScopeAllowed true > false",
                        "radius use.refresh.tokens null > false",
                        "radius access.token.lifespan null > 60",
                        "radius directGrantFlow null > app password direct grant",
                        "radius appPasswordMapper false > true");
        RealmSnapshot after = snapshot();
        Answer dryTeardown = admin.post("teardown?dryRun=true", "{}");
        assertThat(snapshot()).isEqualTo(after);
        assertThat(changes(dryTeardown)).contains("realm requiredAction enabled > absent");
        assertThat(admin.post("teardown", "{}").json().path("changes"))
                .isEqualTo(dryTeardown.json().path("changes"))
                .isNotEmpty();
    }

    @Test
    void createsTheClientScopeOnRequestAndAssignsItToNoClient() {
        plainClient("mail");
        admin.post("setup", ONE_CLIENT);
        assertThat(clientScopes()).doesNotContain(SCOPE);

        Answer answer = admin.post("setup", WITH_SCOPE);

        assertThat(changes(answer)).containsExactly("realm clientScope absent > present");
        ClientScopeRepresentation scope = clientScope();
        assertThat(scope.getProtocol()).isEqualTo("openid-connect");
        assertThat(scope.getAttributes())
                .containsEntry("include.in.token.scope", "true")
                .containsEntry("display.on.consent.screen", "true")
                .containsEntry("consent.screen.text", "${appPasswordScopeConsentText}");
        assertThat(Stream.concat(
                        realm.admin().getDefaultDefaultClientScopes().stream(),
                        realm.admin().getDefaultOptionalClientScopes().stream()))
                .extracting(ClientScopeRepresentation::getName)
                .doesNotContain(SCOPE);
        assertThat(realm.admin().clients().findAll())
                .allSatisfy(client -> assertThat(
                                Stream.of(client.getDefaultClientScopes(), client.getOptionalClientScopes())
                                        .filter(Objects::nonNull)
                                        .flatMap(List::stream))
                        .doesNotContain(SCOPE));
    }

    @Test
    void teardownKeepsAClientScopeThatAClientUses() {
        clients.add("app", "App", null);
        admin.post("setup", WITH_SCOPE);
        client("app").addOptionalClientScope(clientScope().getId());

        Answer answer = admin.post("teardown", "{}");

        assertThat(texts(answer.json().path("warnings")))
                .containsExactly("The client scope app-passwords is assigned to clients, and is kept.");
        assertThat(clientScopes()).contains(SCOPE);
    }

    @Test
    void anExistingClientScopeIsNeitherChangedNorRemoved() {
        ClientScopeRepresentation scope = new ClientScopeRepresentation();
        scope.setName(SCOPE);
        scope.setProtocol("openid-connect");
        scope.setAttributes(Map.of("include.in.token.scope", "false"));
        realm.admin().clientScopes().create(scope).close();
        ClientScopeRepresentation before = clientScope();

        Answer answer = admin.post("setup", WITH_SCOPE);
        admin.post("teardown", "{}");

        assertThat(changes(answer)).noneMatch(change -> change.contains("clientScope"));
        assertThat(texts(answer.json().path("warnings")))
                .singleElement()
                .asString()
                .startsWith("The client scope app-passwords gives no access");
        assertThat(clientScope().getAttributes()).isEqualTo(before.getAttributes());
    }

    @Test
    void aRepetitionChangesNothing() {
        plainClient("mail");
        String body = "{\"clients\":[\"mail\"],\"clientScope\":true}";
        admin.post("setup", body);
        RealmSnapshot before = snapshot();

        Answer again = admin.post("setup", body);

        assertThat(again.json().path("changes")).isEmpty();
        assertThat(snapshot()).isEqualTo(before);
    }

    @Test
    void keepsAFlowThatAcceptsAppPasswordsAndAShortLifespan() {
        admin.post("setup", "{}");
        clients.add("short", "Short", FLOW, client -> client.getAttributes().put("access.token.lifespan", "30"));

        assertThat(changes(admin.post("setup", "{\"clients\":[\"short\"]}")))
                .containsExactly("short use.refresh.tokens null > false", "short appPasswordMapper false > true");
    }

    @Test
    void teardownRestoresEverythingAndKeepsTheAppPasswords() {
        plainClient("mail");
        users.create("walter", SeededAppPassword.of(SECRET));
        RealmSnapshot before = snapshot();
        admin.post("setup", "{\"clients\":[\"mail\"],\"clientScope\":true}");
        assertThat(tokens.directGrant("mail", "walter", SECRET).status()).isEqualTo(200);

        Answer answer = admin.post("teardown", "{}");

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.json().path("warnings")).isEmpty();
        assertThat(snapshot()).isEqualTo(before);
        assertThat(tokens.directGrant("mail", "walter", SECRET).status()).isNotEqualTo(200);
        assertThat(admin.post("teardown", "{}").json().path("changes")).isEmpty();
        admin.post("setup", ONE_CLIENT);
        assertThat(tokens.directGrant("mail", "walter", SECRET).status()).isEqualTo(200);
    }

    @Test
    void teardownDisablesCreatedClientsAndTheNextSetupEnablesThemWithTheSameSecret() {
        users.create("walter", SeededAppPassword.of(SECRET));
        JsonNode created =
                admin.post("setup", NEW_CLIENT).json().path("createdClients").path(0);
        Map<String, String> secret =
                Map.of("client_secret", created.path("secret").asText());

        admin.post("teardown", "{}");

        assertThat(client("radius").toRepresentation().isEnabled()).isFalse();
        assertThat(tokens.directGrant("radius", "walter", TestUsers.PASSWORD, secret)
                        .status())
                .isEqualTo(401);
        assertThat(changes(admin.post("setup", NEW_CLIENT))).contains("radius enabled false > true");
        assertThat(tokens.directGrant("radius", "walter", SECRET, secret).status())
                .isEqualTo(200);
    }

    /** The secret may be stolen. */
    @Test
    void aClientThatAnAdministratorHasDisabledStaysDisabled() {
        admin.post("setup", NEW_CLIENT);
        change("radius", client -> client.setEnabled(false));

        Answer answer = admin.post("setup", NEW_CLIENT);

        assertThat(changes(answer)).isEmpty();
        assertThat(texts(answer.json().path("warnings"))).contains("radius: is disabled.");
        assertThat(client("radius").toRepresentation().isEnabled()).isFalse();
    }

    @Test
    void teardownKeepsWhatWasChangedSince() {
        plainClient("mail");
        plainClient("other");
        admin.post("setup", ONE_CLIENT);
        change("mail", client -> client.getAttributes().put("access.token.lifespan", "120"));
        String flow = client("mail")
                .toRepresentation()
                .getAuthenticationFlowBindingOverrides()
                .get("direct_grant");
        change("other", client -> client.setAuthenticationFlowBindingOverrides(Map.of("direct_grant", flow)));
        RequiredActionProviderRepresentation action = realm.admin().flows().getRequiredAction("app-password-create");
        action.setConfig(Map.of("max-per-user", "3"));
        realm.admin().flows().updateRequiredAction("app-password-create", action);

        Answer answer = admin.post("teardown", "{}");

        assertThat(texts(answer.json().path("warnings")))
                .containsExactlyInAnyOrder(
                        "mail: access.token.lifespan has been changed since provisioning, and is kept.",
                        "The flow app password direct grant is used elsewhere, and is kept.",
                        REMAINING.formatted("other"));
        assertThat(client("mail").toRepresentation().getAttributes()).containsEntry("access.token.lifespan", "120");
        assertThat(realm.admin().flows().getRequiredAction("app-password-create"))
                .satisfies(kept -> assertThat(kept.isEnabled()).isFalse())
                .satisfies(kept -> assertThat(kept.getConfig()).containsEntry("max-per-user", "3"));
    }

    /** One is bound to our flow, one to another flow that accepts app passwords, and one uses the realm's flow. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void teardownNamesTheClientsThatStillAcceptAppPasswords(boolean dryRun) {
        users.create("walter", SeededAppPassword.of(SECRET));
        plainClient("mail");
        admin.post("setup", ONE_CLIENT);
        String copy = "copy of the flow";
        realm.admin().flows().copy(FLOW, new HashMap<>(Map.of("newName", copy))).close();
        clients.add("by-hand", "By hand", FLOW);
        clients.add("elsewhere", "Elsewhere", copy);
        clients.add("marked", "Marked", null, client -> client.getAttributes().put("app-passwords.service", "true"));
        clients.add("off", "Off", FLOW, client -> client.setEnabled(false));
        RealmRepresentation settings = realm.admin().toRepresentation();
        settings.setDirectGrantFlow(copy);
        realm.admin().update(settings);

        Answer answer = admin.post("teardown" + (dryRun ? "?dryRun=true" : ""), "{}");

        assertThat(texts(answer.json().path("warnings")))
                .containsExactlyInAnyOrder(
                        "The flow app password direct grant is used elsewhere, and is kept.",
                        REMAINING.formatted("by-hand, elsewhere, marked"),
                        "The realm's direct grant flow, copy of the flow, accepts app passwords at every confidential"
                                + " client without a flow of its own.");
        VerifyEndpoint verify = new VerifyEndpoint(realm.getBaseUrl());
        assertThat(List.of("by-hand", "elsewhere", "marked"))
                .allSatisfy(clientId -> assertThat(
                                verify.ask(clientId, "walter", SECRET).status())
                        .isEqualTo(204));
    }

    @Test
    void namesNewClientsAndThoseWithoutAName() {
        clients.add("mail", null, null);
        clients.add("calendar", "Calendar", null);
        String body = """
                {"createClients":true,"clients":["plain",{"clientId":"radius","name":" WLAN "},
                {"clientId":"mail","name":"Mail"},{"clientId":"calendar","name":"Other"},{"clientId":"files"}]}""";

        Answer answer = admin.post("setup", body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(changes(answer))
                .filteredOn(change -> change.contains(" name "))
                .containsExactly("radius name null > WLAN", "mail name null > Mail");
        assertThat(List.of("plain", "radius", "mail", "calendar", "files"))
                .extracting(clientId -> client(clientId).toRepresentation().getName())
                .containsExactly(null, "WLAN", "Mail", "Calendar", null);
        assertThat(admin.post("setup", body).json().path("changes")).isEmpty();
        admin.post("teardown", "{}");
        assertThat(client("mail").toRepresentation().getName()).isNull();
        assertThat(client("radius").toRepresentation().getName()).isEqualTo("WLAN");
    }

    @Test
    void teardownRestoresTheFirstStateAfterRepeatedSetups() {
        plainClient("mail");
        admin.post("setup", ONE_CLIENT);
        change("mail", client -> client.getAttributes().put("access.token.lifespan", "500"));
        admin.post("setup", ONE_CLIENT);

        admin.post("teardown", "{}");

        assertThat(client("mail").toRepresentation().getAttributes()).doesNotContainKey("access.token.lifespan");
    }

    @Test
    void anotherFlowWithOurAliasIsNotUsed() {
        AuthenticationFlowRepresentation flow = new AuthenticationFlowRepresentation();
        flow.setAlias(FLOW);
        flow.setProviderId("basic-flow");
        flow.setTopLevel(true);
        flow.setBuiltIn(false);
        realm.admin().flows().createFlow(flow).close();

        Answer answer = admin.post("setup", "{}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error_description").asText())
                .contains("another flow has the alias app password direct grant");
    }

    @Test
    void warnsOfAPrivilegedClient() {
        plainClient("mail");
        ClientRepresentation account =
                realm.admin().clients().findByClientId("account").get(0);
        client("mail")
                .getScopeMappings()
                .clientLevel(account.getId())
                .add(List.of(realm.admin()
                        .clients()
                        .get(account.getId())
                        .roles()
                        .get("manage-account")
                        .toRepresentation()));

        assertThat(texts(admin.post("setup", ONE_CLIENT).json().path("warnings")))
                .singleElement()
                .asString()
                .contains("mail: its tokens cannot be introspected", "manage-account");
    }

    /** A thief who reads the mail with a stolen app password receives the link. */
    @ParameterizedTest
    @CsvSource({
        "true, app-passwords.imap.host, mail.example.org, true",
        "true, app-passwords.pop3.host, mail.example.org, true",
        "true, app-passwords.imap.host, ' ', false",
        "true, app-passwords.smtp.host, mail.example.org, false",
        "true, app-passwords.caldav.host, mail.example.org, false",
        "true, app-passwords.imap.port, 993, false",
        "false, app-passwords.imap.host, mail.example.org, false",
        "false, app-passwords.pop3.host, mail.example.org, false"
    })
    void warnsOfForgotPasswordIfAppPasswordsReadMail(boolean allowed, String attribute, String value, boolean warned) {
        RealmRepresentation settings = realm.admin().toRepresentation();
        settings.setResetPasswordAllowed(allowed);
        realm.admin().update(settings);
        clients.add("mail", "Mail", null, client -> client.getAttributes().put(attribute, value));

        for (String call : List.of("setup?dryRun=true", "setup", "setup")) {
            List<String> warnings = texts(admin.post(call, ONE_CLIENT).json().path("warnings")).stream()
                    .filter(warning -> warning.contains("Forgot password"))
                    .toList();
            assertThat(warnings).as(call).hasSize(warned ? 1 : 0).allMatch(warning -> warning.contains("(mail)"));
        }

        change("mail", client -> client.setEnabled(false));
        assertThat(texts(admin.post("setup", "{}").json().path("warnings"))).isEmpty();
    }

    @Test
    void twoConcurrentSetupsCreateEverythingOnce() {
        List<Callable<Answer>> calls = Stream.generate(
                        () -> (Callable<Answer>) () -> administrator().post("setup", NEW_CLIENT))
                .limit(4)
                .toList();

        List<Answer> answers = Parallel.all(calls);

        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200));
        assertThat(answers)
                .filteredOn(answer -> !answer.json().path("changes").isEmpty())
                .hasSize(1);
        assertThat(realm.admin().flows().getFlows())
                .filteredOn(flow -> FLOW.equals(flow.getAlias()))
                .hasSize(1);
        assertThat(realm.admin().flows().getRequiredActions())
                .filteredOn(action -> "app-password-create".equals(action.getProviderId()))
                .hasSize(1);
    }

    @Test
    void adminEventsRecordChangesWithoutSecrets() {
        RealmRepresentation events = realm.admin().toRepresentation();
        events.setAdminEventsEnabled(true);
        events.setAdminEventsDetailsEnabled(true);
        realm.admin().update(events);

        admin.post("setup?dryRun=true", NEW_CLIENT);
        JsonNode created =
                admin.post("setup", NEW_CLIENT).json().path("createdClients").path(0);
        admin.post("setup", NEW_CLIENT);
        admin.post("teardown", "{}");

        List<AdminEventRepresentation> ours = realm.admin()
                .getAdminEvents(null, null, null, null, null, "app-passwords/*", List.of("CUSTOM"), null, null, 0, 100);
        assertThat(ours)
                .extracting(AdminEventRepresentation::getResourcePath)
                .containsExactlyInAnyOrder("app-passwords/setup", "app-passwords/teardown");
        assertThat(ours).allSatisfy(event -> {
            assertThat(event.getOperationType()).isEqualTo(OperationType.ACTION.toString());
            assertThat(event.getRepresentation())
                    .contains("radius")
                    .doesNotContain(created.path("secret").asText());
        });
    }

    private List<String> clientScopes() {
        return realm.admin().clientScopes().findAll().stream()
                .map(ClientScopeRepresentation::getName)
                .toList();
    }

    private ClientScopeRepresentation clientScope() {
        return realm.admin().clientScopes().findAll().stream()
                .filter(scope -> scope.getName().equals(SCOPE))
                .findFirst()
                .orElseThrow();
    }

    private RealmSnapshot snapshot() {
        return RealmSnapshot.of(realm);
    }

    private void plainClient(String clientId) {
        clients.add(clientId, clientId, null, client -> {
            client.setFullScopeAllowed(true);
            client.setConsentRequired(true);
        });
    }

    private void change(String clientId, Consumer<ClientRepresentation> change) {
        ClientRepresentation changed = client(clientId).toRepresentation();
        change.accept(changed);
        client(clientId).update(changed);
    }

    private ClientResource client(String clientId) {
        return realm.admin()
                .clients()
                .get(realm.admin().clients().findByClientId(clientId).get(0).getId());
    }

    private AdminApi administrator() {
        return AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString());
    }

    private List<String> changes(Answer answer) {
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

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
