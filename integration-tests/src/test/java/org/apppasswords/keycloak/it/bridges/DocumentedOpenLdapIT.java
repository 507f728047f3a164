package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.bridges.LdapClient;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Daemon;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The blocks of docs/openldap.md, with a slapd that is configured by cn=config and has passwords of its own. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DocumentedOpenLdapIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String ADMINISTRATOR_PASSWORD = "admin-password";
    private static final String PEOPLE = "ou=people,dc=example,dc=org";
    private static final String USER = "uid=documented-ldap," + PEOPLE;
    private static final String LATER_USER = "uid=documented-later," + PEOPLE;
    private static final PrivateAuthority AUTHORITY = PrivateAuthority.forAddress("documented-openldap", "127.0.0.1");

    @RegisterExtension
    static final LdapBridge bridge = new LdapBridge(
            "ldap-documented-openldap",
            "--certificate",
            AUTHORITY.serverCertificate().toString(),
            "--key",
            AUTHORITY.serverKey().toString());

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TempDir
    Path folder;

    private int port;

    @Test
    void aUserOfAnExistingDirectoryBindsAfterTheDocumentedSteps() throws IOException {
        new TestUsers(realm).create("documented-ldap", SeededAppPassword.of(SECRET));
        new TestUsers(realm).create("documented-later", SeededAppPassword.of(SECRET));
        Path configuration = directoryWithItsOwnPasswords();
        Path overlay = Files.writeString(
                folder.resolve("remoteauth.ldif"),
                DocumentedBlock.fill(
                        DocumentedBlock.read("openldap.md", "remoteauth.ldif"),
                        Map.of(
                                "ldap://ldap-bridge.example.org",
                                bridge.url(),
                                "/etc/ssl/certs/ca-certificates.crt",
                                AUTHORITY.certificates().toString())));

        try (Daemon slapd = new Daemon(
                List.of("/usr/sbin/slapd", "-d", "stats", "-F", configuration.toString(), "-h", url()),
                Map.of(),
                folder.resolve("slapd.log"),
                this::answers)) {
            assertThat(as(USER, "old-password").bind()).isZero();

            check(as("cn=config", ADMINISTRATOR_PASSWORD).run("ldapmodify", "-f", overlay.toString()));
            assertThat(as(USER, "old-password").bind()).isZero();

            handOver("(uid=documented-ldap)");
            assertThat(as(USER, SECRET).whoami().output())
                    .as(slapd.log() + bridge.log())
                    .contains("dn:" + USER);
            assertThat(as(LATER_USER, "old-password").bind()).isZero();

            handOver("(&(uid=*)(!(uid=nextcloud))(!(uid=scanner)))");
            assertThat(as(LATER_USER, SECRET).bind()).isZero();
            assertThat(as(LATER_USER, "old-password").bind()).isEqualTo(49);
            assertThat(as("uid=nextcloud," + PEOPLE, "old-password").bind()).isZero();
            assertThat(as(USER, SECRET).bind()).isZero();
            assertThat(as(USER, "old-password").bind()).isEqualTo(49);
            assertThat(as(USER, "wrongwrongwrongwrongwron").bind()).isEqualTo(49);
            assertThat(as(USER, "").bind()).isEqualTo(53);
            assertThat(as(USER, SECRET).run("ldappasswd", "-s", "own-password").output())
                    .contains("Insufficient access (50)");
            // The name has a space, so this entry stays as it is.
            assertThat(as("uid=left out," + PEOPLE, "old-password").bind()).isZero();
        }
    }

    /** Runs the documented script with this filter, which the document names. */
    private void handOver(String filter) {
        String script = DocumentedBlock.fill(
                DocumentedBlock.read("openldap.md", "people.sh"),
                Map.of("ldap://localhost", url(), "-W", "-w " + ADMINISTRATOR_PASSWORD, "(uid=alice)", filter));
        check(new Program("env", "-C", folder.toString(), "sh", "-eu", "-c", script).run());
    }

    private Path directoryWithItsOwnPasswords() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path docker = ProjectFiles.ROOT.resolve("docker/openldap");
        Path configuration = Files.createDirectory(folder.resolve("slapd.d"));
        Files.createDirectory(folder.resolve("db"));
        String file = DocumentedBlock.fill(
                        Files.readString(docker.resolve("slapd.conf")).replaceFirst("(?s)# --- Sign-in.*", ""),
                        Map.of("@STATE@", folder.toString(), "@SUFFIX@", "dc=example,dc=org"))
                .replace("moduleload remoteauth\n", "")
                // Debian's first rule.
                .replace("access to attrs=userPassword\n", "access to attrs=userPassword\n    by self write\n")
                .replace(
                        "database mdb\n",
                        "database config\nrootpw %s\n\ndatabase mdb\n".formatted(ADMINISTRATOR_PASSWORD))
                .replace(
                        "\ndirectory ",
                        "\nrootdn cn=admin,dc=example,dc=org\nrootpw %s\ndirectory ".formatted(ADMINISTRATOR_PASSWORD));
        assertThat(file).contains("by self write", "rootdn").doesNotContain("remoteauth");
        Path conf = Files.writeString(folder.resolve("slapd.conf"), file);
        Path entries = Files.writeString(folder.resolve("directory.ldif"), """
                dn: dc=example,dc=org
                objectClass: dcObject
                objectClass: organization
                dc: example
                o: Example

                dn: ou=people,dc=example,dc=org
                objectClass: organizationalUnit
                ou: people

                dn: uid=documented-ldap,ou=people,dc=example,dc=org
                objectClass: inetOrgPerson
                uid: documented-ldap
                cn: Documented
                sn: Ldap
                userPassword: old-password

                dn: uid=documented-later,ou=people,dc=example,dc=org
                objectClass: inetOrgPerson
                uid: documented-later
                cn: Documented
                sn: Later
                userPassword: old-password

                dn: uid=nextcloud,ou=people,dc=example,dc=org
                objectClass: inetOrgPerson
                uid: nextcloud
                cn: Nextcloud
                sn: Nextcloud
                userPassword: old-password

                dn: uid=left out,ou=people,dc=example,dc=org
                objectClass: inetOrgPerson
                uid: left out
                cn: Left
                sn: Out
                userPassword: old-password
                """);
        check(new Program("slapadd", "-q", "-b", "dc=example,dc=org", "-f", conf.toString(), "-l", entries.toString())
                .run());
        check(new Program("slaptest", "-f", conf.toString(), "-F", configuration.toString()).run());
        return configuration;
    }

    private LdapClient as(String dn, String password) {
        return new LdapClient(url(), dn, password);
    }

    private String url() {
        return "ldap://127.0.0.1:" + port;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void check(Result result) {
        assertThat(result.status()).as(result.output()).isZero();
    }
}
