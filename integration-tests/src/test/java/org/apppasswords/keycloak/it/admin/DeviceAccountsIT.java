package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.ClientAttributes;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.DeviceMark;
import org.apppasswords.keycloak.it.support.fixtures.Mail;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.SlowRequest;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ManagedRealm;

/** App passwords that administrators create for devices, and never for people. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class DeviceAccountsIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String BODY = "{\"name\":\"Scanner\",\"clients\":[\"postfix\"],\"lifetimeDays\":30}";

    @InjectMailServer
    MailServer mail;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private Administrators administrators;
    private TestUsers users;
    private TokenEndpoint tokens;
    private RealmPolicy policy;

    @TestSetup
    public void prepareRealm() {
        administrators = new Administrators(realm);
        administrators.createTheirProgram();
        administrators.create("administrator", "manage-users", "manage-realm", "manage-clients");
        administrators.create("viewer", "view-users");
        new DeviceMark(realm).declaredFor("admin");
    }

    @BeforeEach
    void setUp() {
        administrators = new Administrators(realm);
        users = new TestUsers(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
        policy = new RealmPolicy(realm);
    }

    @Test
    void anAdministratorSeesTheAppPasswordOfADeviceOnce() {
        String userId = device("scanner");
        ServerLog log = ServerLog.fromHere();

        Answer created = api().createForDevice(
                        userId,
                        "{\"name\":\" Scanner, 2nd floor \",\"clients\":[\"postfix\"],\"lifetimeDays\":30,"
                                + "\"networks\":[\"192.0.2.7\"]}")
                .expect(201);

        String password = created.json().path("password").asText();
        assertThat(created.header("Cache-Control")).contains("no-store");
        assertThat(created.json().path("name").asText()).isEqualTo("Scanner, 2nd floor");
        assertThat(created.json().path("clients").toString()).isEqualTo("[\"postfix\"]");
        assertThat(created.json().path("networks").toString()).isEqualTo("[\"192.0.2.7/32\"]");
        assertThat(created.json().path("expiresAt").asLong()
                        - created.json().path("createdAt").asLong())
                .isEqualTo(30L * 86_400_000);
        assertThat(signIn("postfix", "scanner", password, "192.0.2.7")).isEqualTo(200);
        assertThat(signIn("postfix", "scanner", password, "192.0.2.8")).isEqualTo(400);
        assertThat(signIn("dovecot", "scanner", password, "192.0.2.7")).isEqualTo(400);
        assertThat(api().list(userId).expect(200).body())
                .contains("Scanner, 2nd floor")
                .doesNotContain(password);
        AdminEventRepresentation event = createdEvents(userId).get(0);
        String id = created.json().path("id").asText();
        assertThat(event.getResourcePath()).isEqualTo("users/" + userId + "/credentials/" + id);
        assertThat(event.getRepresentation())
                .contains(id, "app-password", "Scanner, 2nd floor")
                .doesNotContain(password);
        // Another notice may follow, about the first use.
        assertThat(Mail.await(mail, "scanner@example.org", 1)).first().satisfies(notice -> {
            assertThat(notice.subject())
                    .isEqualTo(Messages.text("appPasswordNoticeCreatedSubject", "Scanner, 2nd floor"));
            assertThat(notice.text())
                    .contains("Name: Scanner, 2nd floor")
                    .doesNotContain(password)
                    .doesNotContain(Messages.text("appPasswordNoticeAddress"));
        });
        assertThat(log.text()).doesNotContain(password);
    }

    /** Nobody has more rights than the administrator here. */
    @ParameterizedTest
    @CsvSource({"false", "TRUE", "1", "yes", "''"})
    void forUsersWithoutTheMarkThereIsNone(String value) {
        administrators.create("root-" + Integer.toHexString(value.hashCode()), "realm-admin");
        String userId = users.create(DeviceMark.user("person-" + Integer.toHexString(value.hashCode()), value));

        Answer answer = administrators
                .api("root-" + Integer.toHexString(value.hashCode()))
                .createForDevice(userId, BODY);

        assertRejected(answer, userId, "not_a_device");
        assertThat(answer.description()).contains("app-passwords.device");
    }

    @Test
    void aPersonWithoutTheAttributeIsNotADevice() {
        String userId = users.idOf(users.createWithTotp("a-person"));

        // The mark is checked before the body.
        assertRejected(api().createForDevice(userId, "{}"), userId, "not_a_device");
        assertRejected(api().createForDevice(userId, BODY), userId, "not_a_device");
    }

    @Test
    void aServiceAccountIsNotADevice() {
        administrators.createScriptClient("marked-robot");
        ClientRepresentation client =
                realm.admin().clients().findByClientId("marked-robot").get(0);
        UserRepresentation robot = realm.admin().clients().get(client.getId()).getServiceAccountUser();
        robot.setAttributes(Map.of(DeviceMark.ATTRIBUTE, List.of("true")));
        realm.admin().users().get(robot.getId()).update(robot);

        assertRejected(api().createForDevice(robot.getId(), BODY), robot.getId(), "not_a_device");
    }

    static Stream<Arguments> profiles() {
        return Stream.of(
                Arguments.of("declared for both", List.of("admin", "user"), null, true),
                Arguments.of("declared for users", List.of("user"), UnmanagedAttributePolicy.ADMIN_EDIT, true),
                Arguments.of("unmanaged for users", null, UnmanagedAttributePolicy.ENABLED, true),
                Arguments.of("unmanaged for administrators", null, UnmanagedAttributePolicy.ADMIN_EDIT, false),
                Arguments.of("unmanaged, but declared", List.of("admin"), UnmanagedAttributePolicy.ENABLED, false),
                Arguments.of("declared for nobody", List.of(), null, false));
    }

    /** Users who can write the mark could let administrators create an app password for them. */
    @ParameterizedTest
    @MethodSource("profiles")
    void theMarkCountsOnlyIfUsersCannotWriteIt(
            String name, List<String> editors, UnmanagedAttributePolicy unmanaged, boolean editable) {
        String userId = device("marked-" + name.replaceAll("[^a-z]", "-"));
        DeviceMark mark = new DeviceMark(realm).forThisTest();
        if (editors == null) {
            mark.undeclared();
        } else {
            mark.declaredFor(editors.toArray(String[]::new));
        }
        mark.unmanaged(unmanaged);

        Answer answer = api().createForDevice(userId, BODY);
        Answer inventory = api().inventory(Map.of("device", "true"));
        Answer revocation = api().previewRevocation("{\"device\":true}");
        List<String> warnings =
                texts(api().post("setup?dryRun=true", "{}").expect(200).json().path("warnings"));

        if (editable) {
            assertRejected(answer, userId, "device_mark_editable");
            assertThat(List.of(inventory, revocation)).allSatisfy(filtered -> {
                assertThat(filtered.status()).isEqualTo(403);
                assertThat(filtered.error()).isEqualTo("device_mark_editable");
            });
            assertThat(warnings).anyMatch(warning -> warning.contains(DeviceMark.ATTRIBUTE));
        } else {
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
            assertThat(inventory.body()).contains(userId);
            assertThat(revocation.body()).contains(userId);
            assertThat(warnings).noneMatch(warning -> warning.contains(DeviceMark.ATTRIBUTE));
        }
    }

    /** With Keycloak's own account API. */
    @Test
    void aUserCannotMarkTheOwnAccount() {
        new DeviceMark(realm).forThisTest().unmanaged(UnmanagedAttributePolicy.ADMIN_EDIT);
        Person person = users.createWithTotp("wants-to-be-a-device");
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));

        tokens.postJson(
                "/account",
                "{\"username\":\"wants-to-be-a-device\",\"firstName\":\"Test\",\"lastName\":\"User\","
                        + "\"email\":\"wants-to-be-a-device@example.org\",\"attributes\":{\"app-passwords.device\":[\"true\"]}}",
                Map.of("Authorization", "Bearer " + token));

        String userId = users.idOf(person);
        assertThat(realm.admin().users().get(userId).toRepresentation().getAttributes())
                .satisfiesAnyOf(
                        attributes -> assertThat(attributes).isNull(),
                        attributes -> assertThat(attributes).doesNotContainKey(DeviceMark.ATTRIBUTE));
        assertRejected(api().createForDevice(userId, BODY), userId, "not_a_device");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | name: must be a string",
                "{'clients':['postfix'],'lifetimeDays':1} | name: must be a string",
                "{'name':'a','lifetimeDays':1} | clients: must be an array of strings",
                "{'name':'a','clients':null,'lifetimeDays':1} | clients: must be an array of strings",
                "{'name':'a','clients':[],'lifetimeDays':1} | clients: must name at least one service",
                "{'name':'a','clients':['account'],'lifetimeDays':1} | clients: must be services of this realm that the user may use",
                "{'name':'a','clients':['postfix']} | lifetimeDays: must be a 32-bit integer",
                "{'name':'a','clients':['postfix'],'lifetimeDays':null} | lifetimeDays: must be a 32-bit integer",
                "{'name':'a','clients':['postfix'],'lifetimeDays':-1} | lifetimeDays: must be a lifetime that the policy allows",
                "{'name':' ','clients':['postfix'],'lifetimeDays':1} | name: must not be empty",
                "{'name':'a','clients':['postfix'],'lifetimeDays':1,'networks':['home']} | networks: must be IP addresses or networks in CIDR notation, such as 192.0.2.0/24 or 2001:db8::/32",
                "{'name':'a','clients':['postfix'],'lifetimeDays':1,'network':[]} | The body has an unknown field. Accepted fields: name, clients, lifetimeDays, networks",
            })
    void anInvalidBodyIsRejected(String body, String description) {
        String json = body.replace('\'', '"');
        String userId = device("bad-body-" + Integer.toHexString(json.hashCode()));

        Answer answer = api().createForDevice(userId, json).expect(400);

        assertThat(answer.error()).isEqualTo("invalid_request");
        assertThat(answer.description()).isEqualTo(description);
        assertThat(users.appPasswords(userId)).isEmpty();
    }

    /** Only the rule about the second factor does not apply: the demo's policy requires one. */
    @Test
    void theOtherRulesOfThePolicyApply() {
        policy.set(Map.of("max-per-user", "2", "lifetime-max-days", "60", "require-second-factor", "true"));
        String userId = device("ruled");

        assertThat(api().createForDevice(userId, BODY.replace("30", "61"))
                        .expect(400)
                        .description())
                .isEqualTo("lifetimeDays: must be a lifetime that the policy allows");
        assertThat(api().createForDevice(userId, BODY.replace("30", "0"))
                        .expect(400)
                        .description())
                .isEqualTo("lifetimeDays: must be a lifetime that the policy allows");
        api().createForDevice(userId, BODY).expect(201);
        assertThat(api().createForDevice(userId, BODY.replace("Scanner", "SCANNER"))
                        .expect(409)
                        .error())
                .isEqualTo("name_taken");
        api().createForDevice(userId, BODY.replace("Scanner", "Second")).expect(201);
        assertThat(api().createForDevice(userId, BODY.replace("Scanner", "Third"))
                        .expect(409)
                        .error())
                .isEqualTo("limit_reached");
        assertThat(createdEvents(userId)).hasSize(2);

        policy.disable(RealmPolicy.ACTION);
        assertThat(api().createForDevice(device("ruled-out"), BODY).expect(409).error())
                .isEqualTo("disabled");
    }

    @Test
    void concurrentRequestsNeverExceedTheLimit() {
        policy.set(Map.of("max-per-user", "3"));
        String userId = device("raced");
        AdminApi api = api();

        List<Integer> statuses = Parallel.all(IntStream.range(0, 7)
                .<Callable<Integer>>mapToObj(i ->
                        () -> api.createForDevice(userId, BODY.replace("Scanner", "Scanner " + i))
                                .status())
                .toList());

        assertThat(statuses).isSubsetOf(201, 409, 503);
        assertThat(users.appPasswords(userId))
                .hasSize((int) statuses.stream().filter(status -> status == 201).count())
                .hasSizeLessThanOrEqualTo(3);
    }

    /** The request passes the first check, and its body arrives after the mark is gone. */
    @Test
    void aMarkThatIsRemovedDuringTheCreationPreventsIt() {
        String userId = device("unmarked-meanwhile");
        ServerLog log = ServerLog.fromHere();

        String url = realm.getBaseUrl().replace("/realms/", "/admin/realms/") + "/app-passwords/users/" + userId;

        try (SlowRequest request =
                SlowRequest.post(URI.create(url), administrators.accessToken("administrator"), BODY)) {
            Waiting.until(
                    "the request is being processed",
                    () -> log.text().contains("authenticated admin access for: administrator"));
            // The first check follows at once. If it were later, it would reject the request like the second one.
            Waiting.pause(Duration.ofMillis(500));
            UserRepresentation person = realm.admin().users().get(userId).toRepresentation();
            person.setAttributes(Map.of());
            realm.admin().users().get(userId).update(person);

            assertThat(request.finish()).startsWith("HTTP/1.1 403 ").contains("\"error\":\"not_a_device\"");
        }

        assertThat(users.appPasswords(userId)).isEmpty();
        assertThat(createdEvents(userId)).isEmpty();
    }

    @Test
    void theRulesOfTheServicesApply() {
        ClientAttributes attributes = new ClientAttributes(realm);
        attributes.set("postfix", "app-passwords.allowed-role", "scanner-role");
        attributes.set("dovecot", "app-passwords.lifetime-max-days", "10");
        RoleRepresentation role = new RoleRepresentation();
        role.setName("scanner-role");
        realm.admin().roles().create(role);
        String userId = device("with-rules");

        Answer withoutRole = api().createForDevice(userId, BODY).expect(400);
        Answer tooLong = api().createForDevice(userId, BODY.replace("postfix", "dovecot"))
                .expect(400);

        assertThat(withoutRole.description())
                .isEqualTo("clients: must be services of this realm that the user may use");
        assertThat(tooLong.description()).isEqualTo("lifetimeDays: must be a lifetime that the policy allows");
        assertThat(users.appPasswords(userId)).isEmpty();
        realm.admin()
                .users()
                .get(userId)
                .roles()
                .realmLevel()
                .add(List.of(realm.admin().roles().get("scanner-role").toRepresentation()));
        api().createForDevice(userId, BODY).expect(201);
        api().createForDevice(
                        userId,
                        BODY.replace("postfix", "dovecot")
                                .replace("Scanner", "Mailbox")
                                .replace("30", "10"))
                .expect(201);
    }

    @Test
    void administratorsWithoutTheRightsAreRejected() {
        String userId = device("protected-device");

        assertThat(administrators.api("viewer").createForDevice(userId, BODY).status())
                .isEqualTo(403);
        api().createForDevice("nobody", BODY).expect(404);

        assertThat(users.appPasswords(userId)).isEmpty();
    }

    @Test
    void theInventoryMarksDevices() {
        String deviceId = users.create(DeviceMark.user("listed-device", "true"), SeededAppPassword.of(PHONE));
        String personId =
                users.create("listed-person", SeededAppPassword.of(PHONE).networks("192.0.2.0/24", "2001:db8::/32"));

        assertThat(api().wholeInventory(Map.of("user", deviceId)))
                .singleElement()
                .satisfies(item -> assertThat(item.path("device").asBoolean()).isTrue());
        assertThat(api().wholeInventory(Map.of("user", personId)))
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.path("device").asBoolean()).isFalse();
                    assertThat(item.path("networks").toString()).isEqualTo("[\"192.0.2.0/24\",\"2001:db8::/32\"]");
                });
        assertThat(owners(Map.of("device", "true"))).contains(deviceId).doesNotContain(personId);
        assertThat(owners(Map.of("device", "false"))).contains(personId).doesNotContain(deviceId);
        assertThat(api().inventory(Map.of("device", "maybe")).expect(400).description())
                .isEqualTo("device: must be true or false");
        assertThat(api().inventory(Map.of("user", deviceId, "format", "csv")).body())
                .startsWith("\"user id\"")
                .contains("\"networks\",\"device\"\r\n", "\"\",\"true\"\r\n");
        assertThat(api().inventory(Map.of("user", personId, "format", "csv")).body())
                .contains("\"192.0.2.0/24, 2001:db8::/32\",\"false\"\r\n");
    }

    @Test
    void theAppPasswordsOfDevicesAreRevokedTogether() {
        String deviceId = users.create(
                DeviceMark.user("revoked-device", "true"),
                SeededAppPassword.of(PHONE).clients(Set.of("freeradius")));
        String personId =
                users.create("kept-person", SeededAppPassword.of(PHONE).clients(Set.of("freeradius")));

        assertThat(api().revokeMany("{\"device\":false}").expect(400).description())
                .isEqualTo("client, unusedSince, role, device = true: at least one is required");
        assertThat(api().revokeMany("{\"device\":\"true\"}").expect(400).description())
                .isEqualTo("device: must be true or false");
        assertThat(api().revokeMany("{\"client\":\"freeradius\",\"device\":true}")
                        .expect(200)
                        .json()
                        .path("revoked")
                        .asInt())
                .isEqualTo(1);
        assertThat(users.appPasswords(deviceId)).isEmpty();
        assertThat(users.appPasswords(personId)).hasSize(1);
        assertThat(api().revokeMany("{\"client\":\"freeradius\",\"device\":false}")
                        .expect(200)
                        .json()
                        .path("revoked")
                        .asInt())
                .isEqualTo(1);
        assertThat(users.appPasswords(personId)).isEmpty();
    }

    private AdminApi api() {
        return administrators.api("administrator");
    }

    private String device(String username) {
        return users.create(DeviceMark.user(username, "true"));
    }

    private int signIn(String clientId, String username, String password, String address) {
        return tokens.directGrantFrom(address, clientId, username, password).status();
    }

    private void assertRejected(Answer answer, String userId, String error) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.error()).isEqualTo(error);
        assertThat(users.appPasswords(userId)).isEmpty();
        assertThat(createdEvents(userId)).isEmpty();
    }

    private List<AdminEventRepresentation> createdEvents(String userId) {
        return realm.admin()
                .getAdminEvents(
                        List.of("CREATE"),
                        null,
                        null,
                        null,
                        null,
                        "users/" + userId + "/credentials/*",
                        List.of("USER"),
                        null,
                        null,
                        0,
                        100);
    }

    private Set<String> owners(Map<String, String> query) {
        return api().wholeInventory(query).stream()
                .map(item -> item.path("userId").asText())
                .collect(Collectors.toSet());
    }

    private static List<String> texts(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToObj(i -> array.get(i).asText())
                .toList();
    }
}
