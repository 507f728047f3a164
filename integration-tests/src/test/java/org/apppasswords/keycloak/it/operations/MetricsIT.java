package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.DirectoryEndpoint;
import org.apppasswords.keycloak.it.support.http.ImportApi;
import org.apppasswords.keycloak.it.support.http.MetricsEndpoint;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ManagedRealm;

/** App passwords in the server's metrics. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class MetricsIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String OTHER = "zzzzzzzzzzzzzzzzzzzzzzzz";

    /** A hash of "Grüße, Mail 7!". */
    private static final String HASH = "{BLF-CRYPT}$2y$05$T9nZpwqdB9Uk8958eOlmceUUEJtYYYgswLdrtUNoFhLw6V5qHQTsO";

    private final MetricsEndpoint metrics = new MetricsEndpoint("http://localhost:9080");

    @InjectMailServer
    MailServer mail;

    @InjectAdminClient
    Keycloak admin;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TokenEndpoint tokens;
    private TestUsers users;

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
    }

    @Test
    void countsAndTimesChecksByOutcomeAndClient() {
        users.create("measured-user", SeededAppPassword.of(SECRET));
        double accepted = checks("accepted");
        double unmatched = checks("no_match");
        double unknown = checks("user_not_found");

        tokens.directGrant("postfix", "measured-user", SECRET);
        tokens.directGrant("postfix", "measured-user", SECRET);
        tokens.directGrant("postfix", "measured-user", OTHER);
        tokens.directGrant("postfix", "unheard-of", SECRET);

        assertThat(checks("accepted")).isEqualTo(accepted + 2);
        assertThat(checks("no_match")).isEqualTo(unmatched + 1);
        assertThat(checks("user_not_found")).isEqualTo(unknown + 1);
        assertThat(count("verifications_seconds_sum", Map.of("client_id", "postfix", "outcome", "accepted")))
                .isPositive();
        assertThat(metrics.text()).doesNotContain("measured-user", "unheard-of");
        assertThat(SecretTraces.in(metrics.text(), SECRET, OTHER)).isEmpty();
    }

    @Test
    void aMissingParameterIsNotCountedAsACheck() {
        users.create("half-sent", SeededAppPassword.of(SECRET));
        double otherInput = checks("not_app_password");

        tokens.directGrant("postfix", "half-sent", null);
        tokens.directGrant("postfix", null, SECRET);
        assertThat(checks("not_app_password")).isEqualTo(otherInput);

        tokens.directGrant("postfix", "unheard-of", "an account password");
        assertThat(checks("not_app_password")).isEqualTo(otherInput + 1);
    }

    @Test
    void countsRequestsToTheDirectoryByOutcomeAndAuthenticatedClient() {
        DirectoryEndpoint directory = DirectoryEndpoint.of(realm.getBaseUrl(), "ldap-bridge");
        Map<String, String> answered = Map.of("client_id", "ldap-bridge", "outcome", "answered");
        Map<String, String> denied = Map.of("client_id", "postfix", "outcome", "access_denied");
        Map<String, String> invalid = Map.of("client_id", "", "outcome", "invalid_client");
        double answeredBefore = count("directory_requests_total", answered);
        double deniedBefore = count("directory_requests_total", denied);
        double invalidBefore = count("directory_requests_total", invalid);

        directory.users("username", "alice");
        directory.groups();
        DirectoryEndpoint.of(realm.getBaseUrl(), "postfix").users();
        DirectoryEndpoint.of(realm.getBaseUrl(), "unheard-of-client").users();

        assertThat(count("directory_requests_total", answered)).isEqualTo(answeredBefore + 2);
        assertThat(count("directory_requests_total", denied)).isEqualTo(deniedBefore + 1);
        assertThat(count("directory_requests_total", invalid)).isEqualTo(invalidBefore + 1);
        assertThat(metrics.text()).doesNotContain("unheard-of-client");
    }

    @Test
    void noAppPasswordIsVerifiedWithoutTheClientsSecret() {
        users.create("guarded", SeededAppPassword.of(SECRET));
        Map<String, String> ofClient = Map.of("client_id", "postfix");
        double before = count("verifications_seconds_count", ofClient);

        assertThat(tokens.directGrant("postfix", "guarded", SECRET, Map.of("client_secret", "a guess"))
                        .status())
                .isEqualTo(401);

        assertThat(count("verifications_seconds_count", ofClient)).isEqualTo(before);
    }

    @Test
    void countsOneUsageWriteForSeveralSignIns() {
        users.create("often", SeededAppPassword.of(SECRET));
        double writes = count("usage_writes_total", Map.of("outcome", "written"));

        for (int i = 0; i < 5; i++) {
            tokens.directGrant("postfix", "often", SECRET);
        }

        Waiting.until("the usage is written", () -> count("usage_writes_total", Map.of("outcome", "written")) > writes);
        assertThat(count("usage_writes_total", Map.of("outcome", "written"))).isEqualTo(writes + 1);
    }

    @Test
    void countsCreationsAndRevocationsByReason() {
        Person person = users.createWithTotp("creates-and-deletes");
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        AppPasswordsApi api = AppPasswordsApi.with(
                realm.getBaseUrl(), console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person)));
        String userId = users.idOf(person);
        double created = count("creations_total", Map.of());

        String first = create(api, "First");
        String second = create(api, "Second");
        create(api, "Third");
        api.create("{\"name\":\"Third\"}").expect(409);
        assertThat(count("creations_total", Map.of())).isEqualTo(created + 3);

        assertThat(revocations("user", () -> api.revoke(first).expect(204))).isEqualTo(1);
        assertThat(revocations(
                        "administrator", () -> adminApi().revoke(userId, second).expect(204)))
                .isEqualTo(1);
        double done = count("policy_revocations_total", Map.of("outcome", "done"));
        assertThat(revocations("password_changed", () -> resetPassword(userId))).isEqualTo(1);
        assertThat(count("policy_revocations_total", Map.of("outcome", "done"))).isGreaterThan(done);
        assertThat(users.appPasswords(userId)).isEmpty();
    }

    @Test
    void countsRevocationsThroughKeycloaksOwnApi() {
        assumeFalse(TestedKeycloak.isBefore(26, 7, 0), "the event does not have the type of the credential");
        String userId = users.create("deleted-in-the-console", SeededAppPassword.of(SECRET));
        String id = users.appPasswords(userId).get(0).getId();

        assertThat(revocations(
                        "administrator", () -> realm.admin().users().get(userId).removeCredential(id)))
                .isEqualTo(1);
    }

    @Test
    void countsOnlyWhatAnImportHasStored() {
        users.create("imports");
        ImportApi imports =
                new ImportApi(realm.getBaseUrl(), admin.tokenManager().getAccessTokenString());
        double before = count("imports_total", Map.of());

        for (int time = 0; time < 2; time++) {
            imports.send(ImportApi.line("imports", "Phone", HASH));
            imports.send(ImportApi.line("nobody-at-all", "Phone", HASH));
        }

        assertThat(count("imports_total", Map.of())).isEqualTo(before + 1);
    }

    @Test
    void countsSentAndLostNotices() throws IOException {
        String userId = users.create("informed", SeededAppPassword.of(SECRET), SeededAppPassword.of(OTHER));
        awaitNoticeOfRevocation("sent", userId);

        int closedPort = closedPort();
        realm.updateWithCleanup(settings -> settings.smtp("localhost", closedPort, "from@example.org"));
        awaitNoticeOfRevocation("lost", userId);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitNoticeOfRevocation(String outcome, String userId) {
        double before = count("notices_total", Map.of("outcome", outcome));
        adminApi().revoke(userId, users.appPasswords(userId).get(0).getId()).expect(204);
        Waiting.until("a notice is " + outcome, () -> count("notices_total", Map.of("outcome", outcome)) == before + 1);
    }

    private AdminApi adminApi() {
        return AdminApi.with(realm.getBaseUrl(), admin.tokenManager().getAccessTokenString());
    }

    private double revocations(String reason, Runnable work) {
        double before = count("revocations_total", Map.of("reason", reason));
        work.run();
        return count("revocations_total", Map.of("reason", reason)) - before;
    }

    private void resetPassword(String userId) {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue("another account password");
        realm.admin().users().get(userId).resetPassword(password);
    }

    private static String create(AppPasswordsApi api, String name) {
        return api.create("{\"name\":\"" + name + "\"}")
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private double checks(String outcome) {
        return count("verifications_seconds_count", Map.of("client_id", "postfix", "outcome", outcome));
    }

    private double count(String name, Map<String, String> labels) {
        Map<String, String> ofRealm = new HashMap<>(labels);
        ofRealm.put("realm", realm.getName());
        return metrics.value(name, ofRealm);
    }
}
