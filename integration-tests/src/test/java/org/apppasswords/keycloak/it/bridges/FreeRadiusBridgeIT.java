package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.apppasswords.keycloak.it.support.bridges.Bridges;
import org.apppasswords.keycloak.it.support.bridges.Bridges.Bridge;
import org.apppasswords.keycloak.it.support.bridges.RadiusStaff;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.TypedForms;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.KeycloakOverTls;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The configuration of docker/freeradius, with requests as VPN servers and Wi-Fi controllers send them. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class FreeRadiusBridgeIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    @RegisterExtension
    static final Bridge radius = Bridges.freeRadius();

    @RegisterExtension
    static final Bridge alone = Bridges.freeRadiusAlone();

    private static final PrivateAuthority AUTHORITY = new PrivateAuthority("freeradius");
    private static final KeycloakOverTls KEYCLOAK_OVER_TLS = new KeycloakOverTls(AUTHORITY);

    @RegisterExtension
    static final Bridge trusting = Bridges.freeRadiusOverTls("freeradius-trusting", KEYCLOAK_OVER_TLS.url(), AUTHORITY);

    @RegisterExtension
    static final Bridge wrongName =
            Bridges.freeRadiusOverTls("freeradius-wrong-name", KEYCLOAK_OVER_TLS.urlByAddress(), AUTHORITY);

    @RegisterExtension
    static final Bridge distrusting = Bridges.freeRadiusOverTls("freeradius-distrusting", KEYCLOAK_OVER_TLS.url());

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
    }

    @Test
    void eachTypedFormIsAccepted() {
        String userId = users.create("on-vpn", SeededAppPassword.of(PHONE).clients(Set.of("freeradius")));
        List<String> forms = TypedForms.of(PHONE);

        for (String typed : forms) {
            Result result = radtest("on-vpn", typed);
            assertThat(result.status()).as(result.output()).isZero();
            assertThat(result.output()).contains("Received Access-Accept").doesNotContain("REST", "access_token");
        }

        SignInEvents signIns = new SignInEvents(realm, userId);
        assertThat(signIns.clients()).hasSize(forms.size()).containsOnly("freeradius");
        assertThat(signIns.detail("app_password_protocol"))
                .hasSize(forms.size())
                .containsOnly("radius");
    }

    @Test
    void aWrongPasswordIsRejected() {
        users.create("guesses", SeededAppPassword.of(PHONE).clients(Set.of("dovecot")));

        for (String wrong : List.of(WRONG, PHONE, TestUsers.PASSWORD, "a&client_id=dovecot", "a+b=c;d")) {
            Result result = radtest("guesses", wrong);
            assertThat(result.status()).as(wrong).isNotZero();
            assertThat(result.output()).as(wrong).contains("Received Access-Reject");
        }
        assertThat(radtest("nobody-here", PHONE).output()).contains("Received Access-Reject");
    }

    @Test
    void aNameInIso88591IsThatOfTheUser() {
        users.create("rené", SeededAppPassword.of(PHONE));

        assertThat(radclient(radius, "ren\\351", "192.0.2.7").output()).contains("Received Access-Accept");
    }

    @Test
    void theAnswerHasKeycloaksUserName() {
        users.create("zoë", SeededAppPassword.of(PHONE));

        Result answer = radclient(radius, "ZOë", "192.0.2.7");

        assertThat(answer.output().lines().map(String::strip).toList())
                .containsSubsequence("User-Name = \"ZOë\"", "User-Name = \"zoë\"");
    }

    /** radclient decodes the escapes. FreeRADIUS ends some texts at a NUL. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "exact@example.org",
                "exact\\000",
                "exact\\000chief",
                "ex\\000act",
                "ex\\nact",
                "\\n",
                "exact\\r\\nX-Radius-Client-Address: 192.0.2.9",
                "ex  act",
                "exact:x",
                "%{User-Password}",
                "&User-Password"
            })
    void otherNamesAreRejected(String typed) {
        if (realm.admin().users().searchByUsername("exact", true).isEmpty()) {
            users.create("exact", SeededAppPassword.of(PHONE));
        }
        assertThat(radclient(radius, "exact", "192.0.2.7").output()).contains("Received Access-Accept");

        assertThat(radclient(radius, typed, "192.0.2.7").output()).contains("Received Access-Reject");
    }

    /** RADIUS pads passwords with NULs; FreeRADIUS uses the part before the first one. */
    @Test
    void aPasswordCannotInjectAttributes() {
        users.create("quotes", SeededAppPassword.of(PHONE));

        for (String wrong :
                List.of("%{User-Name}", "&User-Name", PHONE + ":", PHONE.substring(1) + "\\000", "a\\r\\nX: y")) {
            assertThat(radclient(radius, "quotes", wrong, "192.0.2.7").output())
                    .as(wrong)
                    .contains("Received Access-Reject");
        }
    }

    @Test
    void aDeletedAppPasswordIsRejectedAtOnce() {
        String userId = users.create("deletes", SeededAppPassword.of(PHONE));
        assertThat(radtest("deletes", PHONE).output()).contains("Received Access-Accept");
        realm.admin()
                .users()
                .get(userId)
                .removeCredential(users.appPasswords(userId).get(0).getId());

        assertThat(radtest("deletes", PHONE).output()).contains("Received Access-Reject");
    }

    @Test
    void keycloakGetsTheAddressOfAVpnUserButNoMacAddress() {
        String userId = users.create("calls", SeededAppPassword.of(PHONE));

        assertThat(radclient(radius, "calls", "192.0.2.7").output()).contains("Received Access-Accept");
        assertThat(radclient(radius, "calls", "02-00-5E-00-53-01").output()).contains("Received Access-Accept");

        assertThat(new SignInEvents(realm, userId).details()).hasSize(2);
        assertThat(new SignInEvents(realm, userId).detail("app_password_address"))
                .containsExactly("192.0.2.7");
    }

    /** The documented rules of reply.conf, by a group that the client's own mapper releases. */
    @Test
    void theGroupsOfTheUserDecideWhatTheVpnServerGets() throws IOException {
        assertThat(Files.readAllLines(ProjectFiles.ROOT.resolve("docker/freeradius/reply.conf")))
                .containsSubsequence(DocumentedBlock.read("freeradius.md", "reply.conf")
                        .lines()
                        .toList());
        String member = users.create("on-staff", SeededAppPassword.of(PHONE));
        users.create("off-staff", SeededAppPassword.of(PHONE));
        RadiusStaff staff = new RadiusStaff(realm);

        assertThat(radclient(radius, "on-staff", "192.0.2.7").output())
                .contains("Received Access-Accept", "Session-Timeout = 3600")
                .doesNotContain("Tunnel-", "/staff");

        staff.release();
        staff.add(member);

        assertThat(radclient(radius, "on-staff", "192.0.2.7").output())
                .contains("Received Access-Accept", "Session-Timeout = 28800")
                .contains(
                        "Tunnel-Type:0 = VLAN", "Tunnel-Medium-Type:0 = IEEE-802", "Tunnel-Private-Group-Id:0 = \"20\"")
                .doesNotContain("3600", "/staff");
        assertThat(radclient(radius, "off-staff", "192.0.2.7").output())
                .contains("Received Access-Accept", "Session-Timeout = 3600")
                .doesNotContain("Tunnel-");
        assertThat(radclient(radius, "on-staff", WRONG, "192.0.2.7").output())
                .contains("Received Access-Reject")
                .doesNotContain("Session-Timeout", "Tunnel-");
    }

    @Test
    void keycloakDownIsNotReportedAsAWrongPassword() {
        Result result = radclient(alone, "anybody", "192.0.2.7");

        assertThat(result.status()).isNotZero();
        assertThat(result.output()).contains("No reply from server").doesNotContain("Received");
    }

    @Test
    void trustsTheConfiguredAuthorityForItsHostName() {
        users.create("encrypts", SeededAppPassword.of(PHONE));

        assertThat(radclient(trusting, "encrypts", "192.0.2.7").output()).contains("Received Access-Accept");
        assertThat(radclient(trusting, "encrypts", WRONG, "192.0.2.7").output()).contains("Received Access-Reject");
        for (Bridge other : List.of(wrongName, distrusting)) {
            assertThat(radclient(other, "encrypts", "192.0.2.7").output())
                    .as(other.log())
                    .contains("No reply from server")
                    .doesNotContain("Received");
        }
    }

    @Test
    void logsContainNoSecrets() {
        users.create("secretive", SeededAppPassword.of(PHONE));
        for (Bridge bridge : List.of(radius, alone)) {
            radclient(bridge, "secretive", "192.0.2.7");
        }
        radtest("secretive", TypedForms.hyphens(PHONE));
        radtest("secretive", WRONG);

        assertThat(radius.log()).contains("secretive");
        assertThat(SecretTraces.in(
                        radius.log() + alone.log(), PHONE, WRONG, "freeradius-secret", Bridges.RADIUS_SECRET))
                .isEmpty();
    }

    private static Result radtest(String username, String password) {
        return new Program("radtest", username, password, "127.0.0.1:" + radius.port(), "0", Bridges.RADIUS_SECRET)
                .run();
    }

    private static Result radclient(Bridge bridge, String username, String callingStation) {
        return radclient(bridge, username, PHONE, callingStation);
    }

    private static Result radclient(Bridge bridge, String username, String password, String callingStation) {
        return new Program(
                        "radclient",
                        "-x",
                        "-r",
                        "1",
                        "-t",
                        "3",
                        "127.0.0.1:" + bridge.port(),
                        "auth",
                        Bridges.RADIUS_SECRET)
                .reading("User-Name = \"%s\"\nUser-Password = \"%s\"\nCalling-Station-Id = \"%s\"\n"
                        .formatted(username, password, callingStation))
                .run();
    }
}
