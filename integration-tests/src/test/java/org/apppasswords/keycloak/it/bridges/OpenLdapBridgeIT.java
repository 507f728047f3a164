package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.bridges.Bridges;
import org.apppasswords.keycloak.it.support.bridges.Bridges.Bridge;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;
import org.apppasswords.keycloak.it.support.bridges.EndlessAnswer;
import org.apppasswords.keycloak.it.support.bridges.LdapBind;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.TypedForms;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The configurations of docker/openldap with real LDAP clients; alice and bob are in both directory and demo realm. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class OpenLdapBridgeIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";
    private static final String PEOPLE = "ou=people,dc=example,dc=org";
    private static final String ALICE = "uid=alice," + PEOPLE;

    /** LDAP result codes (RFC 4511, appendix A), which are the clients' exit codes. */
    private static final int INVALID_CREDENTIALS = 49;

    private static final int UNAVAILABLE = 52;

    @RegisterExtension
    static final Dovecot dovecot = new Dovecot("dovecot-rimap", "dovecot", "--email", "no");

    @RegisterExtension
    static final Bridge sock = Bridges.openLdapWithSock();

    @RegisterExtension
    static final Bridge pam = Bridges.openLdapWithPam();

    @RegisterExtension
    static final Bridge rimap = Bridges.openLdapWithRimap(dovecot);

    @RegisterExtension
    static final Bridge names = Bridges.openLdapOfNamesWithSock();

    @RegisterExtension
    static final Bridge alone = Bridges.openLdapAlone();

    private static final EndlessAnswer endlessAnswer = new EndlessAnswer();

    @RegisterExtension
    static final Bridge endless = Bridges.openLdapAsking(endlessAnswer);

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private String alice;

    /** The ways in which slapd asks Keycloak. */
    private enum Way {
        SOCK,
        PAM,
        RIMAP;

        private Bridge bridge() {
            return switch (this) {
                case SOCK -> sock;
                case PAM -> pam;
                case RIMAP -> rimap;
            };
        }

        private String clientId() {
            return this == RIMAP ? "dovecot" : "ldap-bridge";
        }
    }

    @BeforeEach
    void giveAliceAnAppPassword() {
        alice = realm.admin().users().searchByUsername("alice", true).get(0).getId();
        UserResource user = realm.admin().users().get(alice);
        user.credentials().stream()
                .filter(credential -> credential.getType().equals("app-password"))
                .map(CredentialRepresentation::getId)
                .forEach(user::removeCredential);
        UserRepresentation update = user.toRepresentation();
        update.setCredentials(List.of(SeededAppPassword.of(PHONE).toRepresentation()));
        user.update(update);
    }

    @ParameterizedTest
    @EnumSource
    void anEntryBindsWithEachTypedForm(Way way) {
        SignInEvents signIns = new SignInEvents(realm, alice);
        int before = signIns.clients().size();

        for (String typed : TypedForms.of(PHONE)) {
            Result result = whoami(way.bridge(), ALICE, typed);
            assertThat(result.status()).as(result.output()).isZero();
            assertThat(result.output()).contains("dn:" + ALICE);
        }

        List<String> clients = signIns.clients();
        assertThat(clients.subList(before, clients.size()))
                .hasSize(TypedForms.of(PHONE).size())
                .containsOnly(way.clientId());
    }

    @ParameterizedTest
    @EnumSource
    void onlyBoundClientsCanSearch(Way way) {
        Result found = search(way.bridge(), PHONE);
        Result anonymous = client(way.bridge(), "ldapsearch", "-LLL", "-b", PEOPLE, "(uid=bob)");

        assertThat(found.status()).as(found.output()).isZero();
        assertThat(found.output()).contains("mail: bob@example.org").doesNotContain("userPassword");
        assertThat(anonymous.output()).doesNotContain("bob@example.org");
        assertThat(search(way.bridge(), WRONG).status()).isEqualTo(INVALID_CREDENTIALS);
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordGivesInvalidCredentials(Way way) {
        for (String wrong : List.of(WRONG, "alice-password", PHONE + "x", "a\nb", "é")) {
            assertThat(whoami(way.bridge(), ALICE, wrong).status()).as(wrong).isEqualTo(INVALID_CREDENTIALS);
        }
        assertThat(whoami(way.bridge(), "uid=bob," + PEOPLE, PHONE).status()).isEqualTo(INVALID_CREDENTIALS);
        assertThat(whoami(way.bridge(), "uid=nobody," + PEOPLE, PHONE).status()).isEqualTo(INVALID_CREDENTIALS);
        assertThat(whoami(way.bridge(), PEOPLE, PHONE).status()).isEqualTo(INVALID_CREDENTIALS);
        assertThat(whoami(way.bridge(), "uid=alice,ou=others," + PEOPLE, PHONE).status())
                .isEqualTo(INVALID_CREDENTIALS);
        assertThat(whoami(way.bridge(), ALICE, "").status()).isNotZero();

        assertThat(whoami(way.bridge(), ALICE, PHONE).status()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aDeletedAppPasswordIsRejectedAtOnce(Way way) {
        assertThat(whoami(way.bridge(), ALICE, PHONE).status()).isZero();
        UserResource user = realm.admin().users().get(alice);
        user.credentials().stream()
                .filter(credential -> credential.getType().equals("app-password"))
                .map(CredentialRepresentation::getId)
                .forEach(user::removeCredential);

        assertThat(whoami(way.bridge(), ALICE, PHONE).status()).isEqualTo(INVALID_CREDENTIALS);
    }

    /**
     * slapd does not escape line breaks: each of these once succeeded in binding, or reported a false address to
     * Keycloak.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ALICE + "\\0Apeername: IP,dc=10.0.0.5\\0Ax: y,ou=admins,dc=example,dc=org",
                ALICE + "\\0Ax: y,ou=admins,dc=example,dc=org",
                "uid=x\\0Adn: uid=alice,ou=people,dc=example,dc=org",
                ALICE + "\\0Amethod: 128\\0Acredlen: 24\\0Acred: " + PHONE + "\\0A\\0A,dc=example,dc=org",
                ALICE + "\\0A",
                "uid=alice\\0D," + PEOPLE,
                "uid=alice\\0A\\0A," + PEOPLE,
                "uid=ali\\09ce," + PEOPLE,
                "uid=alice\\00," + PEOPLE,
                "uid=alice\\00x," + PEOPLE,
                "uid=alice\\C2\\85," + PEOPLE,
                "uid=alice+cn=Alice," + PEOPLE,
                "cn=Alice+uid=alice," + PEOPLE,
                "cn=alice," + PEOPLE,
                "uid=alice\\,ou=people," + PEOPLE,
                "uid=alice,uid=alice," + PEOPLE,
                "uid=alice:x," + PEOPLE,
                "uid=\\20alice," + PEOPLE,
                "uid=alice,ou=\\20people,dc=example,dc=org",
                "uid=alice,ou=\uff50eople,dc=example,dc=org"
            })
    void aDnThatDoesNotNameOneUserNeverReachesKeycloak(String dn) {
        SignInEvents signIns = new SignInEvents(realm, alice);
        int before = signIns.attempts();

        assertThat(whoami(names, dn, PHONE).status()).isEqualTo(INVALID_CREDENTIALS);

        assertThat(signIns.attempts()).isEqualTo(before);
    }

    /** slapd resolves all of these to alice's entry, which still has a password from before Keycloak. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ALICE,
                "UID = Alice , OU=People,dc=example,dc=org",
                "uid=\\20alice," + PEOPLE,
                "uid=alice,ou=\\20people,dc=example,dc=org",
                "uid=alice,ou=\uff50eople,dc=example,dc=org"
            })
    void theDirectorysOwnPasswordsAreRejectedForEachSpellingOfTheDn(String dn) {
        assertThat(whoami(names, dn, "old-password").status()).isEqualTo(INVALID_CREDENTIALS);
    }

    @ParameterizedTest
    @ValueSource(strings = {ALICE, "UID = Alice , OU=People,dc=example,dc=org", "uid=al\\69ce," + PEOPLE})
    void aUserBindsWithEachSpellingOfTheDnThatSlapdPassesOnUnencoded(String dn) {
        assertThat(whoami(names, dn, PHONE).status()).isZero();
    }

    /** Two users in Keycloak, but one entry in slapd, which ignores compatibility characters. */
    @Test
    void aUserNameThatSlapdConsidersEqualDoesNotBindAsThatEntry() {
        String lookalike = "\uff42ob";
        String userId = new TestUsers(realm).create(lookalike, SeededAppPassword.of(PHONE));

        assertThat(whoami(names, "uid=" + lookalike + "," + PEOPLE, PHONE).status())
                .isEqualTo(INVALID_CREDENTIALS);
        assertThat(new SignInEvents(realm, userId).attempts()).isZero();
    }

    @Test
    void passwordsWithANulAreInvalidAndDoNotBlockOtherClients() {
        byte[] password = (PHONE + "\0x").getBytes(StandardCharsets.UTF_8);
        List<LdapBind> binds = Stream.generate(() -> new LdapBind(sock.port(), ALICE, password))
                .limit(20)
                .toList();
        try {
            assertThat(whoami(sock, ALICE, PHONE).status()).isZero();
            assertThat(binds).extracting(LdapBind::resultCode).containsOnly(INVALID_CREDENTIALS);
        } finally {
            binds.forEach(LdapBind::close);
        }
    }

    @Test
    void aPasswordThatIsNotUtf8GivesInvalidCredentials() {
        for (byte[] password : List.of(new byte[] {(byte) 0xff}, new byte[] {'a', (byte) 0xc3}, new byte[] {0})) {
            try (LdapBind bind = new LdapBind(sock.port(), ALICE, password)) {
                assertThat(bind.resultCode()).isEqualTo(INVALID_CREDENTIALS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 20_000, 60_000})
    void aVeryLongPasswordGivesInvalidCredentials(int length) {
        byte[] password = "a".repeat(length).getBytes(StandardCharsets.UTF_8);
        try (LdapBind bind = new LdapBind(sock.port(), ALICE, password)) {
            assertThat(bind.resultCode()).isEqualTo(INVALID_CREDENTIALS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "BIND\nmsgid: 1\n",
                "BIND\nmsgid: 1\nsuffix: dc=example,dc=org\ndn: " + ALICE + "\nmethod: 128\ncredlen: 100\ncred: "
                        + PHONE
            })
    void aPeerThatClosesTheSocketEarlyGetsAnAnswer(String text) {
        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> answerOfResponder(text)))
                .isEqualTo("RESULT\ncode: 49\n\n");
    }

    /**
     * slapd's buffer is full in the middle of a DN with line breaks, and the part that it has written looks complete.
     */
    @Test
    void aRequestThatFillsSlapdsBufferIsRejected() {
        String head = "BIND\nmsgid: 1\nsuffix: dc=example,dc=org\ndn: " + ALICE + "\nmethod: 128\n";
        String tail = "\ncred: " + PHONE + "\n\n";
        String length = String.valueOf(PHONE.length());
        String zeros = "0".repeat(4096 - (head + "credlen: " + length + tail).length());

        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(20), () -> answerOfResponder(head + "credlen: " + length + tail)))
                .isEqualTo("RESULT\ncode: 0\n\n");
        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(20), () -> answerOfResponder(head + "credlen: " + zeros + length + tail)))
                .isEqualTo("RESULT\ncode: 49\n\n");
    }

    @Test
    void aRequestLongerThanSlapdsBufferIsRejected() {
        String dn = "uid=" + "a".repeat(4096) + ",ou=people,dc=example,dc=org";
        String text = "BIND\nmsgid: 1\nsuffix: dc=example,dc=org\ndn: " + dn + "\nmethod: 128\ncredlen: "
                + PHONE.length() + "\ncred: " + PHONE + "\n\n";

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> answerOfResponder(text)))
                .isEqualTo("RESULT\ncode: 49\n\n");
    }

    private static String answerOfResponder(String text) throws IOException {
        Path socket = sock.state().toRealPath().resolve("responder.sock");
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.shutdownOutput();
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theSockOverlayReportsClientAddressAndProtocol() {
        assertThat(whoami(sock, ALICE, PHONE).status()).isZero();

        assertThat(new SignInEvents(realm, alice).details())
                .last()
                .satisfies(details -> assertThat(details)
                        .containsEntry("app_password_address", "127.0.0.1")
                        .containsEntry("app_password_protocol", "ldap"));
    }

    @Test
    void pamReportsNoAddress() {
        assertThat(whoami(pam, ALICE, PHONE).status()).isZero();

        assertThat(new SignInEvents(realm, alice).details())
                .last()
                .satisfies(details -> assertThat(details).doesNotContainKey("app_password_address"));
    }

    @Test
    void theSockOverlayDistinguishesKeycloakDownFromAWrongPassword() {
        assertThat(whoami(alone, ALICE, PHONE).status()).isEqualTo(UNAVAILABLE);
    }

    @Test
    void theSockOverlayTimesOutOnAnEndlessAnswer() {
        assertThat(whoami(endless, ALICE, PHONE).status()).isEqualTo(UNAVAILABLE);
        assertThat(endlessAnswer.connections()).isPositive();
    }

    @Test
    void logsContainNoSecrets() {
        for (Bridge bridge : List.of(sock, pam, rimap, alone)) {
            whoami(bridge, ALICE, PHONE);
            whoami(bridge, ALICE, TypedForms.hyphens(PHONE));
            whoami(bridge, ALICE, WRONG);

            assertThat(bridge.log())
                    .contains("uid=alice")
                    .doesNotContainIgnoringCase(PHONE)
                    .doesNotContainIgnoringCase(TypedForms.hyphens(PHONE))
                    .doesNotContain(WRONG, "ldap-bridge-secret", "dovecot-secret");
        }
        assertThat(dovecot.log()).doesNotContain(PHONE, WRONG, "dovecot-secret");
    }

    private static Result whoami(Bridge bridge, String dn, String password) {
        return client(bridge, "ldapwhoami", "-D", dn, "-w", password);
    }

    private static Result search(Bridge bridge, String password) {
        return client(bridge, "ldapsearch", "-LLL", "-D", ALICE, "-w", password, "-b", PEOPLE, "(uid=bob)");
    }

    private static Result client(Bridge bridge, String program, String... options) {
        List<String> command = new ArrayList<>(
                List.of(program, "-x", "-o", "nettimeout=20", "-H", "ldap://127.0.0.1:" + bridge.port()));
        command.addAll(List.of(options));
        return new Program(command).run();
    }
}
