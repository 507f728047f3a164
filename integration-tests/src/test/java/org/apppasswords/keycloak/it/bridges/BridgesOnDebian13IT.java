package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.apppasswords.keycloak.it.support.bridges.Bridges;
import org.apppasswords.keycloak.it.support.bridges.Bridges.Bridge;
import org.apppasswords.keycloak.it.support.bridges.Debian;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.TypedForms;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.KeycloakOverTls;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The configuration of docker/freeradius with FreeRADIUS 3.2.7. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class BridgesOnDebian13IT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    private static final PrivateAuthority AUTHORITY = new PrivateAuthority("debian-13");
    private static final KeycloakOverTls KEYCLOAK = new KeycloakOverTls(AUTHORITY);

    @RegisterExtension
    static final Bridge radius =
            Bridges.freeRadiusOverTls(Debian.DEBIAN_13, "freeradius-13", KEYCLOAK.url(), AUTHORITY);

    @RegisterExtension
    static final Bridge radiusAlone =
            Bridges.freeRadiusOverTls(Debian.DEBIAN_13, "freeradius-alone-13", KEYCLOAK.urlByAddress(), AUTHORITY);

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @Test
    void freeRadiusAcceptsEachTypedFormOfTheUsersOwnPassword() {
        TestUsers users = new TestUsers(realm);
        String userId = users.create("on-vpn", SeededAppPassword.of(PHONE).clients(Set.of("freeradius")));
        UserRepresentation mallory = TestUsers.representation("mallory");
        mallory.setEmail("on-vpn@example.net");
        users.create(mallory, SeededAppPassword.of(WRONG).clients(Set.of("dovecot")));

        for (String typed : TypedForms.of(PHONE)) {
            assertThat(radius(radius, "on-vpn", typed))
                    .as(radius.log())
                    .contains("Received Access-Accept", "User-Name = \"on-vpn\"");
        }
        for (String wrong : List.of(WRONG, TestUsers.PASSWORD, "%{User-Name}")) {
            assertThat(radius(radius, "on-vpn", wrong)).contains("Received Access-Reject");
        }
        for (String name : List.of("on-vpn@example.org", "on-vpn@example.net", "on-vpn\\000", "nobody-here")) {
            assertThat(radius(radius, name, PHONE)).as(name).contains("Received Access-Reject");
        }

        SignInEvents signIns = new SignInEvents(realm, userId);
        assertThat(signIns.clients()).containsOnly("freeradius");
        assertThat(signIns.detail("app_password_address")).containsOnly("192.0.2.7");
    }

    @Test
    void freeRadiusDoesNotRespondIfItCannotTrustKeycloak() {
        assertThat(radius(radiusAlone, "anybody", PHONE))
                .contains("No reply from server")
                .doesNotContain("Received");
    }

    private static String radius(Bridge bridge, String username, String password) {
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
                .reading("User-Name = \"%s\"\nUser-Password = \"%s\"\nCalling-Station-Id = \"192.0.2.7\"\n"
                        .formatted(username, password))
                .run()
                .output();
    }
}
