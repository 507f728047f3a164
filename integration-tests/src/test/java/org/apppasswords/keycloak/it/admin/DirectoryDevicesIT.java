package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apppasswords.keycloak.it.support.bridges.Directory;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.DeviceMark;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/** Devices that are users of a directory, where an attribute of their entry is the mark. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class DirectoryDevicesIT {

    private static final String SCANNER = "{\"name\":\"Scanner\",\"clients\":[\"postfix\"],\"lifetimeDays\":30}";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private Directory directory;
    private String providerId;
    private AdminApi api;

    @TestSetup
    public void prepareRealm() {
        Administrators administrators = new Administrators(realm);
        administrators.createTheirProgram();
        administrators.create("administrator", "manage-users", "manage-realm", "manage-clients");
        new DeviceMark(realm).declaredFor("admin");
    }

    @BeforeEach
    void startDirectory() {
        directory = Directory.of("scanner", "dora");
        directory.set("scanner", "employeeType", "true");
        api = new Administrators(realm).api("administrator");
    }

    @AfterEach
    void stopDirectory() {
        directory.close();
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY, true", "READ_ONLY, false", "WRITABLE, true", "WRITABLE, false"})
    void theMarkInTheDirectoryCounts(String editMode, boolean imported) {
        join(editMode, imported);
        String scanner = idOf("scanner");
        String dora = idOf("dora");

        String password = api.createForDevice(scanner, SCANNER)
                .expect(201)
                .json()
                .path("password")
                .asText();

        assertThat(signIn("scanner", password)).isEqualTo(200);
        assertThat(api.createForDevice(dora, SCANNER).expect(403).error()).isEqualTo("not_a_device");
        assertThat(new TestUsers(realm).appPasswords(dora)).isEmpty();
        assertThat(api.wholeInventory(Map.of("device", "true")))
                .singleElement()
                .satisfies(item -> assertThat(item.path("userId").asText()).isEqualTo(scanner));

        directory.set("scanner", "employeeType", "staff");
        readAgain(imported);

        assertThat(api.createForDevice(scanner, SCANNER.replace("Scanner", "Second"))
                        .expect(403)
                        .error())
                .isEqualTo("not_a_device");
        assertThat(api.wholeInventory(Map.of("device", "true"))).isEmpty();
        // As documented, the app passwords of a former device remain.
        assertThat(signIn("scanner", password)).isEqualTo(200);
        assertThat(new TestUsers(realm).appPasswords(scanner)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"READ_ONLY, true", "READ_ONLY, false", "WRITABLE, true", "WRITABLE, false"})
    void aMarkThatUsersOfTheRealmCanWriteDoesNotCount(String editMode, boolean imported) {
        join(editMode, imported);
        DeviceMark mark = new DeviceMark(realm).forThisTest();
        String scanner = idOf("scanner");

        mark.undeclared().unmanaged(UnmanagedAttributePolicy.ENABLED);
        assertThat(api.createForDevice(scanner, SCANNER).expect(403).error()).isEqualTo("device_mark_editable");
        mark.declaredFor("admin", "user");
        assertThat(api.createForDevice(scanner, SCANNER).expect(403).error()).isEqualTo("device_mark_editable");
        assertThat(new TestUsers(realm).appPasswords(scanner)).isEmpty();

        mark.declaredFor("admin");
        api.createForDevice(scanner, SCANNER).expect(201);
    }

    private void join(String editMode, boolean imported) {
        providerId = directory.joinTo(realm, Map.of("editMode", editMode, "importEnabled", String.valueOf(imported)));
        directory.show(realm, providerId, "employeeType", DeviceMark.ATTRIBUTE);
    }

    // Keycloak keeps the attributes of an imported user until it synchronizes them.
    private void readAgain(boolean imported) {
        if (imported) {
            realm.admin().userStorage().syncUsers(providerId, "triggerFullSync");
        }
        realm.admin().clearUserCache();
    }

    private String idOf(String username) {
        return realm.admin().users().searchByUsername(username, true).get(0).getId();
    }

    private int signIn(String username, String password) {
        return new TokenEndpoint(realm.getBaseUrl())
                .directGrant("postfix", username, password)
                .status();
    }
}
