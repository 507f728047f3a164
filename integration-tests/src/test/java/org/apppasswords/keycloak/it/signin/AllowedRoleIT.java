package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.ClientAttributes;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.StoringBridge;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.DirectoryEndpoint;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/** Services that only users with a role may use: {@code app-passwords.allowed-role}. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class AllowedRoleIT {

    private static final String ATTRIBUTE = "app-passwords.allowed-role";
    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    /** mkpasswd -m bcrypt -R 14 'Grüße, Mail 7!' */
    private static final String SLOW = "$2b$14$ve3669Jq.NtTRHJUjkZmqO5Zv58ddHkhdpiqFSS5pIDxO08ympY2G";

    private static final String SLOW_PASSWORD = "Grüße, Mail 7!";

    /** A bridge whose flow stores sessions. */
    private static final String STORED = "stored-with-role";

    @RegisterExtension
    static final LdapBridge bridge = new LdapBridge("ldap-allowed-role").withSettings("cache.seconds = 0\n");

    @InjectRealm(config = HttpBasicRealm.class)
    ManagedRealm realm;

    private TestUsers users;
    private TokenEndpoint tokens;
    private ClientAttributes attributes;
    private StoringBridge stored;
    private AccountConsole console;

    @TestSetup
    public void createRolesAndClients() {
        createRole("mail-user");
        createRole("staff-role");
        realm.admin().roles().get("staff-role").addComposites(List.of(realmRole("mail-user")));
        StoringBridge.create(realm, STORED, client -> client.getAttributes().put(ATTRIBUTE, "mail-user"));
        RoleRepresentation role = new RoleRepresentation();
        role.setName("reader");
        new BridgeClients(realm).get("dovecot").roles().create(role);
        createGroup("members", "mail-user");
        createGroup("employees", "staff-role");
    }

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
        attributes = new ClientAttributes(realm);
        stored = new StoringBridge(realm, STORED);
        console = new AccountConsole(realm.getBaseUrl());
    }

    @ParameterizedTest
    @EnumSource
    void aServiceWithARoleAcceptsOnlyUsersWhoHaveIt(EntryPoint entryPoint) {
        attributes.set(entryPoint.clientId(), ATTRIBUTE, "mail-user");
        String username = "role-" + entryPoint.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String userId = users.create(username, SeededAppPassword.of(PHONE));

        assertThat(signIn(entryPoint, username, PHONE)).isFalse();
        assertThat(new SignInEvents(realm, userId).lastReason()).isEqualTo("role_missing");
        assertThat(signIn(entryPoint, username, WRONG)).isFalse();
        assertThat(new SignInEvents(realm, userId).lastReason()).isEqualTo("no_match");

        RoleSource.REALM_ROLE.grant(realm, userId);
        assertThat(signIn(entryPoint, username, PHONE)).isTrue();

        RoleSource.REALM_ROLE.take(realm, userId);
        assertThat(signIn(entryPoint, username, PHONE)).isFalse();
        assertThat(new SignInEvents(realm, userId).lastReason()).isEqualTo("role_missing");
    }

    @Test
    void theAnswerToAMissingRoleIsThatToAWrongPassword() {
        attributes.set("dovecot", ATTRIBUTE, "mail-user");
        attributes.set("radicale", ATTRIBUTE, "mail-user");
        users.create("same-answer", SeededAppPassword.of(PHONE));
        VerifyEndpoint verify = new VerifyEndpoint(realm.getBaseUrl());

        assertThat(tokens.directGrant("dovecot", "same-answer", PHONE).body())
                .isEqualTo(tokens.directGrant("dovecot", "same-answer", WRONG).body());
        assertThat(verify.ask("radicale", "same-answer", PHONE).body())
                .isEqualTo(verify.ask("radicale", "same-answer", WRONG).body());
    }

    @ParameterizedTest
    @EnumSource
    void theRoleCanComeFromAnywhere(RoleSource source) {
        attributes.set("dovecot", ATTRIBUTE, source.attribute());
        String username = "source-" + source.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String userId = users.create(username, SeededAppPassword.of(PHONE).clients(Set.of("dovecot")));

        assertThat(signIn(EntryPoint.DIRECT_GRANT, username, PHONE)).isFalse();
        source.grant(realm, userId);
        assertThat(signIn(EntryPoint.DIRECT_GRANT, username, PHONE)).isTrue();
        source.take(realm, userId);
        assertThat(signIn(EntryPoint.DIRECT_GRANT, username, PHONE)).isFalse();
        assertThat(new SignInEvents(realm, userId).lastReason()).isEqualTo("role_missing");
    }

    /** A typing error must never open the service to everyone. */
    @ParameterizedTest
    @EnumSource
    void aRoleThatDoesNotExistAdmitsNobody(EntryPoint entryPoint) {
        String role = "mistyped-for-" + entryPoint;
        attributes.set(entryPoint.clientId(), ATTRIBUTE, role);
        String username = "nobody-" + entryPoint.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String userId = users.create(username, SeededAppPassword.of(PHONE));
        RoleSource.REALM_ROLE.grant(realm, userId);

        assertThat(signIn(entryPoint, username, PHONE)).isFalse();

        assertThat(new SignInEvents(realm, userId).lastReason()).isEqualTo("role_missing");
        Waiting.until(
                "an administrator can read why",
                () -> ServerLog.whole()
                        .text()
                        .contains("no user can use it, because the role '" + role + "' in its attribute " + ATTRIBUTE
                                + " does not exist"));
    }

    /** Keycloak's own step for the account password does not check the role. */
    @Test
    void verifyChecksTheRoleForTheAccountPasswordToo() {
        String flow = new Flows(realm).appPasswordOrAccountPassword("role and account", Map.of("other-input", "next"));
        new BridgeClients(realm).create("role-and-account", BridgeClients.flow(flow));
        attributes.set("role-and-account", ATTRIBUTE, "mail-user");
        String userId = users.create("account-without-role", SeededAppPassword.of(PHONE));
        VerifyEndpoint verify = new VerifyEndpoint(realm.getBaseUrl());

        Answer rejected = verify.ask("role-and-account", "account-without-role", TestUsers.PASSWORD);

        assertThat(rejected.status()).isEqualTo(401);
        assertThat(new SignInEvents(realm, userId).lastReason()).isEqualTo("role_missing");
        assertThat(rejected.body())
                .isEqualTo(verify.ask("role-and-account", "account-without-role", "wrong")
                        .body());
        RoleSource.REALM_ROLE.grant(realm, userId);
        assertThat(verify.ask("role-and-account", "account-without-role", TestUsers.PASSWORD)
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aBlankAttributeDoesNotRestrictTheService() {
        attributes.set("dovecot", ATTRIBUTE, "  ");
        users.create("blank", SeededAppPassword.of(PHONE));

        assertThat(signIn(EntryPoint.DIRECT_GRANT, "blank", PHONE)).isTrue();
    }

    @Test
    void pageAndApiOfferOnlyTheServicesOfTheUser() {
        attributes.set("dovecot", ATTRIBUTE, "mail-user");
        attributes.set("postfix", ATTRIBUTE, "dovecot.reader");
        Person outsider = users.createWithTotp("outsider");
        Person member = users.createWithTotp("member");
        RoleSource.REALM_ROLE.grant(realm, users.idOf(member));
        RoleSource.CLIENT_ROLE.grant(realm, users.idOf(member));

        AppPasswordsApi api = console.api(outsider);
        assertThat(offered(api)).doesNotContain("dovecot", "postfix").contains("radicale");
        assertThat(offered(console.api(member))).contains("dovecot", "postfix", "radicale");
        for (String services : List.of("\"dovecot\"", "\"radicale\",\"postfix\"")) {
            Answer rejected = api.create("{\"name\":\"Mail\",\"clients\":[" + services + "]}")
                    .expect(400);
            assertThat(rejected.error()).isEqualTo("invalid_request");
            assertThat(rejected.description())
                    .isEqualTo("clients: must be services of this realm that the user may use");
        }
        Page form = console.openForm(outsider);
        assertThat(form.document().select("input[name=clients]").eachAttr("value"))
                .doesNotContain("dovecot", "postfix")
                .contains("radicale");
        Page rejected = CreatePage.FORM
                .on(form)
                .set("name", "Mail")
                .set("services", "only")
                .setAll("clients", List.of("dovecot"))
                .press("create");
        assertThat(rejected.texts("#input-error-clients")).containsExactly(Messages.text("appPasswordErrorService"));
        assertThat(users.appPasswords(outsider)).isEmpty();
        // For every service means for every service of the user.
        String secret = api.create("{\"name\":\"All\"}")
                .expect(201)
                .json()
                .path("password")
                .asText();
        assertThat(signIn(EntryPoint.VERIFY_FOR_PROXIES, "outsider", secret)).isTrue();
        assertThat(signIn(EntryPoint.DIRECT_GRANT, "outsider", secret)).isFalse();
    }

    /** The list names the service: the user knows only names. */
    @Test
    void aServiceWhoseRoleWasLostKeepsItsName() {
        attributes.set("radicale", ATTRIBUTE, "mail-user");
        Person person = users.createWithTotp(
                "lost-service",
                SeededAppPassword.of(PHONE).named("Phone").clients(Set.of("radicale", "postfix", "deleted-client")));
        String userId = users.idOf(person);
        RoleSource.REALM_ROLE.grant(realm, userId);
        AppPasswordsApi api = console.api(person);
        assertThat(api.list().expect(200).json().path("otherServices")).isEmpty();

        RoleSource.REALM_ROLE.take(realm, userId);

        JsonNode overview = api.list().expect(200).json();
        assertThat(overview.path("services").findValuesAsText("clientId")).doesNotContain("radicale");
        assertThat(overview.path("otherServices").toString())
                .isEqualTo("[{\"clientId\":\"radicale\",\"name\":\"Calendar (CalDAV)\",\"group\":null,"
                        + "\"maxLifetimeDays\":0}]");
        // The user still cannot choose it.
        api.create("{\"name\":\"Tablet\",\"clients\":[\"radicale\"]}").expect(400);
        assertThat(console.api(users.createWithTotp("never-had-it"))
                        .list()
                        .expect(200)
                        .json()
                        .path("otherServices"))
                .isEmpty();
    }

    @Test
    void aUserWithoutAnyServiceGetsAnExplanation() {
        realm.admin().clients().findAll().stream()
                .filter(client -> !client.getClientId().equals(STORED))
                .filter(client -> DemoRealm.services().stream()
                                .anyMatch(service -> service.getClientId().equals(client.getClientId()))
                        || List.of(EntryPoint.DOCKER.clientId(), EntryPoint.SAML_ECP.clientId())
                                .contains(client.getClientId()))
                .forEach(client -> attributes.set(client.getClientId(), ATTRIBUTE, "mail-user"));
        Person person = users.createWithTotp("no-service");

        AppPasswordsApi api = console.api(person);
        JsonNode overview = api.list().expect(200).json();
        assertThat(overview.path("services")).isEmpty();
        assertThat(overview.path("policy").path("canCreate").asBoolean()).isFalse();
        assertThat(overview.path("policy").path("reason").asText()).isEqualTo("no_service");
        assertThat(overview.path("creationBlocker").path("reason").asText()).isEqualTo("no_service");
        assertThat(api.create("{\"name\":\"Mail\"}").expect(409).error()).isEqualTo("no_service");
        Page page = console.openForm(person);
        CreatePage.UNAVAILABLE.on(page);
        assertThat(page.texts(".app-password-intro"))
                .containsExactly(Messages.text("appPasswordUnavailable_no_service"));
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void theDirectoryShowsOnlyUsersWithTheRole() {
        attributes.set("ldap-bridge", ATTRIBUTE, "mail-user");
        String outside = users.create("directory-outside");
        String inside = users.create("directory-inside");
        RoleSource.GROUP.grant(realm, inside);
        DirectoryEndpoint directory = DirectoryEndpoint.of(realm.getBaseUrl(), "ldap-bridge");

        assertThat(directory
                        .users("username", "directory-outside")
                        .expect(200)
                        .json()
                        .path("users"))
                .isEmpty();
        assertThat(directory.users("id", outside).expect(200).json().path("users"))
                .isEmpty();
        assertThat(directory
                        .users("username", "directory-inside")
                        .expect(200)
                        .json()
                        .path("users"))
                .hasSize(1);
        assertThat(directory.allUsers("search", "directory-"))
                .extracting(user -> user.path("id").asText())
                .containsExactly(inside);
        assertThat(bridge.asSearchAccount()
                        .search(LdapBridge.PEOPLE, "(uid=directory-*)")
                        .output())
                .contains("uid=directory-inside")
                .doesNotContain("uid=directory-outside");
    }

    @ParameterizedTest
    @EnumSource
    void losingTheRoleEndsAStoredSessionAtOnce(RoleLoss loss) {
        String username = "loses-" + loss.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String userId = users.create(username, SeededAppPassword.of(PHONE));
        String other = users.create("keeps-" + username, SeededAppPassword.of(PHONE));
        loss.grant(realm, userId);
        RoleSource.REALM_ROLE.grant(realm, other);
        Answer granted = stored.signIn(username, PHONE).expect(200);
        stored.signIn("keeps-" + username, PHONE).expect(200);
        assertThat(stored.refresh(granted).status()).isEqualTo(200);
        assertThat(stored.isActive(granted)).isTrue();

        loss.take(realm, userId);

        assertThat(realm.admin().users().get(userId).getUserSessions()).isEmpty();
        assertThat(stored.isActive(granted)).isFalse();
        assertThat(stored.refresh(granted).error()).isEqualTo("invalid_grant");
        assertThat(stored.signIn(username, PHONE).error()).isEqualTo("invalid_grant");
        if (loss != RoleLoss.OTHER_ROLE_REQUIRED) {
            assertThat(realm.admin().users().get(other).getUserSessions()).hasSize(1);
        }
    }

    /** A disabled user cannot use the service either, so a look at the session would end it. */
    @ParameterizedTest
    @EnumSource(names = {"REALM_ROLE", "GROUP"})
    void takingTheRoleFromAUserDoesNotLookAtTheSessionsOfOthers(RoleSource source) {
        String suffix = source.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String userId = users.create("concerned-" + suffix, SeededAppPassword.of(PHONE));
        String other = users.create("unconcerned-" + suffix, SeededAppPassword.of(PHONE));
        source.grant(realm, userId);
        RoleSource.REALM_ROLE.grant(realm, other);
        stored.signIn("concerned-" + suffix, PHONE).expect(200);
        stored.signIn("unconcerned-" + suffix, PHONE).expect(200);
        UserRepresentation disabled = realm.admin().users().get(other).toRepresentation();
        disabled.setEnabled(false);
        realm.admin().users().get(other).update(disabled);

        source.take(realm, userId);

        assertThat(realm.admin().users().get(userId).getUserSessions()).isEmpty();
        assertThat(realm.admin().users().get(other).getUserSessions()).hasSize(1);

        // A change of the role itself may concern every user.
        realm.admin().roles().get("staff-role").update(realmRole("staff-role"));
        assertThat(realm.admin().users().get(other).getUserSessions()).isEmpty();
    }

    @Test
    void aSignInDoesNotKeepASessionWhoseRoleIsTakenAwayMeanwhile() {
        String userId = users.create("race", SeededAppPassword.of(PHONE));
        List<Answer> accepted = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            RoleSource.REALM_ROLE.grant(realm, userId);
            List<Callable<Answer>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tasks.add(() -> stored.signIn("race", PHONE));
            }
            tasks.add(() -> {
                RoleSource.REALM_ROLE.take(realm, userId);
                return null;
            });
            Parallel.all(tasks).stream()
                    .filter(answer -> answer != null && answer.status() == 200)
                    .forEach(accepted::add);

            assertThat(realm.admin().users().get(userId).getUserSessions()).isEmpty();
        }
        assertThat(accepted)
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(stored.refresh(answer).error()).isEqualTo("invalid_grant"));
    }

    /** Computing the hash takes long enough to take the role away after the sign-in has found it. */
    @Test
    void aRoleTakenAwayWhileTheAppPasswordIsCheckedLeavesNoSession() {
        String userId = users.create("slow-race", SeededAppPassword.of(PHONE).hashedElsewhere("bcrypt", SLOW));
        RoleSource.REALM_ROLE.grant(realm, userId);

        Answer answer = Parallel.<Answer>all(List.of(() -> stored.signIn("slow-race", SLOW_PASSWORD), () -> {
                    Waiting.pause(Duration.ofMillis(400));
                    RoleSource.REALM_ROLE.take(realm, userId);
                    return null;
                }))
                .get(0);

        assertThat(realm.admin().users().get(userId).getUserSessions()).isEmpty();
        if (answer.status() == 200) {
            assertThat(stored.isActive(answer)).isFalse();
            assertThat(stored.refresh(answer).error()).isEqualTo("invalid_grant");
        }
        assertThat(stored.signIn("slow-race", SLOW_PASSWORD).error()).isEqualTo("invalid_grant");
        assertThat(new SignInEvents(realm, userId).lastReason()).isEqualTo("role_missing");
    }

    private boolean signIn(EntryPoint entryPoint, String username, String password) {
        return entryPoint.signIn(realm.getBaseUrl(), bridge, username, password);
    }

    private static List<String> offered(AppPasswordsApi api) {
        return api.list().expect(200).json().path("services").findValuesAsText("clientId");
    }

    private void createRole(String name) {
        RoleRepresentation role = new RoleRepresentation();
        role.setName(name);
        realm.admin().roles().create(role);
    }

    private RoleRepresentation realmRole(String name) {
        return realm.admin().roles().get(name).toRepresentation();
    }

    private void createGroup(String name, String role) {
        GroupRepresentation group = new GroupRepresentation();
        group.setName(name);
        String id = Created.id(realm.admin().groups().add(group));
        realm.admin().groups().group(id).roles().realmLevel().add(List.of(realmRole(role)));
    }
}
