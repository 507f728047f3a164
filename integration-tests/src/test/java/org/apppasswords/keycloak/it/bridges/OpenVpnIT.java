package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.apppasswords.keycloak.it.support.bridges.OpenVpn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.TypedForms;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The blocks of docs/vpn.md, with a real OpenVPN server and real clients. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class OpenVpnIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";
    private static final String CONNECTED = "Initialization Sequence Completed";
    private static final String REJECTED = "AUTH: Received control message: AUTH_FAILED";
    private static final String LATER = "AUTH_FAILED,TEMP";

    @RegisterExtension
    static final OpenVpn vpn = new OpenVpn("http://127.0.0.1:8080");

    @RegisterExtension
    static final OpenVpn alone = new OpenVpn("http://127.0.0.1:9");

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @Test
    void aUserConnectsWithTheAppPasswordAndNothingElse() {
        String username = "connects";
        String userId = new TestUsers(realm)
                .create(username, SeededAppPassword.of(PHONE).clients(Set.of("freeradius")));

        for (String typed : List.of(PHONE, TypedForms.hyphens(PHONE))) {
            assertThat(vpn.connect(username, typed)).as(vpn.log()).contains(CONNECTED);
        }
        for (String wrong : List.of(WRONG, TestUsers.PASSWORD, "$(id)`id`\"\\'")) {
            assertThat(vpn.connect(username, wrong))
                    .as(wrong)
                    .contains(REJECTED)
                    .doesNotContain(CONNECTED, LATER);
        }
        for (String name : List.of(username + "@example.org", username + ":x", "$(id)")) {
            assertThat(vpn.connect(name, PHONE)).as(name).contains(REJECTED).doesNotContain(CONNECTED, LATER);
        }

        SignInEvents signIns = new SignInEvents(realm, userId);
        assertThat(signIns.clients()).isNotEmpty().containsOnly("freeradius");
        assertThat(vpn.log()).contains(username);
        assertThat(SecretTraces.in(vpn.log(), PHONE, WRONG, "freeradius-secret"))
                .isEmpty();
    }

    /** OpenVPN's rules compare names exactly. */
    @Test
    void theScriptRejectsCapitals() {
        new TestUsers(realm).create("small", SeededAppPassword.of(PHONE));

        assertThat(vpn.connect("SMALL", PHONE)).contains(REJECTED).doesNotContain(CONNECTED);
    }

    @Test
    void keycloakDownIsATemporaryError() {
        assertThat(alone.connect("anybody", PHONE)).contains(LATER).doesNotContain(CONNECTED);
    }
}
