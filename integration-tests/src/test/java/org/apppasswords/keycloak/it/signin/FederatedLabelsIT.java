package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apppasswords.keycloak.it.support.bridges.Directory;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.browser.TotpSetupPage;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.Totp;
import org.apppasswords.keycloak.it.support.http.AccountApi;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.ImportApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * The names of app passwords and the labels of a user's other credentials. For users whom it does not import, Keycloak
 * keeps labels unique across credential types.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class FederatedLabelsIT {

    private static final String PHONE = "{\"name\":\"Phone\"}";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak keycloak;

    private Directory directory;
    private AccountConsole console;
    private Person person;

    @BeforeEach
    void startDirectory() {
        directory = Directory.of("dora");
        console = new AccountConsole(realm.getBaseUrl());
        person = new Person("dora", TestUsers.PASSWORD);
        new RealmPolicy(realm)
                .set(Map.of(
                        "require-second-factor", "false",
                        "revoke-on-password-change", "never",
                        "offer-after-second-factor-setup", "false"));
    }

    @AfterEach
    void stopDirectory() {
        directory.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAppPasswordDoesNotOccupyALabel(boolean imported) {
        join(imported);
        AppPasswordsApi api = api();
        String secret = api.create(PHONE).expect(201).json().path("password").asText();
        api.create("{\"name\":\"Laptop\"}").expect(201);

        setUpTotpNamedPhone();
        setPassword(imported);

        assertThat(user().credentials())
                .extracting(credential -> credential.getType() + " " + credential.getUserLabel())
                .contains("otp Phone", "app-password Phone", "app-password Laptop");
        for (int time = 0; time < 2; time++) {
            assertThat(new TokenEndpoint(realm.getBaseUrl())
                            .directGrant("dovecot", "dora", secret)
                            .status())
                    .isEqualTo(200);
            realm.admin().clearUserCache();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherCredentialDoesNotOccupyAName(boolean imported) {
        join(imported);
        setUpTotpNamedPhone();
        AppPasswordsApi api = api();

        String id = api.create(PHONE).expect(201).json().path("id").asText();

        assertThat(names(api)).containsExactly("Phone");
        assertThat(new TestUsers(realm).appPasswords(user().toRepresentation().getId()))
                .singleElement()
                .extracting(CredentialRepresentation::getUserLabel)
                .isEqualTo("Phone");
        assertThat(inventoryName(id)).isEqualTo("Phone");
        api.rename(id, "{\"name\":\"Tablet\"}").expect(200);
        api.rename(id, "{\"name\":\"phone\"}").expect(200);
        api.rename(id, PHONE).expect(200);
    }

    /** Keycloak's own API knows nothing of how the label is stored. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void namesStayUniqueAmongAppPasswords(boolean imported) {
        join(imported);
        AppPasswordsApi api = api();
        String id = api.create(PHONE).expect(201).json().path("id").asText();
        String other = api.create("{\"name\":\"Laptop\"}")
                .expect(201)
                .json()
                .path("id")
                .asText();

        assertThat(api.create("{\"name\":\"pHONE \"}").expect(409).error()).isEqualTo("name_taken");
        assertThat(api.rename(other, PHONE).expect(409).error()).isEqualTo("name_taken");
        assertThat(new AccountApi(realm.getBaseUrl(), accessToken()).rename(id, "Tablet"))
                .isEqualTo(204);
        assertThat(api.create("{\"name\":\"tablet\"}").expect(409).error()).isEqualTo("name_taken");
        assertThat(api.rename(other, "{\"name\":\"TABLET\"}").expect(409).error())
                .isEqualTo("name_taken");
        assertThat(names(api)).containsExactlyInAnyOrder("Tablet", "Laptop");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theImportReportsAnotherName(boolean imported) {
        join(imported);
        setUpTotpNamedPhone();

        JsonNode first = importNamed("Phone", 1);
        JsonNode second = importNamed(" phone", 2);

        assertThat(first.path("name").asText()).isEqualTo("Phone");
        assertThat(first.has("requestedName")).isFalse();
        assertThat(second.path("name").asText()).isEqualTo("phone 2");
        assertThat(second.path("requestedName").asText()).isEqualTo("phone");
        assertThat(importNamed(" phone", 2).path("result").asText()).isEqualTo("exists");
    }

    // 32 bytes of a hash and 4 of a salt; nobody knows the password.
    private JsonNode importNamed(String name, int number) {
        byte[] hash = new byte[36];
        Arrays.fill(hash, (byte) number);
        return new ImportApi(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString())
                .send(ImportApi.line(
                        "dora", name, "{SSHA256}" + Base64.getEncoder().encodeToString(hash)))
                .get(0);
    }

    private void setUpTotpNamedPhone() {
        Page page = SignIn.complete(new Browser().open(console.action(TotpSetupPage.ACTION)), person);
        Totp app = TotpSetupPage.app(page);
        assertThat(console.actionStatus(TotpSetupPage.complete(page, app))).isEqualTo("success");
        person = new Person("dora", TestUsers.PASSWORD, Optional.of(app));
    }

    // With import, Keycloak stores the password in this mode, so it can have a label. Otherwise the directory does.
    private void setPassword(boolean imported) {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue("another account password");
        user().resetPassword(password);
        if (imported) {
            user().credentials().stream()
                    .filter(credential -> credential.getType().equals(CredentialRepresentation.PASSWORD))
                    .map(CredentialRepresentation::getId)
                    // Keycloak also lists the password in the directory.
                    .filter(Objects::nonNull)
                    .forEach(id -> user().setCredentialUserLabel(id, "Laptop"));
            user().resetPassword(password);
        }
    }

    private void join(boolean imported) {
        directory.joinTo(
                realm,
                Map.of("editMode", imported ? "UNSYNCED" : "WRITABLE", "importEnabled", String.valueOf(imported)));
    }

    private UserResource user() {
        UserRepresentation found =
                realm.admin().users().searchByUsername("dora", true).get(0);
        return realm.admin().users().get(found.getId());
    }

    private String inventoryName(String id) {
        return AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString())
                .wholeInventory(Map.of("user", user().toRepresentation().getId()))
                .stream()
                .filter(entry -> entry.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow()
                .path("name")
                .asText();
    }

    private static List<String> names(AppPasswordsApi api) {
        return api.list().expect(200).json().path("appPasswords").findValuesAsText("name");
    }

    private AppPasswordsApi api() {
        return AppPasswordsApi.with(realm.getBaseUrl(), accessToken());
    }

    private String accessToken() {
        return console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
    }
}
