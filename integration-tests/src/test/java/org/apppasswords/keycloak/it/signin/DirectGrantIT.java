package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectEvents;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.events.Events;
import org.keycloak.testframework.realm.ManagedRealm;

/** Answers to direct grants, and their events. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DirectGrantIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String ANOTHER = "zzzzzzzzzzzzzzzzzzzzzzzz";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectEvents
    Events events;

    private TokenEndpoint tokens;
    private TestUsers users;
    private ServerLog log;

    @BeforeEach
    void setUp() {
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
        log = ServerLog.fromHere();
    }

    @AfterEach
    void neitherUnexpectedErrorsNorSecretsAreLogged() {
        assertThat(log.stackTracesOfOurCode()).isEmpty();
        assertThat(SecretTraces.in(log.text(), SECRET, ANOTHER)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abcdefghijklmnopqrstuvwx",
                "abcd-efgh-ijkl-mnop-qrst-uvwx",
                "ABCD EFGH IJKL MNOP QRST UVWX",
                " Abcd-efgh-ijkl-mnop-qrst-uvwx\n"
            })
    void eachTypedFormSignsIn(String typed) {
        String userId = users.create(name("right"), SeededAppPassword.of(SECRET).named("iPhone Mail"));
        String username = username(userId);

        Answer answer = tokens.directGrant("dovecot", username, typed);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.claims().path("sub").asText()).isEqualTo(userId);
        EventRepresentation event = events.poll();
        assertThat(event.getType()).isEqualTo("LOGIN");
        assertThat(event.getClientId()).isEqualTo("dovecot");
        assertThat(event.getUserId()).isEqualTo(userId);
        assertThat(event.getDetails())
                .containsEntry("credential_type", "app-password")
                .containsEntry(
                        "credential_id", users.appPasswords(userId).get(0).getId())
                .containsEntry("credential_user_label", "iPhone Mail")
                .containsEntry("username", username);
    }

    @Test
    void theEmailAddressWorksAsUserName() {
        users.create("by-mail", SeededAppPassword.of(SECRET));

        assertThat(tokens.directGrant("dovecot", "BY-MAIL@example.org", SECRET).status())
                .isEqualTo(200);
    }

    @Test
    void anyOfTwentyFiveAppPasswordsSignsIn() {
        List<String> secrets = IntStream.range(0, 25)
                .mapToObj(i -> SECRET.substring(1) + (char) ('a' + i))
                .toList();
        users.create("many", secrets.stream().map(SeededAppPassword::of).toArray(SeededAppPassword[]::new));

        assertThat(secrets)
                .allSatisfy(secret -> assertThat(
                                tokens.directGrant("dovecot", "many", secret).status())
                        .isEqualTo(200));
    }

    @Test
    void theBridgeReportsTheMailProgramsAddress() {
        String userId = users.create("addressed", SeededAppPassword.of(SECRET));

        Answer answer = tokens.post(
                "/protocol/openid-connect/token",
                Map.of(
                        "grant_type", "password",
                        "client_id", "dovecot",
                        "client_secret", "dovecot-secret",
                        "username", "addressed",
                        "password", SECRET),
                Map.of("X-Dovecot-Auth-Remote", "[2001:db8::7]:49152"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(events.poll().getDetails()).containsEntry("app_password_address", "2001:db8:0:0:0:0:0:7");
        assertThat(users.appPasswords(userId).get(0).getCredentialData())
                .contains("\"lastUsedFrom\":\"2001:db8:0:0:0:0:0:7\"")
                .contains("\"lastUsedClient\":\"dovecot\"")
                .containsPattern("\"lastUsedAt\":\"\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\"");
    }

    @Test
    void anotherClientCannotReportAnAddress() {
        users.create("not-addressed", SeededAppPassword.of(SECRET));
        new BridgeClients(realm).create("no-header", client -> {});

        tokens.post(
                "/protocol/openid-connect/token",
                Map.of(
                        "grant_type", "password",
                        "client_id", "no-header",
                        "client_secret", "no-header-secret",
                        "username", "not-addressed",
                        "password", SECRET),
                Map.of("X-Dovecot-Auth-Remote", "192.0.2.7"));

        assertThat(events.poll().getDetails().get("app_password_address")).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
    }

    @Test
    void usageIsWrittenOncePerHourAndNotPerSignIn() {
        String userId = users.create("polled", SeededAppPassword.of(SECRET));
        tokens.directGrant("dovecot", "polled", SECRET);
        String first = users.appPasswords(userId).get(0).getCredentialData();

        for (int i = 0; i < 10; i++) {
            assertThat(tokens.directGrant("postfix", "polled", SECRET).status()).isEqualTo(200);
        }

        assertThat(users.appPasswords(userId).get(0).getCredentialData())
                .isEqualTo(first)
                .contains("\"lastUsedClient\":\"dovecot\"");
    }

    /** The client ID is the contract: an app password does not follow a client that gets another one. */
    @Test
    void aRenamedClientIsAnotherService() {
        ClientResource client = new BridgeClients(realm).create("before", created -> {});
        users.create(
                "renames-client",
                SeededAppPassword.of(SECRET).clients(Set.of("before")),
                SeededAppPassword.of(ANOTHER));
        assertThat(tokens.directGrant("before", "renames-client", SECRET).status())
                .isEqualTo(200);

        rename(client, "after");

        assertThat(tokens.directGrant("after", "renames-client", SECRET).error())
                .isEqualTo("invalid_grant");
        assertThat(tokens.directGrant("after", "renames-client", ANOTHER).status())
                .isEqualTo(200);

        rename(client, "before");

        assertThat(tokens.directGrant("before", "renames-client", SECRET).status())
                .isEqualTo(200);
    }

    private static void rename(ClientResource client, String clientId) {
        ClientRepresentation renamed = client.toRepresentation();
        renamed.setClientId(clientId);
        renamed.setSecret(clientId + "-secret");
        client.update(renamed);
    }

    static Stream<Arguments> seededRejections() {
        long now = System.currentTimeMillis();
        long day = Duration.ofDays(1).toMillis();
        return Stream.of(
                Arguments.of("wrong", SeededAppPassword.of(ANOTHER), "no_match"),
                Arguments.of("expired", SeededAppPassword.of(SECRET).expiringAt(now - day), "expired"),
                Arguments.of(
                        "out of scope", SeededAppPassword.of(SECRET).clients(Set.of("postfix")), "service_not_allowed"),
                Arguments.of(
                        "for a deleted client",
                        SeededAppPassword.of(SECRET).clients(Set.of("gone")),
                        "service_not_allowed"),
                Arguments.of("unreadable", SeededAppPassword.of(SECRET).rawData("{\"oops\""), "unreadable"),
                Arguments.of("no list", SeededAppPassword.of(SECRET).rawData("{\"schemaVersion\":1}"), "unreadable"),
                Arguments.of(
                        "newer",
                        SeededAppPassword.of(SECRET).rawData("{\"schemaVersion\":3,\"clients\":[]}"),
                        "unreadable"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("seededRejections")
    void unusableAppPasswordsGetTheSameAnswerAndDistinctReasons(String why, SeededAppPassword stored, String reason) {
        String userId = users.create(name("refused"), stored);

        Answer answer = tokens.directGrant("dovecot", username(userId), SECRET);

        assertInvalidCredentials(answer);
        assertLoginError("invalid_user_credentials", reason);
    }

    @Test
    void anUnknownUserGetsTheSameAnswer() {
        assertInvalidCredentials(tokens.directGrant("dovecot", "nobody-at-all", SECRET));
        assertLoginError("user_not_found", "user_not_found");
    }

    @Test
    void aUserWithoutAppPasswordGetsTheSameAnswer() {
        users.create("without");

        assertInvalidCredentials(tokens.directGrant("dovecot", "without", SECRET));
        assertLoginError("invalid_user_credentials", "no_match");
    }

    @Test
    void anotherUsersAppPasswordGetsTheSameAnswer() {
        users.create("owner", SeededAppPassword.of(SECRET));
        users.create("thief", SeededAppPassword.of(ANOTHER));

        assertInvalidCredentials(tokens.directGrant("dovecot", "thief", SECRET));
        assertLoginError("invalid_user_credentials", "no_match");
    }

    @Test
    void aServiceAccountGetsTheSameAnswer() {
        ClientRepresentation robot = new ClientRepresentation();
        robot.setClientId("robot");
        robot.setServiceAccountsEnabled(true);
        realm.admin().clients().create(robot).close();

        assertInvalidCredentials(tokens.directGrant("dovecot", "service-account-robot", SECRET));
        assertLoginError("invalid_user", "service_account");
    }

    @Test
    void aPublicClientIsRejectedForEveryUser() {
        ClientRepresentation dovecot =
                realm.admin().clients().findByClientId("dovecot").get(0);
        ClientRepresentation open = new ClientRepresentation();
        open.setClientId("open-client");
        open.setPublicClient(true);
        open.setDirectAccessGrantsEnabled(true);
        open.setAuthenticationFlowBindingOverrides(dovecot.getAuthenticationFlowBindingOverrides());
        realm.admin().clients().create(open).close();
        users.create("open-user", SeededAppPassword.of(SECRET));

        Answer known = tokens.directGrant("open-client", "open-user", SECRET);
        assertThat(known.status()).isEqualTo(400);
        assertThat(known.error()).isEqualTo("unauthorized_client");
        EventRepresentation event = events.poll();
        assertThat(event.getError()).isEqualTo("not_allowed");
        assertThat(event.getDetails()).containsEntry("reason", "client_not_eligible");

        assertThat(tokens.directGrant("open-client", "nobody-at-all", SECRET).body())
                .isEqualTo(known.body());
    }

    /** Every realm has this public client for direct grants. */
    @Test
    void adminCliIsRejectedEvenIfTheFlowIsBoundToIt() {
        users.create("of-admin-cli", SeededAppPassword.of(SECRET));
        ClientResource adminCli = new BridgeClients(realm).get("admin-cli");
        ClientRepresentation client = adminCli.toRepresentation();
        client.setAuthenticationFlowBindingOverrides(Map.of("direct_grant", new Flows(realm).id(DemoRealm.FLOW)));
        client.setFullScopeAllowed(false);
        BridgeClients.withTokenMapper().accept(client);
        adminCli.update(client);

        Answer known = tokens.directGrant("admin-cli", "of-admin-cli", SECRET);

        assertThat(known.status()).as(known.body()).isEqualTo(400);
        assertThat(known.error()).isEqualTo("unauthorized_client");
        assertThat(known.accessToken()).isNull();
        assertThat(events.poll().getDetails()).containsEntry("reason", "client_not_eligible");
        assertThat(tokens.directGrant("admin-cli", "nobody-at-all", SECRET).body())
                .isEqualTo(known.body());
        // As a control, the same client with a secret.
        ClientRepresentation confidential = adminCli.toRepresentation();
        confidential.setPublicClient(false);
        confidential.setSecret("admin-cli-secret");
        adminCli.update(confidential);
        assertThat(tokens.directGrant("admin-cli", "of-admin-cli", SECRET).status())
                .isEqualTo(200);
    }

    @Test
    void aDisabledUserGetsTheSameAnswer() {
        UserRepresentation user = TestUsers.representation("disabled");
        user.setEnabled(false);
        users.create(user, SeededAppPassword.of(SECRET));

        assertInvalidCredentials(tokens.directGrant("dovecot", "disabled", SECRET));
        assertLoginError("user_disabled", "user_disabled");
    }

    @Test
    void aDeletedAppPasswordIsRejectedAtOnce() {
        String userId = users.create("deleter", SeededAppPassword.of(SECRET));
        assertThat(tokens.directGrant("dovecot", "deleter", SECRET).status()).isEqualTo(200);

        realm.admin()
                .users()
                .get(userId)
                .removeCredential(users.appPasswords(userId).get(0).getId());

        assertInvalidCredentials(tokens.directGrant("dovecot", "deleter", SECRET));
    }

    @Test
    void anEmailAddressOfTwoUsersIsRejected() {
        realm.updateWithCleanup(update -> update.loginWithEmailAllowed(false).duplicateEmailsAllowed(true));
        UserRepresentation one = TestUsers.representation("twin-one");
        one.setEmail("twins@example.org");
        UserRepresentation other = TestUsers.representation("twin-other");
        other.setEmail("twins@example.org");
        users.create(one, SeededAppPassword.of(SECRET));
        users.create(other, SeededAppPassword.of(ANOTHER));
        // Keycloak does not allow both settings together, but an import or an older realm may contain such users.
        RealmRepresentation settings = realm.admin().toRepresentation();
        settings.setDuplicateEmailsAllowed(false);
        settings.setLoginWithEmailAllowed(true);
        realm.admin().update(settings);

        for (String secret : List.of(SECRET, ANOTHER)) {
            assertInvalidCredentials(tokens.directGrant("dovecot", "twins@example.org", secret));
            assertLoginError("user_not_found", "user_ambiguous");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bob-password",
                "abcdefghijklmnopqrstuvw",
                "abcdefghijklmnopqrstuvwxy",
                "\uD83D\uDD11\uD83D\uDD11\uD83D\uDD11",
                "' OR 1=1 --"
            })
    void otherInputIsRecognizedByItsFormatAlone(String password) {
        Answer known = tokens.directGrant("dovecot", "bob", password);
        assertThat(known.status()).isEqualTo(400);
        assertThat(known.error()).isEqualTo("invalid_grant");
        assertThat(known.description()).isEqualTo("App password required");
        assertLoginError("invalid_user_credentials", "not_app_password");

        Answer unknown = tokens.directGrant("dovecot", "nobody-at-all", password);
        assertThat(unknown.status()).isEqualTo(known.status());
        assertThat(unknown.body()).isEqualTo(known.body());
    }

    @ParameterizedTest
    @ValueSource(ints = {129, 131_072})
    void overlongInputIsNotChecked(int length) {
        Answer answer = tokens.directGrant("dovecot", "bob", "a".repeat(length));

        boolean leftOut = length > 4000 && TestedKeycloak.leavesOutLongParameters();
        assertThat(answer.error()).isEqualTo(leftOut ? "invalid_request" : "invalid_grant");
        assertThat(answer.description()).isEqualTo(leftOut ? "Missing parameter: password" : "App password required");
    }

    @Test
    void aFormOfTenMegabytesIsRejectedByTheServer() {
        Answer answer = tokens.directGrant("dovecot", "bob", "a".repeat(10_000_000));

        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.accessToken()).isNull();
    }

    @Test
    void inputWithANulIsNotAnAppPassword() {
        users.create("nul", SeededAppPassword.of(SECRET));

        assertThat(tokens.directGrant("dovecot", "nul", SECRET + "\u0000").description())
                .isEqualTo("App password required");
        assertThat(tokens.directGrant("dovecot", "nul", "\u0000").description()).isEqualTo("App password required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000",
                "x\u0000y",
                "../../admin",
                "${jndi:ldap://x}",
                "%n%n",
                "\uD83D\uDD11",
                "*",
                "(|(uid=*))"
            })
    void hostileUserNamesAreUnknown(String username) {
        Answer answer = tokens.directGrant("dovecot", username, SECRET);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isIn("invalid_grant", "invalid_request");
    }

    @Test
    void anOverlongUserNameIsAnUnknownUser() {
        Answer answer = tokens.directGrant("dovecot", "x".repeat(100_000), SECRET);
        if (TestedKeycloak.leavesOutLongParameters()) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.description()).isEqualTo("Missing parameter: username");
            return;
        }
        assertInvalidCredentials(answer);
        EventRepresentation event = events.poll();
        assertThat(event.getDetails()).containsEntry("reason", "user_not_found");
        assertThat(event.getDetails().get("username")).hasSizeLessThan(300);
    }

    @Test
    void missingParametersAreReported() {
        Answer noUsername = tokens.directGrant("dovecot", null, SECRET);
        assertThat(noUsername.error()).isEqualTo("invalid_request");
        assertThat(noUsername.description()).isEqualTo("Missing parameter: username");
        assertThat(events.poll().getError()).isEqualTo("username_missing");

        Answer noPassword = tokens.directGrant("dovecot", "bob", null);
        assertThat(noPassword.error()).isEqualTo("invalid_request");
        assertThat(noPassword.description()).isEqualTo("Missing parameter: password");
        assertThat(events.poll().getError()).isEqualTo("password_missing");
    }

    @Test
    void theAccountPasswordIsRejectedAndNotCounted() {
        String userId = users.create("own-password", SeededAppPassword.of(SECRET));

        for (int i = 0; i < 20; i++) {
            assertThat(tokens.directGrant("dovecot", "own-password", TestUsers.PASSWORD)
                            .description())
                    .isEqualTo("App password required");
        }

        assertThat(realm.admin().attackDetection().bruteForceUserStatus(userId)).containsEntry("numFailures", 0);
    }

    @Test
    void aSignInRightAfterTheAccountConsoleListedTheCredentialsStillWorks() {
        String userId = users.create("listed", SeededAppPassword.of(SECRET));
        for (int i = 0; i < 3; i++) {
            assertThat(realm.admin().users().get(userId).credentials()).hasSize(2);
            assertThat(tokens.directGrant("dovecot", "listed", SECRET).status()).isEqualTo(200);
        }
    }

    private void assertLoginError(String error, String reason) {
        EventRepresentation event = events.poll();
        assertThat(event.getType()).isEqualTo("LOGIN_ERROR");
        assertThat(event.getError()).isEqualTo(error);
        assertThat(event.getClientId()).isEqualTo("dovecot");
        assertThat(event.getDetails()).containsEntry("reason", reason).containsEntry("credential_type", "app-password");
    }

    private static void assertInvalidCredentials(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"invalid_grant\",\"error_description\":\"Invalid user credentials\"}");
    }

    private String username(String userId) {
        return realm.admin().users().get(userId).toRepresentation().getUsername();
    }

    private static String name(String prefix) {
        return prefix + "-" + System.nanoTime();
    }
}
