package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apppasswords.keycloak.it.support.bridges.Bridges;
import org.apppasswords.keycloak.it.support.bridges.Bridges.Bridge;
import org.apppasswords.keycloak.it.support.bridges.CalendarServer;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.bridges.OpenLdapWithBridge;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * The user name that the program behind each bridge continues with. Mallory chose an e-mail address that is another
 * person's user name in that program, and signs in with it.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class BridgeUserNamesIT {

    private static final String MALLORYS = "mallorymallorymallorymal";
    private static final String CHIEF = "chief@example.org";
    private static final String PEOPLE = "ou=people,dc=example,dc=org";

    @RegisterExtension
    static final LdapBridge ldap = new LdapBridge("ldap-names");

    private static final OpenLdapWithBridge openLdap = OpenLdapWithBridge.ofNames("openldap-names");

    @RegisterExtension
    static final Bridge radius = Bridges.freeRadius();

    @Order(1)
    @RegisterExtension
    static final Dovecot dovecot = Dovecot.forPostfix("dovecot-users");

    @Order(2)
    @RegisterExtension
    static final Bridge postfix = Bridges.postfix(dovecot);

    @RegisterExtension
    static final Dovecot lua = new Dovecot("dovecot-users-lua", "dovecot", "--passdb", "lua");

    @RegisterExtension
    static final CalendarServer nginx = CalendarServer.behind("nginx");

    @RegisterExtension
    static final CalendarServer apache = CalendarServer.behind("apache");

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    /** Programs, with the user name that each continues with after Mallory signs in by the e-mail address. */
    private enum Bridged {
        LDAP_BRIDGE(Optional.empty()),
        OPENLDAP(Optional.empty()),
        FREERADIUS(Optional.empty()),
        DOVECOT(Optional.of("mallory")),
        DOVECOT_LUA(Optional.of("mallory")),
        POSTFIX(Optional.of("mallory")),
        NGINX(Optional.of("mallory")),
        APACHE(Optional.of("mallory"));

        private final Optional<String> byAddress;

        Bridged(Optional<String> byAddress) {
            this.byAddress = byAddress;
        }

        private Optional<String> signIn(String typed) {
            return switch (this) {
                case LDAP_BRIDGE -> ldap(ldap.port(), typed);
                case OPENLDAP -> ldap(openLdap.port(), typed);
                case FREERADIUS -> radius(typed);
                case DOVECOT -> dovecot.authenticate(typed, MALLORYS);
                case DOVECOT_LUA -> lua.authenticate(typed, MALLORYS);
                case POSTFIX -> smtp(typed);
                case NGINX -> calendar(nginx, typed);
                case APACHE -> calendar(apache, typed);
            };
        }
    }

    @BeforeAll
    static void startOpenLdap() {
        openLdap.start(ldap);
    }

    @AfterAll
    static void stopOpenLdap() {
        openLdap.stop();
    }

    @BeforeEach
    void malloryChoosesAnAddress() {
        if (realm.admin().users().searchByUsername("mallory", true).isEmpty()) {
            UserRepresentation mallory = TestUsers.representation("mallory");
            mallory.setEmail(CHIEF);
            new TestUsers(realm).create(mallory, SeededAppPassword.of(MALLORYS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aUserSignsInByTheUserName(Bridged program) {
        assertThat(program.signIn("mallory")).contains("mallory");
    }

    @ParameterizedTest
    @EnumSource
    void anAddressEqualToAnotherUserNameDoesNotOpenThatAccount(Bridged program) {
        assertThat(program.signIn(CHIEF)).isEqualTo(program.byAddress);
    }

    /** A bridge that strips the domain would find Mallory. */
    @ParameterizedTest
    @EnumSource
    void anAddressInAnotherDomainDoesNotOpenTheAccount(Bridged program) {
        assertThat(program.signIn("mallory@elsewhere.example")).isEmpty();
    }

    private static Optional<String> ldap(int port, String typed) {
        Result bound = new Program(
                        "ldapwhoami",
                        "-x",
                        "-o",
                        "nettimeout=20",
                        "-H",
                        "ldap://127.0.0.1:" + port,
                        "-D",
                        "uid=" + typed + "," + PEOPLE,
                        "-w",
                        MALLORYS)
                .run();
        return first("dn:uid=(.*)," + PEOPLE, bound.output());
    }

    /** Returns the typed name, because few programs use the name in the answer. */
    private static Optional<String> radius(String typed) {
        Result answer =
                new Program("radtest", typed, MALLORYS, "127.0.0.1:" + radius.port(), "0", Bridges.RADIUS_SECRET).run();
        return answer.output().contains("Received Access-Accept") ? Optional.of(typed) : Optional.empty();
    }

    /** Returns the user whose sender address Postfix accepts. */
    private static Optional<String> smtp(String typed) {
        if (mailFrom("mallory@example.org", typed)) {
            return Optional.of("mallory");
        }
        return mailFrom(CHIEF, typed) ? Optional.of("chief") : Optional.empty();
    }

    private static boolean mailFrom(String sender, String typed) {
        Result answer = new Program(
                        "swaks",
                        "--server",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(postfix.port()),
                        "--auth",
                        "PLAIN",
                        "--auth-user",
                        typed,
                        "--auth-password",
                        MALLORYS,
                        "--from",
                        sender,
                        "--to",
                        "alice@example.org",
                        "--quit-after",
                        "RCPT")
                .run();
        return answer.status() == 0;
    }

    private static Optional<String> calendar(CalendarServer server, String typed) {
        String found = server.curl(
                        "",
                        typed,
                        MALLORYS,
                        "-X",
                        "PROPFIND",
                        "--data",
                        "<propfind xmlns='DAV:'><prop><current-user-principal/></prop></propfind>")
                .text();
        return first("<current-user-principal>\\s*<href>/([^/]*)/</href>", found)
                .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8));
    }

    private static Optional<String> first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
