package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.apppasswords.keycloak.it.support.bridges.BridgedSignIn;
import org.apppasswords.keycloak.it.support.bridges.Bridges;
import org.apppasswords.keycloak.it.support.bridges.Bridges.Bridge;
import org.apppasswords.keycloak.it.support.bridges.CalendarServer;
import org.apppasswords.keycloak.it.support.bridges.Debian;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.bridges.OpenVpn;
import org.apppasswords.keycloak.it.support.bridges.StockDovecot;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.KeycloakOverTls;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * Every bridge with Keycloak over TLS. It sends nothing to a server whose certificate it must not trust, reports no
 * wrong password then, and works again as soon as the certificate is right.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class BridgeTransportIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final BridgedSignIn SIGN_IN = new BridgedSignIn("tess", PHONE);

    private static final PrivateAuthority AUTHORITY = new PrivateAuthority("transport");
    private static final PrivateAuthority ANOTHER = new PrivateAuthority("transport-another");
    private static final KeycloakOverTls keycloak = new KeycloakOverTls(AUTHORITY);

    @RegisterExtension
    static final LdapBridge ldap = new LdapBridge("ldap-transport", "--keycloak", keycloak.url())
            .withSettings("keycloak.ca-file = " + AUTHORITY.certificates() + "\n");

    @RegisterExtension
    static final Bridge radius = Bridges.freeRadiusOverTls("freeradius-transport", keycloak.url(), AUTHORITY);

    @RegisterExtension
    static final Dovecot oauth2 =
            new Dovecot("dovecot-transport", "dovecot", "--keycloak", keycloak.url()).trusting(AUTHORITY);

    @RegisterExtension
    static final StockDovecot lua12 =
            new StockDovecot(Debian.DEBIAN_12, keycloak.url(), "dovecot-secret", AUTHORITY.certificates());

    @RegisterExtension
    static final StockDovecot lua13 =
            new StockDovecot(Debian.DEBIAN_13, keycloak.url(), "dovecot-secret", AUTHORITY.certificates());

    @RegisterExtension
    static final CalendarServer nginx = CalendarServer.behind("nginx", "transport", "--keycloak", keycloak.url())
            .trusting(AUTHORITY);

    @RegisterExtension
    static final CalendarServer apache = CalendarServer.behind("apache", "transport", "--keycloak", keycloak.url())
            .trusting(AUTHORITY);

    @RegisterExtension
    static final OpenVpn vpn = new OpenVpn(keycloak.url()).trusting(AUTHORITY);

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private enum Certificate {
        OF_ANOTHER_AUTHORITY(ANOTHER.serverKeyStore(KeycloakOverTls.PASSWORD)),
        OF_ANOTHER_HOST(AUTHORITY.keyStoreOfAnotherHost(KeycloakOverTls.PASSWORD)),
        EXPIRED(AUTHORITY.expiredKeyStore(KeycloakOverTls.PASSWORD));

        private final Path keyStore;

        Certificate(Path keyStore) {
            this.keyStore = keyStore;
        }
    }

    private enum Bridged {
        LDAP_BRIDGE,
        FREERADIUS,
        DOVECOT_OAUTH2,
        DOVECOT_2_3_LUA,
        DOVECOT_2_4_LUA,
        NGINX,
        APACHE,
        OPENVPN;

        private String answer() {
            return switch (this) {
                case LDAP_BRIDGE -> SIGN_IN.ldap(ldap.port());
                case FREERADIUS -> SIGN_IN.radius(radius);
                case DOVECOT_OAUTH2 -> SIGN_IN.imap(oauth2.mailProgram(7));
                case DOVECOT_2_3_LUA -> SIGN_IN.imap(lua12.mailProgram(7));
                case DOVECOT_2_4_LUA -> SIGN_IN.imap(lua13.mailProgram(7));
                case NGINX -> SIGN_IN.calendar(nginx);
                case APACHE -> SIGN_IN.calendar(apache);
                case OPENVPN -> SIGN_IN.openVpn(vpn);
            };
        }
    }

    @BeforeEach
    void createUser() {
        if (realm.admin().users().searchByUsername("tess", true).isEmpty()) {
            new TestUsers(realm).create("tess", SeededAppPassword.of(PHONE));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noBridgeSendsAnythingToAServerThatItMustNotTrust(Certificate wrong) {
        keycloak.present(wrong.keyStore);
        long before = keycloak.received();

        Map<Bridged, String> answers = answers();

        assertThat(answers).allSatisfy((bridge, answer) -> assertThat(answer).isEqualTo("unavailable"));
        assertThat(keycloak.received()).isEqualTo(before);

        keycloak.present(AUTHORITY.serverKeyStore(KeycloakOverTls.PASSWORD));

        assertThat(answers()).allSatisfy((bridge, answer) -> assertThat(answer).isEqualTo("accepted"));
        assertThat(keycloak.received()).isGreaterThan(before);
    }

    private static Map<Bridged, String> answers() {
        Map<Bridged, String> answers = new EnumMap<>(Bridged.class);
        for (Bridged bridge : Bridged.values()) {
            answers.put(bridge, bridge.answer());
        }
        return answers;
    }
}
