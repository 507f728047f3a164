package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apppasswords.keycloak.it.support.bridges.ApacheWithLdap;
import org.apppasswords.keycloak.it.support.bridges.Debian;
import org.apppasswords.keycloak.it.support.bridges.DovecotWithLdap;
import org.apppasswords.keycloak.it.support.bridges.FreeRadiusWithLdap;
import org.apppasswords.keycloak.it.support.bridges.KeycloakWithLdap;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.bridges.LdapProgram;
import org.apppasswords.keycloak.it.support.bridges.LinuxWithLdap;
import org.apppasswords.keycloak.it.support.bridges.OpenLdapWithBridge;
import org.apppasswords.keycloak.it.support.bridges.SaslauthdWithLdap;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AccountApi;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.Kcadm;
import org.apppasswords.keycloak.it.support.server.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Real programs of Debian that use the LDAP bridge as their directory, with the blocks of docs/ldap.md. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class LdapProgramsIT {

    private static final String ROBIN = "robin";
    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";
    private static final String OTHERS = "othersothersothersothers";

    @RegisterExtension
    static final LdapBridge bridge = new LdapBridge("ldap-programs");

    @TempDir
    static Path folder;

    private static final Map<Tested, LdapProgram> started = new EnumMap<>(Tested.class);
    private static boolean isLinuxPrepared;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectRealm(ref = "federated", config = KeycloakWithLdap.Config.class)
    ManagedRealm federated;

    private enum Tested {
        DOVECOT,
        APACHE,
        FREERADIUS,
        SASLAUTHD,
        LINUX,
        OPENLDAP,
        OPENLDAP_ON_DEBIAN_13,
        KEYCLOAK
    }

    private LdapProgram program(Tested tested) {
        return started.computeIfAbsent(tested, this::start);
    }

    private LdapProgram start(Tested tested) {
        try {
            String entries = entries();
            LdapProgram program = switch (tested) {
                case DOVECOT -> new DovecotWithLdap();
                case APACHE -> new ApacheWithLdap();
                case FREERADIUS -> new FreeRadiusWithLdap();
                case SASLAUTHD -> new SaslauthdWithLdap();
                case LINUX -> new LinuxWithLdap();
                case OPENLDAP -> new OpenLdapWithBridge(Debian.DEBIAN_12, "openldap-ldap", "--directory", entries);
                case OPENLDAP_ON_DEBIAN_13 ->
                    new OpenLdapWithBridge(Debian.DEBIAN_13, "openldap-ldap-13", "--directory", entries);
                case KEYCLOAK -> new KeycloakWithLdap(federated);
            };
            program.start(bridge);
            return program;
        } catch (IOException e) {
            throw new AssertionError(tested + " cannot start", e);
        }
    }

    /** Writes the entries of an organisation's own directory. */
    private static String entries() throws IOException {
        return Files.writeString(folder.resolve("directory.ldif"), """
                        dn: dc=example,dc=org
                        objectClass: dcObject
                        objectClass: organization
                        dc: example
                        o: Example

                        dn: ou=people,dc=example,dc=org
                        objectClass: organizationalUnit
                        ou: people

                        dn: uid=robin,ou=people,dc=example,dc=org
                        objectClass: inetOrgPerson
                        uid: robin
                        cn: Robin
                        sn: Reed
                        seeAlso: uid=robin,ou=people,dc=example,dc=org
                        """).toString();
    }

    @AfterAll
    static void stopPrograms() throws IOException {
        for (LdapProgram program : started.values()) {
            program.stop();
        }
        started.clear();
        isLinuxPrepared = false;
    }

    @BeforeEach
    void giveRobinAnAppPassword() {
        if (realm.admin().users().searchByUsername(ROBIN, true).isEmpty()) {
            new TestUsers(realm).create(ROBIN);
            UserResource robin = robin();
            realm.admin().groups().groups("staff", 0, 10).stream()
                    .filter(group -> group.getName().equals("staff"))
                    .forEach(group -> robin.joinGroup(group.getId()));
        }
        deleteAppPasswords();
        UserRepresentation update = robin().toRepresentation();
        update.setCredentials(List.of(
                SeededAppPassword.of(PHONE).clients(Set.of("ldap-bridge")).toRepresentation(),
                SeededAppPassword.of(OTHERS).clients(Set.of("dovecot")).toRepresentation()));
        robin().update(update);
    }

    private UserResource robin() {
        return realm.admin()
                .users()
                .get(realm.admin().users().searchByUsername(ROBIN, true).get(0).getId());
    }

    private void deleteAppPasswords() {
        UserResource robin = robin();
        robin.credentials().stream()
                .filter(credential -> credential.getType().equals("app-password"))
                .forEach(credential -> robin.removeCredential(credential.getId()));
    }

    /** Users are Linux users if they have numbers: the documented settings, and numbers for Robin. */
    private void prepareLinux() {
        if (!isLinuxPrepared) {
            Program.Result result = new Kcadm(folder)
                    .run(
                            DocumentedBlock.fill(
                                    DocumentedBlock.read("ldap.md", "posix.sh"),
                                    Map.of("REALM", "demo", "alice", ROBIN)),
                            Map.of());
            assertThat(result.status()).as(result.output()).isZero();
            isLinuxPrepared = true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aUserSignsInWithAnAppPasswordOfThisServiceUntilItIsDeleted(Tested tested) {
        if (tested == Tested.LINUX) {
            prepareLinux();
        }
        LdapProgram program = program(tested);

        assertThat(program.signsIn(ROBIN, PHONE)).as(bridge.log()).isTrue();
        assertThat(program.signsIn(ROBIN, WRONG)).isFalse();
        assertThat(program.signsIn(ROBIN, OTHERS)).isFalse();
        assertThat(program.signsIn(ROBIN, TestUsers.PASSWORD)).isFalse();
        assertThat(program.signsIn("nobody-here", PHONE)).isFalse();

        deleteAppPasswords();

        assertThat(program.signsIn(ROBIN, PHONE)).isFalse();
    }

    @Test
    void dovecotFindsTheUser() {
        Program.Result found = ((DovecotWithLdap) program(Tested.DOVECOT)).user(ROBIN);

        assertThat(found.output()).as(found.output()).contains("home\t/var/mail/robin");
        assertThat(((DovecotWithLdap) program(Tested.DOVECOT))
                        .user("nobody-here")
                        .status())
                .isNotZero();
    }

    @Test
    void apacheShowsThePageOfAGroupToItsMembersOnly() {
        new TestUsers(realm).create("guest", SeededAppPassword.of(PHONE));

        ApacheWithLdap apache = (ApacheWithLdap) program(Tested.APACHE);

        assertThat(apache.status(ROBIN, PHONE)).isEqualTo("200");
        assertThat(apache.status("guest", PHONE)).isNotEqualTo("200");
    }

    @Test
    void linuxFindsUsersByNameAndByNumber() {
        prepareLinux();
        LinuxWithLdap linux = (LinuxWithLdap) program(Tested.LINUX);

        assertThat(linux.run("getent", "passwd", ROBIN).output())
                .startsWith("robin:*:20001:20001:Test User:/home/robin:");
        assertThat(linux.run("getent", "passwd", "20001").output()).startsWith("robin:");
        assertThat(linux.run("getent", "passwd", "nobody-here").status()).isEqualTo(2);
        assertThat(linux.run("id", "-u", ROBIN).output()).isEqualTo("20001\n");
        // The demo's users have no numbers, and none are made up.
        assertThat(linux.run("getent", "passwd", "alice").status()).isEqualTo(2);
    }

    @Test
    void aUserWithTheNumberOfRootIsNotALinuxUser() {
        prepareLinux();
        LinuxWithLdap linux = (LinuxWithLdap) program(Tested.LINUX);
        UserRepresentation mallory = TestUsers.representation("mallory-0");
        mallory.setAttributes(Map.of("uidNumber", List.of("0"), "gidNumber", List.of("0")));
        new TestUsers(realm).create(mallory, SeededAppPassword.of(PHONE));

        assertThat(bridge.asSearchAccount().find(LdapBridge.BASE, "(uidNumber=0)"))
                .containsExactly("uid=mallory-0," + LdapBridge.PEOPLE);
        assertThat(linux.run("getent", "passwd", "mallory-0").status()).isEqualTo(2);
        assertThat(linux.signsIn("mallory-0", PHONE)).isFalse();
    }

    @Test
    void usersCannotChangeTheirNumber() {
        prepareLinux();
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        Person robin = new Person(ROBIN, TestUsers.PASSWORD);
        AccountApi account = new AccountApi(
                realm.getBaseUrl(), console.accessToken(SignIn.complete(new Browser().open(console.signIn()), robin)));

        account.setAttribute("uidNumber", "0");
        assertThat(robin().toRepresentation().getAttributes().get("uidNumber")).containsExactly("20001");

        // As a control, without the documented policy.
        UserRepresentation before = robin().toRepresentation();
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        UPConfig lax = profile.clone();
        lax.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ENABLED);
        realm.admin().users().userProfile().update(lax);
        assertThat(account.setAttribute("uidNumber", "20002")).isEqualTo(204);
        assertThat(robin().toRepresentation().getAttributes().get("uidNumber")).containsExactly("20002");
        realm.admin().users().userProfile().update(profile);
        robin().update(before);
    }

    @Test
    void postfixMapsAnAddressToTheUser() throws IOException {
        String map = "ldap:"
                + Files.writeString(
                        folder.resolve("mailboxes.cf"),
                        bridge.fill(DocumentedBlock.read("ldap.md", "postfix-mailboxes.cf")));

        assertThat(new Program("postmap", "-q", "robin@example.org", map).run().output())
                .isEqualTo("robin\n");
        for (String other : List.of("nobody-here@example.org", "*@example.org", "robin*", "robin@example.org)(uid=*")) {
            Program.Result answer = new Program("postmap", "-q", other, map).run();
            assertThat(answer.status()).as(answer.output()).isEqualTo(1);
            assertThat(answer.output()).isEmpty();
        }
    }

    @Test
    void anotherRealmImportsAllUsersPageByPage() {
        KeycloakWithLdap keycloak = (KeycloakWithLdap) program(Tested.KEYCLOAK);

        assertThat(keycloak.importAll()).contains("alice", "bob", ROBIN);
        UserRepresentation imported =
                federated.admin().users().searchByUsername(ROBIN, true).get(0);
        assertThat(imported.getEmail()).isEqualTo("robin@example.org");
        assertThat(imported.getLastName()).isEqualTo("User");
    }
}
