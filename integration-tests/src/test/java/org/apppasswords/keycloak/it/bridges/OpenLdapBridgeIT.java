package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.bridges.LdapBind;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.bridges.LdapClient;
import org.apppasswords.keycloak.it.support.bridges.OpenLdapWithBridge;
import org.apppasswords.keycloak.it.support.bridges.StandIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.TypedForms;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The configuration of docker/openldap, with the entries of openldap/names.ldif, in front of the LDAP bridge. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class OpenLdapBridgeIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";
    private static final String PEOPLE = "ou=people,dc=example,dc=org";
    private static final String ALICE = "uid=alice," + PEOPLE;
    private static final String BOB = "uid=bob," + PEOPLE;

    /** LDAP result codes (RFC 4511, appendix A), which are the clients' exit codes. */
    private static final int OPERATIONS_ERROR = 1;

    private static final int INVALID_CREDENTIALS = 49;
    private static final int INSUFFICIENT_ACCESS = 50;
    private static final int UNAVAILABLE = 52;
    private static final int UNWILLING_TO_PERFORM = 53;

    private static final PrivateAuthority AUTHORITY = PrivateAuthority.forAddress("openldap", "127.0.0.1");
    private static final PrivateAuthority OTHER_AUTHORITY = PrivateAuthority.forAddress("openldap-other", "127.0.0.1");
    private static final StandIn BUSY_KEYCLOAK = new StandIn();

    @RegisterExtension
    static final LdapBridge bridge = new LdapBridge(
                    "ldap-openldap",
                    "--certificate",
                    AUTHORITY.serverCertificate().toString(),
                    "--key",
                    AUTHORITY.serverKey().toString())
            .withSettings("log.level = debug\n");

    @RegisterExtension
    static final LdapBridge alone = LdapBridge.asking("ldap-openldap-alone", BUSY_KEYCLOAK);

    private static final OpenLdapWithBridge openLdap = OpenLdapWithBridge.ofNames("openldap");
    private static final OpenLdapWithBridge encrypted = OpenLdapWithBridge.ofNames(
            "openldap-tls", "--ca-file", AUTHORITY.certificates().toString());
    private static final OpenLdapWithBridge distrusting = OpenLdapWithBridge.ofNames(
            "openldap-distrusting", "--ca-file", OTHER_AUTHORITY.certificates().toString());
    private static final OpenLdapWithBridge withoutKeycloak = OpenLdapWithBridge.ofNames("openldap-without-keycloak");
    private static final OpenLdapWithBridge withoutBridge = OpenLdapWithBridge.ofNames("openldap-without-bridge");

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private String alice;

    @BeforeAll
    static void start() {
        openLdap.start(bridge);
        encrypted.start(bridge);
        distrusting.start(bridge);
        withoutKeycloak.start(alone);
        withoutBridge.start("ldap://127.0.0.1:9");
    }

    @AfterAll
    static void stop() {
        List.of(openLdap, encrypted, distrusting, withoutKeycloak, withoutBridge)
                .forEach(OpenLdapWithBridge::stop);
    }

    @BeforeEach
    void giveAliceAnAppPassword() {
        alice = realm.admin().users().searchByUsername("alice", true).get(0).getId();
        deleteAppPasswords();
        UserResource user = realm.admin().users().get(alice);
        UserRepresentation update = user.toRepresentation();
        update.setCredentials(List.of(SeededAppPassword.of(PHONE).toRepresentation()));
        user.update(update);
    }

    private void deleteAppPasswords() {
        UserResource user = realm.admin().users().get(alice);
        user.credentials().stream()
                .filter(credential -> credential.getType().equals("app-password"))
                .map(CredentialRepresentation::getId)
                .forEach(user::removeCredential);
    }

    @Test
    void anEntryBindsWithEachTypedForm() {
        SignInEvents signIns = new SignInEvents(realm, alice);
        int before = signIns.clients().size();

        for (String typed : TypedForms.of(PHONE)) {
            Program.Result result = openLdap.as(ALICE, typed).whoami();
            assertThat(result.status()).as(result.output()).isZero();
            assertThat(result.output()).contains("dn:" + ALICE);
        }

        List<String> clients = signIns.clients();
        assertThat(clients.subList(before, clients.size()))
                .hasSize(TypedForms.of(PHONE).size())
                .containsOnly("ldap-bridge");
    }

    @Test
    void aWrongPasswordGivesInvalidCredentials() {
        for (String wrong : List.of(WRONG, "alice-password", PHONE + "x", "a\nb", "é")) {
            assertThat(openLdap.as(ALICE, wrong).bind()).as(wrong).isEqualTo(INVALID_CREDENTIALS);
        }
        for (String other : List.of("uid=mallory," + PEOPLE, "uid=nobody," + PEOPLE, PEOPLE, "uid=x," + ALICE)) {
            assertThat(openLdap.as(other, PHONE).bind()).as(other).isEqualTo(INVALID_CREDENTIALS);
        }
        assertThat(openLdap.as(ALICE, "").bind()).isEqualTo(UNWILLING_TO_PERFORM);

        assertThat(openLdap.as(ALICE, PHONE).bind()).isZero();
    }

    @Test
    void aDeletedAppPasswordIsRejectedAtOnceBecauseSlapdStoresNothing() {
        assertThat(openLdap.as(ALICE, PHONE).bind()).isZero();

        deleteAppPasswords();

        assertThat(openLdap.as(ALICE, PHONE).bind()).isEqualTo(INVALID_CREDENTIALS);
    }

    @Test
    void onlyBoundClientsCanSearch() {
        assertThat(openLdap.as(ALICE, PHONE).find(PEOPLE, "(uid=bob)")).containsExactly(BOB);
        assertThat(openLdap.as("", "").find(PEOPLE, "(uid=bob)")).isEmpty();
        assertThat(openLdap.as(ALICE, PHONE).search(PEOPLE, "(uid=bob)").output())
                .doesNotContain("userPassword");
    }

    /** slapd compares a password that is in the entry. The documents ask to delete these. */
    @Test
    void anEntryWithAPasswordOfItsOwnIsNotDelegated() {
        assertThat(openLdap.as(BOB, "old-password").bind()).isZero();
        assertThat(openLdap.as(BOB, PHONE).bind()).isEqualTo(INVALID_CREDENTIALS);
    }

    /** With either, somebody with a stolen app password could keep access after it is deleted. */
    @Test
    void usersCannotGiveTheirEntryAPasswordOrAnotherUser() {
        LdapClient client = openLdap.as(ALICE, PHONE);

        assertThat(client.run("ldappasswd", "-s", "own-password").output()).contains("Insufficient access (50)");
        for (String attribute : List.of("userPassword: own-password", "seeAlso: " + BOB)) {
            String change = "dn: %s\nchangetype: modify\nreplace: %s\n%s\n"
                    .formatted(ALICE, attribute.substring(0, attribute.indexOf(':')), attribute);
            assertThat(client.runReading(change, "ldapmodify").status()).isEqualTo(INSUFFICIENT_ACCESS);
        }
        assertThat(openLdap.as(ALICE, "own-password").bind()).isEqualTo(INVALID_CREDENTIALS);
        assertThat(openLdap.as(ALICE, PHONE).bind()).isZero();
    }

    /** Each tries to be taken for alice's DN, or to put lines into what slapd passes on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ALICE + "\\0A",
                ALICE + "\\0Ax: y,ou=admins,dc=example,dc=org",
                "uid=x\\0Adn: " + "uid=alice,ou=people,dc=example,dc=org",
                "uid=alice\\0D," + PEOPLE,
                "uid=ali\\09ce," + PEOPLE,
                "uid=alice\\00," + PEOPLE,
                "uid=alice\\00x," + PEOPLE,
                "uid=alice+cn=Alice," + PEOPLE,
                "cn=alice," + PEOPLE,
                "uid=alice\\,ou=people," + PEOPLE,
                "uid=alice,uid=alice," + PEOPLE,
                "uid=alice:x," + PEOPLE,
                "uid=al\\20\\20ice," + PEOPLE,
                "uid=*," + PEOPLE
            })
    void aDnThatIsNoEntryNeverReachesKeycloak(String dn) {
        SignInEvents signIns = new SignInEvents(realm, alice);
        int before = signIns.attempts();

        assertThat(openLdap.as(dn, PHONE).bind()).isEqualTo(INVALID_CREDENTIALS);

        assertThat(signIns.attempts()).isEqualTo(before);
    }

    /** slapd finds the entry, and the entry names the user. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ALICE,
                "UID = Alice , OU=People,dc=example,dc=org",
                "uid=al\\69ce," + PEOPLE,
                "uid=\\20alice\\20," + PEOPLE,
                "uid=alice,ou=\uff50eople,dc=example,dc=org"
            })
    void eachSpellingOfTheDnIsTheSameUser(String dn) {
        assertThat(openLdap.as(dn, PHONE).bind()).isZero();
        assertThat(openLdap.as(dn, WRONG).bind()).isEqualTo(INVALID_CREDENTIALS);
    }

    /** Two users in Keycloak, but one entry in slapd, which ignores compatibility characters. */
    @Test
    void aUserNameThatSlapdConsidersEqualDoesNotBindAsThatEntry() {
        String lookalike = "\uff41lice";
        String userId = new TestUsers(realm).create(lookalike, SeededAppPassword.of(WRONG));

        assertThat(openLdap.as("uid=" + lookalike + "," + PEOPLE, WRONG).bind()).isEqualTo(INVALID_CREDENTIALS);
        assertThat(new SignInEvents(realm, userId).attempts()).isZero();
    }

    @Test
    void passwordsOfAnyBytesAreInvalidAndDoNotBlockOtherClients() {
        for (byte[] password : List.of(
                (PHONE + "\0x").getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xff},
                new byte[] {'a', (byte) 0xc3},
                new byte[] {0},
                "a".repeat(60_000).getBytes(StandardCharsets.UTF_8))) {
            try (LdapBind bind = new LdapBind(openLdap.port(), ALICE, password)) {
                assertThat(bind.resultCode()).isEqualTo(INVALID_CREDENTIALS);
            }
        }
        assertThat(openLdap.as(ALICE, PHONE).bind()).isZero();
    }

    /** slapd does not pass the address of its client on. docs/openldap.md says what follows from that. */
    @Test
    void keycloaksEventHasTheAddressOfSlapd() {
        try (LdapBind bind =
                LdapBind.from("127.0.0.9", openLdap.port(), ALICE, PHONE.getBytes(StandardCharsets.US_ASCII))) {
            assertThat(bind.resultCode()).isZero();
        }

        assertThat(new SignInEvents(realm, alice).detail("app_password_address"))
                .last()
                .isEqualTo("127.0.0.1");
    }

    @Test
    void anOutageIsNotAWrongPassword() {
        BUSY_KEYCLOAK.answer(new StandIn.Response(503, Map.of(), ""));

        assertThat(withoutKeycloak.as(ALICE, PHONE).bind()).isEqualTo(UNAVAILABLE);
        assertThat(withoutBridge.as(ALICE, PHONE).bind()).isEqualTo(OPERATIONS_ERROR);
    }

    @Test
    void thePasswordGoesToATrustedBridgeOnly() {
        SignInEvents signIns = new SignInEvents(realm, alice);

        assertThat(encrypted.as(ALICE, PHONE).bind()).as(encrypted.log()).isZero();
        assertThat(signIns.detail("app_password_protocol")).last().isEqualTo("ldaps");
        int before = signIns.attempts();
        assertThat(distrusting.as(ALICE, PHONE).bind()).isEqualTo(OPERATIONS_ERROR);
        assertThat(signIns.attempts()).isEqualTo(before);
    }

    @Test
    void logsContainNoSecrets() {
        openLdap.as(ALICE, PHONE).bind();
        openLdap.as(ALICE, WRONG).bind();

        for (String log : List.of(openLdap.log(), bridge.log())) {
            assertThat(log).contains("uid=alice");
            assertThat(SecretTraces.in(log, PHONE, WRONG, "ldap-bridge-secret", LdapBridge.SEARCH_PASSWORD))
                    .isEmpty();
        }
    }
}
