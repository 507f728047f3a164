package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.bridges.LdapBind;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.bridges.LdapClient;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.TypedForms;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Daemon;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.DocumentedCommands;
import org.apppasswords.keycloak.it.support.server.Kcadm;
import org.apppasswords.keycloak.it.support.server.KeycloakBehindSwitch;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/** The LDAP bridge in a process of its own, in front of a real Keycloak, with the LDAP clients of OpenLDAP. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class LdapBridgeIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    /** LDAP result codes (RFC 4511, appendix A), which are the clients' exit codes. */
    private static final int COMPARE_FALSE = 5;

    private static final int COMPARE_TRUE = 6;
    private static final int SIZE_LIMIT_EXCEEDED = 4;
    private static final int CONFIDENTIALITY_REQUIRED = 13;
    private static final int NO_SUCH_OBJECT = 32;
    private static final int INVALID_DN_SYNTAX = 34;
    private static final int INVALID_CREDENTIALS = 49;
    private static final int INSUFFICIENT_ACCESS = 50;
    private static final int UNAVAILABLE = 52;
    private static final int UNWILLING_TO_PERFORM = 53;

    /** Answers of a search are remembered for this long: cache.seconds. */
    private static final Duration CACHED = Duration.ofSeconds(4);

    private static final PrivateAuthority AUTHORITY = PrivateAuthority.forAddress("ldap-bridge", "127.0.0.1");
    private static final PrivateAuthority NEXT_AUTHORITY = PrivateAuthority.forAddress("ldap-bridge-next", "127.0.0.1");
    private static final KeycloakBehindSwitch SWITCH = new KeycloakBehindSwitch();

    @RegisterExtension
    static final LdapBridge bridge = new LdapBridge("ldap").withSettings("log.level = debug\n");

    /** Requires TLS, and serves two services. */
    @RegisterExtension
    static final LdapBridge strict = new LdapBridge(
                    "ldap-strict",
                    "--certificate",
                    AUTHORITY.serverCertificate().toString(),
                    "--key",
                    AUTHORITY.serverKey().toString())
            .withLdaps()
            .withSettings("tls.required = true\nuser-search = themselves\n" + twoServices());

    @RegisterExtension
    static final LdapBridge switched =
            new LdapBridge("ldap-switched", "--keycloak", SWITCH.url()).withSettings("keycloak.timeout-seconds = 2\n");

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    /** A realm without our settings. */
    @InjectRealm(ref = "new", config = NewRealm.class)
    ManagedRealm newRealm;

    @TempDir
    Path folder;

    private TestUsers users;

    static final class NewRealm implements RealmConfig {
        @Override
        public RealmBuilder configure(RealmBuilder builder) {
            return builder.name("ldap-from-scratch");
        }
    }

    private static String twoServices() {
        return DocumentedBlock.fill(
                DocumentedBlock.read("ldap.md", "services.conf"),
                Map.of(
                        "client-id = wiki",
                        "client-id = ldap-bridge",
                        "client-id = mail",
                        "client-id = dovecot",
                        "/etc/keycloak-ldap-bridge/wiki-secret",
                        LdapBridge.secretFile("ldap-bridge"),
                        "/etc/keycloak-ldap-bridge/mail-secret",
                        LdapBridge.secretFile("dovecot")));
    }

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
    }

    @Test
    void aUserBindsWithEachTypedForm() {
        String userId = users.create("binds", SeededAppPassword.of(PHONE));

        for (String typed : TypedForms.of(PHONE)) {
            Program.Result result = bridge.asUser("binds", typed).whoami();
            assertThat(result.status()).as(result.output() + bridge.log()).isZero();
            assertThat(result.output()).contains("dn:uid=binds," + LdapBridge.PEOPLE);
        }

        SignInEvents signIns = new SignInEvents(realm, userId);
        assertThat(signIns.clients()).hasSize(TypedForms.of(PHONE).size()).containsOnly("ldap-bridge");
        assertThat(signIns.detail("app_password_protocol")).containsOnly("ldap");
    }

    @Test
    void keycloaksEventHasTheAddressOfTheLdapClient() {
        String userId = users.create("from-afar", SeededAppPassword.of(PHONE));

        try (LdapBind bind = LdapBind.from(
                "127.0.0.9",
                bridge.port(),
                "uid=from-afar," + LdapBridge.PEOPLE,
                PHONE.getBytes(StandardCharsets.US_ASCII))) {
            assertThat(bind.resultCode()).isZero();
        }

        assertThat(new SignInEvents(realm, userId).detail("app_password_address"))
                .containsExactly("127.0.0.9");
    }

    @Test
    void theAddressOfTheLdapClientDecidesIfAnAppPasswordIsLimitedToNetworks() {
        users.create("at-its-desk", SeededAppPassword.of(PHONE).networks("127.0.0.9/32"));

        for (String address : List.of("127.0.0.9", "127.0.0.8")) {
            try (LdapBind bind = LdapBind.from(
                    address,
                    bridge.port(),
                    "uid=at-its-desk," + LdapBridge.PEOPLE,
                    PHONE.getBytes(StandardCharsets.US_ASCII))) {
                assertThat(bind.resultCode())
                        .as(address)
                        .isEqualTo(address.equals("127.0.0.9") ? 0 : INVALID_CREDENTIALS);
            }
        }
    }

    @Test
    void aWrongPasswordOrNameIsInvalidCredentials() {
        users.create("rejected", SeededAppPassword.of(PHONE).clients(Set.of("dovecot")));
        users.create("owner", SeededAppPassword.of("ownerownerownerownerowne"));

        for (String wrong : List.of(WRONG, PHONE, TestUsers.PASSWORD, "a\nb", "é", "ownerownerownerownerowne")) {
            assertThat(bridge.asUser("rejected", wrong).bind()).as(wrong).isEqualTo(INVALID_CREDENTIALS);
        }
        assertThat(bridge.asUser("nobody-here", PHONE).bind()).isEqualTo(INVALID_CREDENTIALS);
        assertThat(bridge.as(LdapBridge.SEARCH_ACCOUNT, "ldap-bridge-secret").bind())
                .isEqualTo(INVALID_CREDENTIALS);
        assertThat(bridge.asUser("owner", "").bind()).isEqualTo(UNWILLING_TO_PERFORM);
    }

    @Test
    void theSearchAccountFindsAUserWithTheDocumentedAttributes() {
        Program.Result found =
                bridge.asSearchAccount().search(LdapBridge.BASE, "(uid=BOB)", "*", "memberOf", "entryUUID");

        assertThat(found.status()).as(found.output()).isZero();
        assertThat(found.output().lines().toList())
                .contains(
                        "dn: uid=bob," + LdapBridge.PEOPLE,
                        "objectClass: inetOrgPerson",
                        "uid: bob",
                        "cn: Bob Baker",
                        "givenName: Bob",
                        "sn: Baker",
                        "mail: bob@example.org",
                        "memberOf: cn=staff," + LdapBridge.GROUPS,
                        "memberOf: cn=admins," + LdapBridge.GROUPS,
                        "entryUUID: " + idOf("bob"));
        assertThat(found.output()).doesNotContain("userPassword");
    }

    @Test
    void groupsHaveTheirMembers() {
        LdapClient client = bridge.asSearchAccount();

        assertThat(client.search(LdapBridge.GROUPS, "(cn=admins)", "member").output())
                .contains("member: uid=bob," + LdapBridge.PEOPLE)
                .doesNotContain("alice");
        assertThat(client.find(LdapBridge.BASE, "(memberOf=cn=staff," + LdapBridge.GROUPS + ")"))
                .contains("uid=alice," + LdapBridge.PEOPLE, "uid=bob," + LdapBridge.PEOPLE);
        assertThat(client.run("ldapcompare", "cn=admins," + LdapBridge.GROUPS, "member:uid=bob," + LdapBridge.PEOPLE)
                        .status())
                .isEqualTo(COMPARE_TRUE);
        assertThat(client.run("ldapcompare", "cn=admins," + LdapBridge.GROUPS, "member:uid=alice," + LdapBridge.PEOPLE)
                        .status())
                .isEqualTo(COMPARE_FALSE);
    }

    @Test
    void changesInKeycloakApplyToTheNextBindAndSoonToSearches() {
        LdapClient search = bridge.asSearchAccount();
        String userId = users.create("changing", SeededAppPassword.of(PHONE));
        assertThat(search.find(LdapBridge.BASE, "(uid=changing)")).containsExactly("uid=changing," + LdapBridge.PEOPLE);
        assertThat(bridge.asUser("changing", PHONE).bind()).isZero();

        UserRepresentation user = realm.admin().users().get(userId).toRepresentation();
        user.setEnabled(false);
        realm.admin().users().get(userId).update(user);
        assertThat(bridge.asUser("changing", PHONE).bind()).isEqualTo(INVALID_CREDENTIALS);
        Waiting.until(
                "a disabled user is not found",
                CACHED,
                () -> search.find(LdapBridge.BASE, "(uid=changing)").isEmpty());

        user.setEnabled(true);
        user.setEmail("changed@example.org");
        realm.admin().users().get(userId).update(user);
        assertThat(bridge.asUser("changing", PHONE).bind()).isZero();
        Waiting.until(
                "the new address is found",
                CACHED,
                () -> search.find(LdapBridge.BASE, "(mail=changed@example.org)")
                        .contains("uid=changing," + LdapBridge.PEOPLE));

        realm.admin().users().get(userId).remove();
        assertThat(bridge.asUser("changing", PHONE).bind()).isEqualTo(INVALID_CREDENTIALS);
        Waiting.until(
                "a deleted user is not found",
                CACHED,
                () -> search.find(LdapBridge.BASE, "(uid=changing)").isEmpty());
    }

    @Test
    void searchesAreAnsweredPageByPageAndUpToTheLimitOfTheClient() {
        for (int i = 0; i < 5; i++) {
            users.create("paged-" + i);
        }
        LdapClient client = bridge.asSearchAccount();

        Program.Result paged = client.run(
                "ldapsearch", "-LLL", "-E", "pr=2/noprompt", "-b", LdapBridge.PEOPLE, "(uid=paged-*)", "uid");
        assertThat(paged.status()).as(paged.output()).isZero();
        assertThat(paged.output().lines().filter(line -> line.startsWith("uid: ")))
                .containsExactlyInAnyOrder(
                        "uid: paged-0", "uid: paged-1", "uid: paged-2", "uid: paged-3", "uid: paged-4");

        Program.Result limited = client.run("ldapsearch", "-LLL", "-z", "3", "-b", LdapBridge.PEOPLE, "(uid=paged-*)");
        assertThat(limited.status()).isEqualTo(SIZE_LIMIT_EXCEEDED);
        assertThat(limited.output().lines().filter(line -> line.startsWith("dn: ")))
                .hasSize(3);
    }

    @Test
    void whoMaySearch() {
        users.create("reader", SeededAppPassword.of(PHONE));
        LdapClient anonymous = bridge.as("", "");

        assertThat(anonymous.search("", "-s", "base", "namingContexts").output())
                .contains("namingContexts: " + LdapBridge.BASE);
        assertThat(anonymous.find(LdapBridge.BASE, "(uid=reader)")).isEmpty();
        assertThat(anonymous.search(LdapBridge.BASE, "(uid=reader)").status()).isEqualTo(INSUFFICIENT_ACCESS);
        // user-search = people
        assertThat(bridge.asUser("reader", PHONE).find(LdapBridge.BASE, "(uid=bob)"))
                .containsExactly("uid=bob," + LdapBridge.PEOPLE);
        assertThat(bridge.asUser("reader", PHONE)
                        .search("dc=elsewhere", "(uid=bob)")
                        .status())
                .isEqualTo(NO_SUCH_OBJECT);
    }

    @Test
    void everyWriteIsRefused() {
        users.create("writer", SeededAppPassword.of(PHONE));
        String own = "uid=writer," + LdapBridge.PEOPLE;

        for (LdapClient client : List.of(bridge.asUser("writer", PHONE), bridge.asSearchAccount())) {
            List<Program.Result> refused = List.of(
                    client.runReading(
                            "dn: %s\nchangetype: modify\nreplace: mail\nmail: x@example.org\n".formatted(own),
                            "ldapmodify"),
                    client.runReading(
                            "dn: uid=new,%s\nobjectClass: person\nuid: new\ncn: x\nsn: x\n"
                                    .formatted(LdapBridge.PEOPLE),
                            "ldapadd"),
                    client.run("ldapdelete", own),
                    client.run("ldapmodrdn", own, "uid=other"),
                    client.run("ldappasswd", "-s", "own-password", own));
            assertThat(refused)
                    .allSatisfy(result -> assertThat(result.output())
                            .contains("Server is unwilling to perform (53)", "in Keycloak's admin console"));
        }
    }

    /** Each tries to be taken for the user's DN, or to reach another entry. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "uid=victim\\0A,",
                "uid=victim\\0Ax: y,",
                "uid=victim\\0D,",
                "uid=vic\\09tim,",
                "uid=victim\\00,",
                "uid=victim\\00x,",
                "uid=victim\\C2\\85,",
                "uid=victim+cn=Victim,",
                "uid=victim\\,ou=people,",
                "uid=victim,uid=victim,",
                "uid=victim:x,",
                "uid=v*,",
                "uid=*,",
                "uid=\\28uid=*\\29,",
                "uid=victim@example.org,",
                "mail=victim@example.org,",
                "uid=\uff56ictim,",
                "uid=,",
                "cn=victim,ou=others,",
                "ou=x,uid=victim,"
            })
    void aDnThatIsNotExactlyTheUsersDoesNotBind(String start) {
        if (realm.admin().users().searchByUsername("victim", true).isEmpty()) {
            users.create("victim", SeededAppPassword.of(PHONE));
        }

        Program.Result result = bridge.as(start + LdapBridge.PEOPLE, PHONE).whoami();

        assertThat(result.status()).as(result.output()).isIn(INVALID_CREDENTIALS, INVALID_DN_SYNTAX);
    }

    /** Filters that must find nobody, or only the one user. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(uid=target\\29\\28uid=\\2a)",
                "(uid=\\2a)",
                "(uid=target\\00)",
                "(uid=target\\0a)",
                "(userPassword=*)",
                "(unknownAttribute=*)",
                "(!(unknownAttribute=x))",
                "(&(uid=target)(unknownAttribute=x))",
                "(memberOf=cn=no-such-group,ou=groups,dc=example,dc=org)",
                "(memberOf=\\ff)",
                "(uid=target@example.org)",
                "(entryUUID=target)"
            })
    void aFilterThatNobodyMatchesFindsNobody(String filter) {
        if (realm.admin().users().searchByUsername("target", true).isEmpty()) {
            users.create("target");
        }

        Program.Result result = bridge.asSearchAccount().search(LdapBridge.BASE, filter, "1.1");

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).doesNotContain("dn: ");
    }

    @Test
    void bytesThatAreNoLdapCloseTheirOwnConnectionOnly() throws IOException {
        users.create("others", SeededAppPassword.of(PHONE));
        byte[] nested = nestedFilters(10_000);
        List<byte[]> hostile = List.of(
                "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                new byte[] {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x02},
                new byte[] {0x30, (byte) 0x80, 0x02, 0x01, 0x01},
                new byte[] {0x30, 0x05, 0x02, 0x01, 0x01, 0x63, 0x7f},
                new byte[] {(byte) 0xff, 0x00, (byte) 0xff},
                nested);
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                silent.add(new Socket(InetAddress.getLoopbackAddress(), bridge.port()));
            }
            for (byte[] bytes : hostile) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridge.port())) {
                    socket.setSoTimeout(10_000);
                    OutputStream out = socket.getOutputStream();
                    out.write(bytes);
                    out.flush();
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException reset) {
                    // The bridge closed the connection before it had read everything.
                }
                assertThat(bridge.asUser("others", PHONE).bind()).isZero();
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
        assertThat(bridge.http("/health/live").statusCode()).isEqualTo(200);
    }

    /** A search request (RFC 4511, section 4.5.1) with NOT within NOT, and correct lengths. */
    private static byte[] nestedFilters(int depth) {
        byte[] filter = {(byte) 0x87, 0x01, 'x'};
        for (int i = 0; i < depth; i++) {
            filter = element(0xa2, filter);
        }
        byte[] search = element(
                0x63,
                element(0x04),
                element(0x0a, new byte[] {2}),
                element(0x0a, new byte[] {0}),
                element(0x02, new byte[] {0}),
                element(0x02, new byte[] {0}),
                element(0x01, new byte[] {0}),
                filter,
                element(0x30));
        return element(0x30, element(0x02, new byte[] {1}), search);
    }

    private static byte[] element(int tag, byte[]... contents) {
        int length = Stream.of(contents).mapToInt(content -> content.length).sum();
        byte[] all = new byte[5 + length];
        all[0] = (byte) tag;
        all[1] = (byte) 0x83;
        all[2] = (byte) (length >> 16);
        all[3] = (byte) (length >> 8);
        all[4] = (byte) length;
        int at = 5;
        for (byte[] content : contents) {
            System.arraycopy(content, 0, all, at, content.length);
            at += content.length;
        }
        return all;
    }

    @Test
    void passwordsOfAnyBytesAreInvalid() {
        users.create("bytes", SeededAppPassword.of(PHONE));

        for (byte[] password : List.of(
                (PHONE + "\0x").getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xff},
                new byte[] {'a', (byte) 0xc3},
                new byte[] {0},
                "a".repeat(60_000).getBytes(StandardCharsets.UTF_8))) {
            try (LdapBind bind = new LdapBind(bridge.port(), "uid=bytes," + LdapBridge.PEOPLE, password)) {
                assertThat(bind.resultCode()).isEqualTo(INVALID_CREDENTIALS);
            }
        }
    }

    @Test
    void passwordsOnlyTravelEncryptedWhereTlsIsRequired() {
        String userId = users.create("encrypted", SeededAppPassword.of(PHONE));
        LdapClient plain = strict.as("uid=encrypted,ou=people,dc=wiki,dc=example,dc=org", PHONE);
        LdapClient trusting = plain.trusting(AUTHORITY.certificates());

        assertThat(plain.bind()).isEqualTo(CONFIDENTIALITY_REQUIRED);
        assertThat(new SignInEvents(realm, userId).attempts()).isZero();
        assertThat(trusting.withStartTls().bind()).as(strict.log()).isZero();
        assertThat(trusting.overLdaps(strict.ldapsPort()).bind()).isZero();
        assertThat(plain.overLdaps(strict.ldapsPort()).bind()).isNotZero();
        assertThat(new SignInEvents(realm, userId).detail("app_password_protocol"))
                .hasSize(2)
                .contains("ldaps");
    }

    @Test
    void aRenewedCertificateIsUsedWithoutARestart() throws IOException {
        users.create("renewed", SeededAppPassword.of(PHONE));
        LdapClient next = strict.as("uid=renewed,ou=people,dc=wiki,dc=example,dc=org", PHONE)
                .trusting(NEXT_AUTHORITY.certificates())
                .overLdaps(strict.ldapsPort());
        assertThat(next.bind()).isNotZero();
        try {
            replace("key.pem", NEXT_AUTHORITY.serverKey());
            replace("certificate.pem", NEXT_AUTHORITY.serverCertificate());

            Waiting.until("the bridge presents the new certificate", () -> next.bind() == 0);
        } finally {
            replace("key.pem", AUTHORITY.serverKey());
            replace("certificate.pem", AUTHORITY.serverCertificate());
            LdapClient before = strict.as("uid=renewed,ou=people,dc=wiki,dc=example,dc=org", PHONE)
                    .trusting(AUTHORITY.certificates())
                    .overLdaps(strict.ldapsPort());
            Waiting.until("the bridge presents the old certificate", () -> before.bind() == 0);
        }
    }

    private static void replace(String name, Path source) throws IOException {
        Path file = strict.state().resolve(name);
        Path next = Files.copy(source, strict.state().resolve(name + ".next"), StandardCopyOption.REPLACE_EXISTING);
        check(new Program("chown", "--reference=" + file.toRealPath(), next.toString()).run());
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void theBaseDnChoosesTheService() {
        users.create(
                "two-services",
                SeededAppPassword.of(PHONE).clients(Set.of("ldap-bridge")),
                SeededAppPassword.of(WRONG).clients(Set.of("dovecot")));
        String wiki = "uid=two-services,ou=people,dc=wiki,dc=example,dc=org";
        String mail = "uid=two-services,ou=people,dc=mail,dc=example,dc=org";

        assertThat(tls(wiki, PHONE).bind()).as(strict.log()).isZero();
        assertThat(tls(wiki, WRONG).bind()).isEqualTo(INVALID_CREDENTIALS);
        assertThat(tls(mail, WRONG).bind()).isZero();
        assertThat(tls(mail, PHONE).bind()).isEqualTo(INVALID_CREDENTIALS);
        // user-search = themselves
        assertThat(tls(wiki, PHONE).find("dc=wiki,dc=example,dc=org", "(uid=bob)"))
                .isEmpty();
        assertThat(tls(wiki, PHONE).find("dc=wiki,dc=example,dc=org", "(uid=two-services)"))
                .containsExactly(wiki);
        assertThat(tls("cn=search,dc=wiki,dc=example,dc=org", LdapBridge.SEARCH_PASSWORD)
                        .find("dc=wiki,dc=example,dc=org", "(uid=bob)"))
                .hasSize(1);
    }

    /** In the unit, the bridge's user cannot read the files that services.conf names, and which do not exist here. */
    @Test
    void theUnitPassesTheSecretsOfSeveralServices() throws IOException {
        users.create("in-a-unit", SeededAppPassword.of(PHONE).clients(Set.of("dovecot")));
        Map<String, String> files = Map.of(
                "/etc/keycloak-ldap-bridge/wiki-secret", LdapBridge.secretFile("ldap-bridge"),
                "/etc/keycloak-ldap-bridge/mail-secret", LdapBridge.secretFile("dovecot"),
                "/etc/keycloak-ldap-bridge/search-password", LdapBridge.searchPasswordFile());
        Path credentials = Files.createDirectory(folder.resolve("credentials"));
        Map<String, String> environment = new HashMap<>();
        for (String line :
                DocumentedBlock.read("ldap.md", "services.service").lines().toList()) {
            String[] setting = line.split("=", 2);
            if (setting[0].equals("LoadCredential")) {
                String[] credential = setting[1].split(":", 2);
                Files.copy(Path.of(files.get(credential[1])), credentials.resolve(credential[0]));
                continue;
            }
            assertThat(setting[0]).isEqualTo("Environment");
            for (String variable : setting[1].split(" ", -1)) {
                String[] assignment = variable.split("=", 2);
                environment.put(assignment[0], assignment[1].replace("%d", credentials.toString()));
            }
        }
        LdapBridge ports = new LdapBridge("ldap-unit");
        environment.put("LDAP_BRIDGE_KEYCLOAK_URL", "http://127.0.0.1:8080");
        environment.put("LDAP_BRIDGE_REALM", "demo");
        environment.put("LDAP_BRIDGE_LDAP_LISTEN", "127.0.0.1:" + ports.port());
        environment.put("LDAP_BRIDGE_HTTP_LISTEN", "");
        Path configuration = Files.writeString(
                folder.resolve("services.conf"),
                DocumentedBlock.fill(
                        DocumentedBlock.read("ldap.md", "services.conf"),
                        Map.of(
                                "client-id = wiki",
                                "client-id = ldap-bridge",
                                "client-id = mail",
                                "client-id = dovecot")));

        try (Daemon program = new Daemon(
                List.of("java", "-jar", ProjectFiles.LDAP_BRIDGE.toString(), "--config", configuration.toString()),
                environment,
                folder.resolve("log"),
                () -> ports.as("", "").search("", "-s", "base").status() == 0)) {
            assertThat(ports.as("uid=in-a-unit,ou=people,dc=mail,dc=example,dc=org", PHONE)
                            .bind())
                    .as(program.log())
                    .isZero();
            assertThat(ports.as("cn=search,dc=wiki,dc=example,dc=org", LdapBridge.SEARCH_PASSWORD)
                            .find("dc=wiki,dc=example,dc=org", "(uid=bob)"))
                    .as(program.log())
                    .hasSize(1);
        }
    }

    private static LdapClient tls(String dn, String password) {
        return strict.as(dn, password).trusting(AUTHORITY.certificates()).withStartTls();
    }

    @Test
    void anOutageOfKeycloakIsUnavailableAndEndsByItself() {
        users.create("patient", SeededAppPassword.of(PHONE));
        LdapClient user = switched.asUser("patient", PHONE);
        LdapClient search = switched.asSearchAccount();

        assertThat(user.bind()).isEqualTo(UNAVAILABLE);
        assertThat(search.search(LdapBridge.BASE, "(uid=patient)").status()).isEqualTo(UNAVAILABLE);
        assertThat(switched.http("/health/live").statusCode()).isEqualTo(200);
        Waiting.until(
                "the bridge is not ready", () -> switched.http("/health/ready").statusCode() == 503);

        SWITCH.open();
        assertThat(user.bind()).as(switched.log()).isZero();
        assertThat(search.find(LdapBridge.BASE, "(uid=patient)")).hasSize(1);
        Waiting.until(
                "the bridge is ready", () -> switched.http("/health/ready").statusCode() == 200);

        SWITCH.close();
        SWITCH.freeze();
        assertThat(user.bind()).isEqualTo(UNAVAILABLE);

        SWITCH.close();
        SWITCH.open();
        assertThat(user.bind()).isZero();
        SWITCH.close();
    }

    @Test
    void anOperatorSetsItUpWithTheDocumentedSteps() throws IOException {
        new TestUsers(newRealm).create("alice", SeededAppPassword.of(PHONE));
        String realmName = newRealm.getName();
        Program.Result created = new Kcadm(Files.createDirectory(folder.resolve("kcadm")))
                .run(
                        DocumentedBlock.fill(DocumentedBlock.read("ldap.md", "client.sh"), Map.of("REALM", realmName)),
                        Map.of());
        check(created);
        Matcher secret = Pattern.compile("\"secret\" : \"(.*)\"").matcher(created.output());
        assertThat(secret.find()).as(created.output()).isTrue();
        DocumentedCommands.read("ldap.md", "ldap-secrets")
                .replacing(Map.of(
                        "/etc/keycloak-ldap-bridge",
                        folder.toString(),
                        "SECRET",
                        secret.group(1),
                        "SEARCH-PASSWORD",
                        LdapBridge.SEARCH_PASSWORD))
                .runIn(folder);
        Files.copy(AUTHORITY.serverCertificate(), folder.resolve("certificate.pem"));
        Files.copy(AUTHORITY.serverKey(), folder.resolve("key.pem"));
        LdapBridge ports = new LdapBridge("ldap-ports");
        String ldaps = "ldaps://127.0.0.1:" + ports.ldapsPort();
        Files.writeString(
                folder.resolve("ldap-bridge.properties"),
                DocumentedBlock.fill(
                        DocumentedBlock.read("ldap.md", "ldap-bridge.properties"),
                        Map.of(
                                "https://keycloak.example.org",
                                "http://127.0.0.1:8080",
                                "REALM",
                                realmName,
                                "/etc/keycloak-ldap-bridge",
                                folder.toString(),
                                ":389",
                                "127.0.0.1:" + ports.port(),
                                ":636",
                                "127.0.0.1:" + ports.ldapsPort())));
        String start = DocumentedCommands.read("ldap.md", "start")
                .replacing(Map.of(
                        "/usr/local/lib",
                        ProjectFiles.LDAP_BRIDGE.getParent().toString(),
                        "/etc/keycloak-ldap-bridge",
                        folder.toString()))
                .texts()
                .get(0);

        try (Daemon program = new Daemon(
                List.of("sh", "-c", "exec " + start),
                Map.of("LDAP_BRIDGE_HTTP_LISTEN", ""),
                folder.resolve("log"),
                () -> true)) {
            Waiting.until(
                    "LDAPS answers",
                    () -> ports.as("", "")
                                    .trusting(AUTHORITY.certificates())
                                    .overLdaps(ports.ldapsPort())
                                    .search("", "-s", "base")
                                    .status()
                            == 0);
            DocumentedCommands.read("ldap.md", "try")
                    .replacing(Map.of(
                            "ldaps://ldap-bridge.example.org",
                            ldaps,
                            "SEARCH-PASSWORD",
                            LdapBridge.SEARCH_PASSWORD,
                            "abcd-efgh-ijkl-mnop-qrst-uvwx",
                            TypedForms.hyphens(PHONE)))
                    .run(script ->
                            new Program("env", "LDAPTLS_CACERT=" + AUTHORITY.certificates(), "sh", "-c", script).run());
            assertThat(SecretTraces.in(program.log(), PHONE)).isEmpty();
        }
    }

    /** The image has no configuration file. */
    @Test
    void theEnvironmentOfTheContainerConfiguresIt() throws IOException {
        LdapBridge ports = new LdapBridge("ldap-container");
        Map<String, String> environment = new HashMap<>();
        new YAMLMapper()
                .readTree(ProjectFiles.ROOT.resolve("docker/compose.yaml").toFile())
                .at("/services/ldap-bridge/environment")
                .properties()
                .forEach(variable ->
                        environment.put(variable.getKey(), variable.getValue().asText()));
        assertThat(environment).hasSizeGreaterThan(5);
        environment.replaceAll((name, value) -> value.replace("http://keycloak:8080", "http://127.0.0.1:8080")
                .replace("/run/secrets/ldap-bridge-client-secret", LdapBridge.secretFile("ldap-bridge"))
                .replace("/run/secrets/ldap-search-password", LdapBridge.searchPasswordFile()));
        environment.put("LDAP_BRIDGE_LDAP_LISTEN", "127.0.0.1:" + ports.port());
        environment.put("LDAP_BRIDGE_HTTP_LISTEN", "");
        String jar = ProjectFiles.LDAP_BRIDGE.toString();

        try (Daemon program = new Daemon(
                List.of("java", "-jar", jar),
                environment,
                folder.resolve("log"),
                () -> ports.as("", "").search("", "-s", "base").status() == 0)) {
            assertThat(ports.asSearchAccount().find(LdapBridge.BASE, "(uid=bob)"))
                    .as(program.log())
                    .containsExactly("uid=bob," + LdapBridge.PEOPLE);
        }
    }

    @Test
    void theFirstCommandOfTheDocumentsShowsTheUser() {
        UserRepresentation alice = realm.admin().users().get(idOf("alice")).toRepresentation();
        alice.setCredentials(List.of(SeededAppPassword.of(PHONE).toRepresentation()));
        realm.admin().users().get(idOf("alice")).update(alice);
        Map<String, String> replacements = Map.of(
                "ldap://localhost:1389", bridge.url(), "abcd-efgh-ijkl-mnop-qrst-uvwx", TypedForms.hyphens(PHONE));

        DocumentedCommands.read("ldap.md", "search").replacing(replacements).runIn(folder);
        DocumentedCommands.read("README.md", "ldap").replacing(replacements).runIn(folder);
    }

    @Test
    void metricsCountTheOperations() {
        users.create("counted", SeededAppPassword.of(PHONE));
        bridge.asUser("counted", PHONE).bind();

        assertThat(bridge.http("/metrics").body()).contains("ldap_bridge_");
    }

    @Test
    void itStopsOnSigtermAndStartsAgain() {
        LdapBridge other = new LdapBridge("ldap-stopped");
        users.create("restarted", SeededAppPassword.of(PHONE));
        other.start();
        try {
            assertThat(other.asUser("restarted", PHONE).bind()).isZero();
        } finally {
            other.stop();
        }
        assertThat(other.asUser("restarted", PHONE).bind()).isNotZero();
    }

    @Test
    void logsContainNoSecrets() {
        users.create("logged", SeededAppPassword.of(PHONE));
        bridge.asUser("logged", PHONE).bind();
        bridge.asUser("logged", WRONG).bind();
        bridge.asUser("logged\\0AERROR forged", WRONG).bind();

        assertThat(bridge.log()).contains("uid=logged," + LdapBridge.PEOPLE);
        for (LdapBridge each : List.of(bridge, strict, switched)) {
            assertThat(SecretTraces.in(
                            each.log(),
                            PHONE,
                            WRONG,
                            "ldap-bridge-secret",
                            "dovecot-secret",
                            LdapBridge.SEARCH_PASSWORD))
                    .isEmpty();
            assertThat(each.log()).doesNotContainPattern("(?m)^ERROR forged");
        }
    }

    private String idOf(String username) {
        return realm.admin().users().searchByUsername(username, true).get(0).getId();
    }

    private static void check(Program.Result result) {
        assertThat(result.status()).as(result.output()).isZero();
    }
}
