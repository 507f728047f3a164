package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.DeviceMark;
import org.apppasswords.keycloak.it.support.fixtures.RevocationAdminEvents;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.KeycloakApis;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * Administrators with fine-grained permissions. They get a realm of their own: with Keycloak 26.4, a realm that ever
 * had such permissions answers some rejected requests with HTTP 500, also in Keycloak's own admin API.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class DelegatedAdministratorsIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String UNUSED = "{\"unusedSince\":2}";
    private static final String SCANNER = "{\"name\":\"Scanner\",\"clients\":[\"postfix\"],\"lifetimeDays\":30}";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private Administrators administrators;
    private TestUsers users;

    @TestSetup
    public void switchPermissionsOn() {
        RealmRepresentation settings = realm.admin().toRepresentation();
        settings.setAdminPermissionsEnabled(true);
        realm.admin().update(settings);
        new Administrators(realm).createTheirProgram();
        new DeviceMark(realm).declaredFor("admin");
    }

    @BeforeEach
    void setUp() {
        administrators = new Administrators(realm);
        users = new TestUsers(realm);
    }

    @Test
    void listAndRevokeWithinTheirPermissions() {
        String managed =
                users.create("dep-managed", SeededAppPassword.of(SECRET).createdAt(1));
        String viewed = users.create("dep-viewed", SeededAppPassword.of(SECRET).createdAt(1));
        String member = users.create("dep-member", SeededAppPassword.of(SECRET).createdAt(1));
        String hidden = users.create("dep-hidden", SeededAppPassword.of(SECRET).createdAt(1));
        GroupRepresentation department = new GroupRepresentation();
        department.setName("department");
        String group = Created.id(realm.admin().groups().add(department));
        realm.admin().users().get(member).joinGroup(group);
        String delegate = administrators.create("delegate", "query-users");
        administrators.permit(delegate, "Users", Set.of(managed), Set.of("view", "manage"));
        administrators.permit(delegate, "Users", Set.of(viewed), Set.of("view"));
        administrators.permit(delegate, "Groups", Set.of(group), Set.of("view-members", "manage-members"));
        AdminApi api = administrators.api("delegate");

        assertThat(owners(api.wholeInventory(Map.of()))).containsExactlyInAnyOrder(managed, viewed, member);
        assertThat(owners(api.wholeInventory(Map.of("max", "1")))).containsExactlyInAnyOrder(managed, viewed, member);
        assertThat(api.wholeInventory(Map.of("user", hidden))).isEmpty();
        assertThat(List.of(
                        api.list(managed).status(),
                        api.list(viewed).status(),
                        api.list(member).status(),
                        api.list(hidden).status()))
                .containsExactly(200, 200, 200, 403);
        assertThat(List.of(
                        api.revokeAll(viewed).status(),
                        api.revoke(viewed, id(viewed)).status(),
                        api.revokeAll(hidden).status(),
                        api.revoke(hidden, id(hidden)).status()))
                .containsOnly(403);

        Answer previewed = api.previewRevocation(UNUSED).expect(200);
        Answer done = api.revokeMany(UNUSED).expect(200);

        assertThat(previewed.body()).doesNotContain(hidden, "dep-hidden", viewed);
        assertThat(done.json().toString()).isEqualTo("{\"revoked\":2,\"failed\":0,\"skipped\":1,\"next\":null}");
        assertThat(users.appPasswords(managed)).isEmpty();
        assertThat(users.appPasswords(member)).isEmpty();
        assertThat(users.appPasswords(viewed)).hasSize(1);
        assertThat(users.appPasswords(hidden)).hasSize(1);
        assertThat(new RevocationAdminEvents(realm).of(managed))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getAuthDetails().getUserId()).isEqualTo(delegate));
        api.revokeAll(managed).expect(200);
    }

    /** As for deleting a credential with Keycloak's own admin API, since 26.8.1. */
    @Test
    void withoutThePermissionToResetPasswordsTheyChangeNothing() {
        String protectedUser =
                users.create("dep-protected", SeededAppPassword.of(SECRET).createdAt(1));
        String managed =
                users.create("dep-unprotected", SeededAppPassword.of(SECRET).createdAt(1));
        String delegate = administrators.create("delegate-without-reset", "query-users");
        String helpdesk = administrators.create("helpdesk", "query-users");
        administrators.permit(delegate, "Users", Set.of(protectedUser, managed), Set.of("view", "manage"));
        // Such a permission denies all administrators whom it does not name.
        administrators.permit(helpdesk, "Users", Set.of(protectedUser), Set.of("reset-password"));
        AdminApi api = administrators.api("delegate-without-reset");

        assertThat(owners(api.wholeInventory(Map.of()))).containsExactlyInAnyOrder(protectedUser, managed);
        assertThat(List.of(
                        api.list(protectedUser).status(),
                        api.revoke(protectedUser, id(protectedUser)).status(),
                        api.revokeAll(protectedUser).status()))
                .containsExactly(200, 403, 403);
        assertThat(api.previewRevocation(UNUSED)
                        .expect(200)
                        .json()
                        .path("skipped")
                        .asInt())
                .isEqualTo(1);
        assertThat(api.revokeMany(UNUSED).expect(200).json().toString())
                .isEqualTo("{\"revoked\":1,\"failed\":0,\"skipped\":1,\"next\":null}");
        assertThat(users.appPasswords(protectedUser)).hasSize(1);
        assertThat(users.appPasswords(managed)).isEmpty();
    }

    @Test
    void createForTheDevicesThatTheyManage() {
        String managed = users.create(DeviceMark.user("dep-scanner", "true"));
        String member = users.create(DeviceMark.user("dep-printer", "true"));
        String viewed = users.create(DeviceMark.user("dep-viewed-scanner", "true"));
        String hidden = users.create(DeviceMark.user("dep-hidden-scanner", "true"));
        String person = users.create("dep-person");
        GroupRepresentation department = new GroupRepresentation();
        department.setName("devices of the department");
        String group = Created.id(realm.admin().groups().add(department));
        realm.admin().users().get(member).joinGroup(group);
        String delegate = administrators.create("device-delegate", "query-users");
        administrators.permit(delegate, "Users", Set.of(managed, person), Set.of("view", "manage"));
        administrators.permit(delegate, "Users", Set.of(viewed), Set.of("view"));
        administrators.permit(delegate, "Groups", Set.of(group), Set.of("view-members", "manage-members"));
        AdminApi api = administrators.api("device-delegate");

        for (String device : List.of(managed, member)) {
            String password = api.createForDevice(device, SCANNER)
                    .expect(201)
                    .json()
                    .path("password")
                    .asText();
            assertThat(new TokenEndpoint(realm.getBaseUrl())
                            .directGrant("postfix", usernameOf(device), password)
                            .status())
                    .isEqualTo(200);
        }
        assertThat(List.of(
                        api.createForDevice(viewed, SCANNER).status(),
                        api.createForDevice(hidden, SCANNER).status()))
                .containsOnly(403);
        assertThat(api.createForDevice(person, SCANNER).expect(403).error()).isEqualTo("not_a_device");
        assertThat(List.of(viewed, hidden, person))
                .allSatisfy(user -> assertThat(users.appPasswords(user)).isEmpty());
        assertThat(owners(api.wholeInventory(Map.of("device", "true")))).containsExactlyInAnyOrder(managed, member);
    }

    @Test
    void createNothingWithoutThePermissionToResetPasswords() {
        String device = users.create(DeviceMark.user("dep-protected-scanner", "true"));
        String delegate = administrators.create("device-delegate-without-reset", "query-users");
        String helpdesk = administrators.create("device-helpdesk", "query-users");
        administrators.permit(delegate, "Users", Set.of(device), Set.of("view", "manage"));
        AdminApi api = administrators.api("device-delegate-without-reset");
        api.createForDevice(device, SCANNER).expect(201);

        // Such a permission denies all administrators whom it does not name.
        administrators.permit(helpdesk, "Users", Set.of(device), Set.of("reset-password"));

        assertThat(api.createForDevice(device, SCANNER.replace("Scanner", "Second"))
                        .status())
                .isEqualTo(403);
        assertThat(users.appPasswords(device)).hasSize(1);
    }

    /** The permissions depend on the user, not on the client's scope. */
    @Test
    void aTokenObtainedWithAnAppPasswordIsRejected() {
        String delegate = users.create("delegate-with-mail", SeededAppPassword.of(SECRET));
        String userId = users.create("delegated-to", SeededAppPassword.of(SECRET));
        String id = users.appPasswords(userId).get(0).getId();
        administrators.grant(delegate, "query-users");
        administrators.permit(delegate, "Users", Set.of(userId), Set.of("view", "manage"));
        assertThat(administrators.api("delegate-with-mail").list(userId).status())
                .isEqualTo(200);

        String token = new TokenEndpoint(realm.getBaseUrl())
                .directGrant("dovecot", "delegate-with-mail", SECRET)
                .accessToken();

        // Where Keycloak looks at the user alone, the token names the session, which does not exist.
        assertThat(TokenEndpoint.claims(token).has("sid")).isEqualTo(TestedKeycloak.isBefore(26, 6, 0));
        assertThat(AdminApi.with(realm.getBaseUrl(), token).everyCall(userId, id))
                .extracting(Answer::status)
                .allSatisfy(status -> assertThat(status).isIn(401, 403));
        assertThat(new KeycloakApis(realm.getBaseUrl()).tryAll(token, userId))
                .allSatisfy((call, status) -> assertThat(status).as(call).isIn(401, 403));
    }

    private String usernameOf(String userId) {
        return realm.admin().users().get(userId).toRepresentation().getUsername();
    }

    private String id(String userId) {
        return users.appPasswords(userId).get(0).getId();
    }

    private static Set<String> owners(List<JsonNode> items) {
        return items.stream().map(item -> item.path("userId").asText()).collect(Collectors.toSet());
    }
}
