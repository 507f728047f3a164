package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * The settings of docs/mailcow.md, docs/nextcloud.md and docs/stalwart.md, without these systems: in Debian's Dovecot,
 * and as the LDAP requests that they make.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DocumentedSystemsIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";
    private static final String ALICE = "uid=alice,ou=people,dc=example,dc=org";

    @RegisterExtension
    static final Dovecot dovecot = new Dovecot("dovecot-mailcow", "dovecot", "--passdb", "lua");

    @RegisterExtension
    static final LdapBridge directory = new LdapBridge("ldap-systems");

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    /** The LDAP settings of a system. */
    private record Settings(String agent, String base, String loginFilter) {}

    @Test
    void mailcowAsksKeycloakAfterItsOwnPasswords() throws IOException {
        // As with "Email as username".
        UserRepresentation user = TestUsers.representation("cow@example.org");
        user.setEmail("cow@example.org");
        new TestUsers(realm).create(user, SeededAppPassword.of(PHONE));
        Files.writeString(dovecot.state().resolve("mailcow.passwd"), "cow@example.org:{PLAIN}password of mailcow\n");
        String extra =
                DocumentedBlock.read("mailcow.md", "extra.conf").replace("/etc/dovecot/auth/", dovecot.state() + "/");

        dovecot.restartWithPassdbs("""
                passdb {
                  driver = passwd-file
                  args = %s/mailcow.passwd
                }
                """.formatted(dovecot.state()) + extra);

        Waiting.until(
                "Dovecot answers",
                () -> dovecot.authenticate("cow@example.org", "password of mailcow")
                        .isPresent());
        assertThat(dovecot.authenticate("cow@example.org", PHONE)).contains("cow@example.org");
        assertThat(dovecot.authenticate("COW@example.org", PHONE)).contains("cow@example.org");
        assertThat(dovecot.authenticate("cow@example.org", WRONG)).isEmpty();
        assertThat(dovecot.authenticate("nobody@example.org", PHONE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nextcloud.md", "stalwart.md"})
    void theFiltersFindTheUserWhoThenBindsWithAnAppPassword(String document) {
        addAppPassword("alice");
        Settings settings = document.equals("nextcloud.md") ? nextcloud() : stalwart();
        assertThat(settings.agent()).isEqualTo("cn=search,dc=example,dc=org");

        for (String typed : new String[] {"alice", "ALICE", "alice@example.org"}) {
            Program.Result found = directory
                    .as(settings.agent(), LdapBridge.SEARCH_PASSWORD)
                    .search(
                            settings.base(),
                            settings.loginFilter().replace("%uid", typed).replace("?", typed),
                            "uid",
                            "mail");
            assertThat(found.status()).as(found.output()).isZero();
            assertThat(found.output())
                    .containsOnlyOnce("dn: ")
                    .contains("dn: " + ALICE, "uid: alice", "mail: alice@example.org");
        }
        assertThat(directory.as(ALICE, PHONE).bind()).isZero();
        assertThat(directory.as(ALICE, WRONG).bind()).isEqualTo(49);
    }

    private static Settings nextcloud() {
        Map<String, String> set = Pattern.compile("^occ ldap:set-config s01 (\\w+) '?(.*?)'?$", Pattern.MULTILINE)
                .matcher(DocumentedBlock.read("nextcloud.md", "nextcloud-ldap.sh"))
                .results()
                .collect(Collectors.toMap(line -> line.group(1), (MatchResult line) -> line.group(2)));
        assertThat(set).containsEntry("ldapExpertUsernameAttr", "uid").containsEntry("ldapConfigurationActive", "1");
        return new Settings(set.get("ldapAgentName"), set.get("ldapBase"), set.get("ldapLoginFilter"));
    }

    private static Settings stalwart() {
        JsonNode set = Answer.parse(DocumentedBlock.read("stalwart.md", "stalwart-directory.json"));
        assertThat(set.path("bindAuthentication").asBoolean()).isTrue();
        assertThat(set.path("attrSecret")).isEmpty();
        return new Settings(
                set.path("bindDn").asText(),
                set.path("baseDn").asText(),
                set.path("filterLogin").asText());
    }

    private void addAppPassword(String username) {
        UserRepresentation user =
                realm.admin().users().searchByUsername(username, true).get(0);
        CredentialRepresentation phone = SeededAppPassword.of(PHONE).toRepresentation();
        if (realm.admin().users().get(user.getId()).credentials().stream()
                .noneMatch(credential -> phone.getUserLabel().equals(credential.getUserLabel()))) {
            user.setCredentials(List.of(phone));
            realm.admin().users().get(user.getId()).update(user);
        }
    }
}
