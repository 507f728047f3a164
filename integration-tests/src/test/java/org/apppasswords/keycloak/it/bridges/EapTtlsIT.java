package org.apppasswords.keycloak.it.bridges;

import static org.apppasswords.keycloak.it.support.bridges.EapTtlsClient.CALLING_STATION_ID;
import static org.apppasswords.keycloak.it.support.bridges.EapTtlsClient.USER_NAME;
import static org.apppasswords.keycloak.it.support.bridges.EapTtlsClient.USER_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apppasswords.keycloak.it.support.bridges.Debian;
import org.apppasswords.keycloak.it.support.bridges.EapTtlsClient;
import org.apppasswords.keycloak.it.support.bridges.RadiusRelay;
import org.apppasswords.keycloak.it.support.bridges.RadiusStaff;
import org.apppasswords.keycloak.it.support.bridges.StockFreeRadius;
import org.apppasswords.keycloak.it.support.bridges.WifiDevice;
import org.apppasswords.keycloak.it.support.bridges.WifiDevice.Answer;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.TypedForms;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Wi-Fi with EAP-TTLS: Debian's configuration of FreeRADIUS, with the steps of docs/freeradius.md. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class EapTtlsIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String WRONG = "wrongwrongwrongwrongwron";

    private static final PrivateAuthority AUTHORITY = new PrivateAuthority("wifi");

    @RegisterExtension
    static final StockFreeRadius bookworm = new StockFreeRadius(Debian.DEBIAN_12).withEapTtls(AUTHORITY);

    @RegisterExtension
    static final StockFreeRadius trixie = new StockFreeRadius(Debian.DEBIAN_13).withEapTtls(AUTHORITY);

    @RegisterExtension
    static final StockFreeRadius bookwormAlone =
            new StockFreeRadius(Debian.DEBIAN_12).withEapTtls(AUTHORITY).withoutKeycloak();

    @RegisterExtension
    static final StockFreeRadius trixieAlone =
            new StockFreeRadius(Debian.DEBIAN_13).withEapTtls(AUTHORITY).withoutKeycloak();

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private TestUsers users;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
    }

    @ParameterizedTest
    @EnumSource
    void anAppPasswordSignsInAndNothingElse(Debian release) {
        String name = name("connects", release);
        String userId = users.create(name, SeededAppPassword.of(PHONE));

        for (String typed : TypedForms.of(PHONE)) {
            Answer answer = device(release, name, typed).signIn();
            assertThat(answer.isAccepted()).as(answer.output()).isTrue();
            assertThat(answer.attributes()).contains("User-Name='" + name + "'");
        }
        for (String wrong : List.of(WRONG, TestUsers.PASSWORD)) {
            Answer answer = device(release, name, wrong).signIn();
            assertThat(answer.isRejected()).as(answer.output()).isTrue();
        }

        SignInEvents signIns = new SignInEvents(realm, userId);
        assertThat(signIns.clients()).hasSameSizeAs(TypedForms.of(PHONE)).containsOnly("freeradius");
        assertThat(signIns.detail("app_password_protocol")).containsOnly("radius");
        assertThat(SecretTraces.in(radius(release).log(), PHONE, WRONG, TestUsers.PASSWORD, "freeradius-secret"))
                .isEmpty();
    }

    /** The outer identity is not encrypted, and not checked. */
    @ParameterizedTest
    @EnumSource
    void theNameInsideTheTunnelDecides(Debian release) {
        String staff = name("on-staff", release);
        String other = name("off-staff", release);
        users.create(other, SeededAppPassword.of(PHONE));
        RadiusStaff group = new RadiusStaff(realm);
        group.add(users.create(staff, SeededAppPassword.of(WRONG)));
        group.release();

        for (String outside : List.of("anonymous@example.org", "anonymous", "@example.org", other)) {
            Answer member = device(release, staff, WRONG).outside(outside).signIn();
            assertThat(member.isAccepted()).as(member.output()).isTrue();
            assertThat(member.attributes())
                    .contains("User-Name='" + staff + "'", "Session-Timeout=28800")
                    .contains("Tunnel-Type=0000000d", "Tunnel-Medium-Type=00000006", "Tunnel-Private-Group-Id=3230")
                    .doesNotContain("Session-Timeout=3600");
        }

        Answer noMember = device(release, other, PHONE).outside(staff).signIn();
        assertThat(noMember.isAccepted()).as(noMember.output()).isTrue();
        assertThat(noMember.attributes())
                .contains("User-Name='" + other + "'", "Session-Timeout=3600")
                .noneMatch(attribute -> attribute.startsWith("Tunnel-"))
                .noneMatch(attribute -> attribute.contains(staff));
        assertThat(device(release, staff, PHONE).outside(other).signIn().isRejected())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aSecondSignInOfTheSameDeviceIsChecked(Debian release) {
        String name = name("comes-back", release);
        String userId = users.create(name, SeededAppPassword.of(PHONE));
        String credentialId = users.appPasswords(userId).get(0).getId();
        assertThat(device(release, name, PHONE).signInTwice().isAcceptedTwice()).isTrue();
        assertThat(new SignInEvents(realm, userId).attempts()).isEqualTo(2);

        Answer answer;
        try (RadiusRelay accessPoint = new RadiusRelay(
                radius(release).port(), () -> realm.admin().users().get(userId).removeCredential(credentialId))) {
            answer = WifiDevice.of(accessPoint.port(), AUTHORITY, name, PHONE).signInTwice();
        }

        assertThat(answer.isRejectedTheSecondTime()).as(answer.output()).isTrue();
    }

    /** MS-CHAP, CHAP and MD5 need the password on the server. EAP-TLS does not ask for one. */
    @ParameterizedTest
    @EnumSource
    void otherMethodsAreRejected(Debian release) {
        String name = name("insists", release);
        String userId = users.create(name, SeededAppPassword.of(PHONE));
        assertThat(device(release, name, PHONE).signIn().isAccepted()).isTrue();

        for (WifiDevice device : List.of(
                device(release, name, PHONE).with("eap", "PEAP").with("phase2", "\"auth=MSCHAPV2\""),
                device(release, name, PHONE).with("phase2", "\"auth=MSCHAPV2\""),
                device(release, name, PHONE).with("phase2", "\"auth=CHAP\""),
                device(release, name, PHONE).with("phase2", "\"autheap=GTC\""),
                device(release, name, PHONE).with("phase2", "\"autheap=MD5\""),
                device(release, name, PHONE).with("eap", "MD5"),
                device(release, name, PHONE)
                        .with("eap", "TLS")
                        .with("client_cert", '"' + AUTHORITY.serverCertificate().toString() + '"')
                        .with("private_key", '"' + AUTHORITY.serverKey().toString() + '"'))) {
            Answer answer = device.signIn();
            assertThat(answer.isRejected()).as(answer.output()).isTrue();
        }

        assertThat(new SignInEvents(realm, userId).attempts()).isEqualTo(1);
    }

    /** An app password that is limited to networks must not be usable elsewhere by an attribute that the device writes. */
    @ParameterizedTest
    @EnumSource
    void aDeviceCannotReportAnotherAddress(Debian release) {
        String name = name("stays", release);
        String userId = users.create(name, SeededAppPassword.of(PHONE).networks("192.0.2.0/24"));

        assertThat(accepts(release, name, "192.0.2.7", null)).isTrue();
        assertThat(accepts(release, name, "192.0.2.7", "198.51.100.7")).isTrue();
        for (String outside : new String[] {"198.51.100.7", "02-00-5E-00-53-01", "02:00:5E:00:53:01", "", null}) {
            assertThat(accepts(release, name, outside, "192.0.2.7")).as(outside).isFalse();
            assertThat(new SignInEvents(realm, userId).lastReason()).isEqualTo("network_not_allowed");
        }
        assertThat(new SignInEvents(realm, userId).detail("app_password_address"))
                .containsExactly("192.0.2.7", "192.0.2.7");
    }

    private static boolean accepts(Debian release, String name, String addressOutside, String addressInside) {
        Map<Integer, String> outside = new HashMap<>(Map.of(USER_NAME, "anonymous@example.org"));
        Map<Integer, String> inside = new HashMap<>(Map.of(USER_NAME, name, USER_PASSWORD, PHONE));
        if (addressOutside != null) {
            outside.put(CALLING_STATION_ID, addressOutside);
        }
        if (addressInside != null) {
            inside.put(CALLING_STATION_ID, addressInside);
        }
        return new EapTtlsClient(radius(release).port(), AUTHORITY).accepts(outside, inside);
    }

    /** Inside a tunnel, FreeRADIUS cannot leave a request without a response. */
    @ParameterizedTest
    @EnumSource
    void aDeviceIsRejectedWhileKeycloakIsDown(Debian release) {
        StockFreeRadius alone = release == Debian.DEBIAN_12 ? bookwormAlone : trixieAlone;

        Answer answer = WifiDevice.of(alone.port(), AUTHORITY, "anybody", PHONE).signIn();

        assertThat(answer.isRejected()).as(answer.output()).isTrue();
        assertThat(alone.log()).contains("app-passwords: Keycloak answered 0");
    }

    private static WifiDevice device(Debian release, String name, String password) {
        return WifiDevice.of(radius(release).port(), AUTHORITY, name, password);
    }

    private static StockFreeRadius radius(Debian release) {
        return release == Debian.DEBIAN_12 ? bookworm : trixie;
    }

    private static String name(String name, Debian release) {
        return name + "-" + release.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
