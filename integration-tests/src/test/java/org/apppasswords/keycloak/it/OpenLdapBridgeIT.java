package org.apppasswords.keycloak.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apppasswords.keycloak.it.support.AppPasswordServer;
import org.apppasswords.keycloak.it.support.Bridges;
import org.apppasswords.keycloak.it.support.Bridges.Bridge;
import org.apppasswords.keycloak.it.support.DemoRealm;
import org.apppasswords.keycloak.it.support.Dovecot;
import org.apppasswords.keycloak.it.support.Program;
import org.apppasswords.keycloak.it.support.Program.Result;
import org.apppasswords.keycloak.it.support.SeededAppPassword;
import org.apppasswords.keycloak.it.support.SignIns;
import org.apppasswords.keycloak.it.support.TypedForms;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The configurations of docker/openldap with real LDAP clients; alice and bob are in directory and demo realm alike. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class OpenLdapBridgeIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";
    private static final String PEOPLE = "ou=people,dc=example,dc=org";
    private static final String ALICE = "uid=alice," + PEOPLE;

    /** LDAP result codes (RFC 4511, appendix A), with which the clients end. */
    private static final int INVALID_CREDENTIALS = 49;

    private static final int UNAVAILABLE = 52;

    @RegisterExtension
    static final Dovecot dovecot = new Dovecot("dovecot-rimap", "dovecot");

    @RegisterExtension
    static final Bridge sock = Bridges.openLdapWithSock();

    @RegisterExtension
    static final Bridge pam = Bridges.openLdapWithPam();

    @RegisterExtension
    static final Bridge rimap = Bridges.openLdapWithRimap(dovecot);

    @RegisterExtension
    static final Bridge alone = Bridges.openLdapAlone();

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private String alice;

    /** The ways in which slapd asks. */
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
    void anEntryBindsWithAnAppPasswordHoweverItIsTyped(Way way) {
        SignIns signIns = new SignIns(realm, alice);
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
    void whoHasBoundSearchesAndNobodyElse(Way way) {
        Result found = search(way.bridge(), PHONE);
        Result anonymous = client(way.bridge(), "ldapsearch", "-LLL", "-b", PEOPLE, "(uid=bob)");

        assertThat(found.status()).as(found.output()).isZero();
        assertThat(found.output()).contains("mail: bob@example.org").doesNotContain("userPassword");
        assertThat(anonymous.output()).doesNotContain("bob@example.org");
        assertThat(search(way.bridge(), WRONG).status()).isEqualTo(INVALID_CREDENTIALS);
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordIsInvalidCredentials(Way way) {
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
    void aDeletedAppPasswordIsRefusedAtOnce(Way way) {
        assertThat(whoami(way.bridge(), ALICE, PHONE).status()).isZero();
        UserResource user = realm.admin().users().get(alice);
        user.credentials().stream()
                .filter(credential -> credential.getType().equals("app-password"))
                .map(CredentialRepresentation::getId)
                .forEach(user::removeCredential);

        assertThat(whoami(way.bridge(), ALICE, PHONE).status()).isEqualTo(INVALID_CREDENTIALS);
    }

    @Test
    void theSockOverlayTellsTheAddressOfTheClientAndTheProtocol() {
        assertThat(whoami(sock, ALICE, PHONE).status()).isZero();

        assertThat(new SignIns(realm, alice).details())
                .last()
                .satisfies(details -> assertThat(details)
                        .containsEntry("app_password_address", "127.0.0.1")
                        .containsEntry("app_password_protocol", "ldap"));
    }

    @Test
    void throughPamTheAddressIsUnknown() {
        assertThat(whoami(pam, ALICE, PHONE).status()).isZero();

        assertThat(new SignIns(realm, alice).details())
                .last()
                .satisfies(details -> assertThat(details).doesNotContainKey("app_password_address"));
    }

    @Test
    void theSockOverlayTellsKeycloakDownFromAWrongPassword() {
        assertThat(whoami(alone, ALICE, PHONE).status()).isEqualTo(UNAVAILABLE);
    }

    @Test
    void noLogHasTheSecrets() {
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
