package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.ClientAttributes;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Which clients the form offers as services. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ServiceListIT {

    private static final String SERVICE_ATTRIBUTE = "app-passwords.service";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private AccountConsole console;
    private TestUsers users;
    private TestClients clients;
    private Flows flows;

    @BeforeEach
    void setUp() {
        console = new AccountConsole(realm.getBaseUrl());
        users = new TestUsers(realm);
        clients = new TestClients(realm);
        flows = new Flows(realm);
    }

    @Test
    void offersEnabledConfidentialClientsWithOurDirectGrantFlow() {
        flows.directGrantWithSubflow("ours in a subflow", "direct-grant-app-password", "ALTERNATIVE");
        flows.directGrantWithSubflow("ours turned off", "direct-grant-app-password", "DISABLED");
        clients.add("a-wiki", "Wiki", DemoRealm.FLOW);
        clients.add("b-nameless", null, DemoRealm.FLOW);
        clients.add("c-blank", " ", DemoRealm.FLOW);
        clients.add("d-nested", "Nested", "ours in a subflow");
        clients.add("e-disabled", "Disabled", DemoRealm.FLOW, client -> client.setEnabled(false));
        clients.add("f-public", "Public", DemoRealm.FLOW, client -> client.setPublicClient(true));
        clients.add("g-no-grants", "No grants", DemoRealm.FLOW, client -> client.setDirectAccessGrantsEnabled(false));
        clients.add("h-bearer", "Bearer only", DemoRealm.FLOW, client -> client.setBearerOnly(true));
        clients.add("i-built-in", "Built-in flow", "direct grant");
        clients.add("j-no-override", "No override", null);
        clients.add(
                "k-attribute",
                "Attribute",
                null,
                client -> client.getAttributes().put(SERVICE_ATTRIBUTE, "true"));
        clients.add("l-off", "Turned off", "ours turned off");

        assertThat(offered("services"))
                .containsExactlyElementsOf(DemoRealm.serviceNames("b-nameless", "c-blank", "Nested", "Wiki"));
    }

    @Test
    void offersClientsWithTheAttributeIfTheRealmsFlowIsOurs() {
        directGrantFlowOfRealm(DemoRealm.FLOW);
        clients.add(
                "says-yes", "Says yes", null, client -> client.getAttributes().put(SERVICE_ATTRIBUTE, "true"));
        clients.add("says-no", "Says no", null, client -> client.getAttributes().put(SERVICE_ATTRIBUTE, "false"));
        clients.add("says-nothing", "Says nothing", null);
        clients.add(
                "own-flow",
                "Own flow",
                "direct grant",
                client -> client.getAttributes().put(SERVICE_ATTRIBUTE, "true"));
        clients.add(
                "both", "Both", DemoRealm.FLOW, client -> client.getAttributes().put(SERVICE_ATTRIBUTE, "true"));
        clients.add("public", "Public", null, client -> {
            client.getAttributes().put(SERVICE_ATTRIBUTE, "true");
            client.setPublicClient(true);
        });

        assertThat(offered("realm-flow")).containsExactlyElementsOf(DemoRealm.serviceNames("Both", "Says yes"));
    }

    @Test
    void anOfferedClientAcceptsAppPasswords() {
        directGrantFlowOfRealm(DemoRealm.FLOW);
        clients.add("offered", "Offered", null, client -> {
            client.getAttributes().put(SERVICE_ATTRIBUTE, "true");
            BridgeClients.withTokenMapper().accept(client);
        });
        clients.add("not-offered", "Not offered", null, BridgeClients.withTokenMapper());
        Person person = users.createWithTotp("of-the-realm");
        TokenEndpoint tokens = new TokenEndpoint(realm.getBaseUrl());

        String secret = CreatePage.secret(CreatePage.FORM
                .on(openForm(person))
                .set("name", "Mail")
                .set("services", "only")
                .setAll("clients", List.of("offered"))
                .press("create"));

        assertThat(tokens.directGrant("offered", "of-the-realm", secret).status())
                .isEqualTo(200);
        assertThat(tokens.directGrant("not-offered", "of-the-realm", secret).error())
                .isEqualTo("invalid_grant");
        assertThat(tokens.directGrant("dovecot", "of-the-realm", secret).error())
                .isEqualTo("invalid_grant");
    }

    @Test
    void servicesOfAGroupAreOneChoice() {
        realm.admin().localization().saveRealmLocalizationText("en", "teams", "Teams");
        clients.add("team-2", "Team 2", DemoRealm.FLOW, inGroup("${teams}"));
        clients.add("team-10", "Team 10", DemoRealm.FLOW, inGroup("${teams}"));
        clients.add("alone", "Alone", DemoRealm.FLOW, inGroup("Solo"));
        clients.add("blank", "Blank", DemoRealm.FLOW, inGroup("  "));
        clients.add("vpn-10", "VPN 10", DemoRealm.FLOW);
        clients.add("vpn-2", "vpn 2", DemoRealm.FLOW);
        clients.add("mails", "Mail", DemoRealm.FLOW, BridgeClients.withTokenMapper());
        Person person = users.createWithTotp("groups");
        Page form = openForm(person);

        assertThat(form.texts("label[for^=clients-]"))
                .containsExactlyElementsOf(DemoRealm.serviceNames("Blank", "Mail", "Solo", "Teams").stream()
                        .flatMap(
                                name -> name.startsWith("Wi-Fi") ? Stream.of("vpn 2", "VPN 10", name) : Stream.of(name))
                        .toList());
        Page shown = CreatePage.FORM
                .on(form)
                .set("name", "Phone")
                .set("services", "only")
                .setAll("clients", List.of("dovecot", "team-2"))
                .press("create");
        String secret = CreatePage.secret(shown);

        assertThat(shown.texts(".app-password-facts li").get(0))
                .isEqualTo(Messages.text("appPasswordShowServices", "Mail, Teams"));
        TokenEndpoint tokens = new TokenEndpoint(realm.getBaseUrl());
        for (String clientId : List.of("dovecot", "postfix")) {
            assertThat(tokens.directGrant(clientId, "groups", secret).status()).isEqualTo(200);
        }
        for (String clientId : List.of("campus-mail", "mails", "radicale")) {
            assertThat(tokens.directGrant(clientId, "groups", secret).status()).isEqualTo(400);
        }
        assertThat(users.appPasswords(person).get(0).getCredentialData()).contains("dovecot, postfix, team-10, team-2");
    }

    @Test
    void theUserGetsOnlyThoseServicesOfAGroupThatTheUserMayUse() {
        new ClientAttributes(realm).set("postfix", "app-passwords.allowed-role", "no-such-role");
        Person person = users.createWithTotp("part-of-a-group");

        Page shown = CreatePage.FORM
                .on(openForm(person))
                .set("name", "Phone")
                .set("services", "only")
                .setAll("clients", List.of("dovecot"))
                .press("create");

        CreatePage.secret(shown);
        assertThat(shown.texts(".app-password-facts li").get(0))
                .isEqualTo(Messages.text("appPasswordShowServices", "Mail"));
        assertThat(users.appPasswords(person).get(0).getCredentialData())
                .contains("dovecot")
                .doesNotContain("postfix");
    }

    @Test
    void thePageHasAFilterFromTenServicesOn() {
        assertThat(openForm(users.createWithTotp("few")).document().select("#service-filter"))
                .isEmpty();
        for (int i = 1; i <= 5; i++) {
            clients.add("more-" + i, "More " + i, DemoRealm.FLOW);
        }

        Page form = openForm(users.createWithTotp("many"));

        assertThat(form.document().select("#service-filter")).hasSize(1);
        assertThat(form.texts("#service-select button"))
                .containsExactly(
                        Messages.text("appPasswordServicesSelectAll"), Messages.text("appPasswordServicesSelectNone"));
    }

    @Test
    void anAppPasswordCanBeForFiftyServices() {
        List<String> fifty =
                IntStream.rangeClosed(1, 50).mapToObj(i -> "fifty-" + i).toList();
        fifty.forEach(clientId -> clients.add(clientId, clientId, DemoRealm.FLOW, BridgeClients.withTokenMapper()));
        Person person = users.createWithTotp("collector");

        Page shown = CreatePage.FORM
                .on(openForm(person))
                .set("name", "Many")
                .set("services", "only")
                .setAll("clients", fifty)
                .press("create");
        String secret = CreatePage.secret(shown);

        assertThat(shown.texts(".app-password-facts li").get(0)).contains("fifty-1, fifty-2, fifty-3", "fifty-50");
        TokenEndpoint tokens = new TokenEndpoint(realm.getBaseUrl());
        for (String clientId : List.of("fifty-1", "fifty-50")) {
            assertThat(tokens.directGrant(clientId, "collector", secret).status())
                    .isEqualTo(200);
        }
        assertThat(tokens.directGrant("dovecot", "collector", secret).error()).isEqualTo("invalid_grant");
    }

    private static Consumer<ClientRepresentation> inGroup(String group) {
        return client -> client.getAttributes().put("app-passwords.group", group);
    }

    @Test
    void reportsThatThereAreNoServices() {
        List.of("dovecot", "postfix", "campus-mail", "ldap-bridge", "radicale", "freeradius")
                .forEach(clientId -> realm.updateClientWithCleanup(clientId, client -> client.enabled(false)));
        Page form = openForm(users.createWithTotp("none-yet"));

        assertThat(form.texts("#clients-hint")).containsExactly(Messages.text("appPasswordNoServices"));
        CreatePage.secret(CreatePage.FORM.on(form).set("name", "Later").press("create"));
    }

    private List<String> offered(String username) {
        return openForm(users.createWithTotp(username)).texts("label[for^=clients-]");
    }

    private Page openForm(Person person) {
        return SignIn.complete(new Browser().open(console.createAppPassword()), person);
    }

    private void directGrantFlowOfRealm(String alias) {
        RealmRepresentation representation = realm.admin().toRepresentation();
        String before = representation.getDirectGrantFlow();
        realm.cleanup().add(r -> {
            RealmRepresentation restored = r.toRepresentation();
            restored.setDirectGrantFlow(before);
            r.update(restored);
        });
        representation.setDirectGrantFlow(alias);
        realm.admin().update(representation);
    }
}
