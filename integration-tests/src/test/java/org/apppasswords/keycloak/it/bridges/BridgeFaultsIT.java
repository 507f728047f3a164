package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.apppasswords.keycloak.it.support.bridges.BridgedSignIn;
import org.apppasswords.keycloak.it.support.bridges.Bridges;
import org.apppasswords.keycloak.it.support.bridges.Bridges.Bridge;
import org.apppasswords.keycloak.it.support.bridges.CalendarServer;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.bridges.StandIn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Responses that do not say whether the password is right: of a Keycloak that does not accept the bridge's client, of
 * an overloaded one, and of another server at the configured URL. A bridge must not report a wrong password then,
 * because the program would ask its user for another one.
 */
class BridgeFaultsIT {

    private static final BridgedSignIn SIGN_IN = new BridgedSignIn("alice", "phonephonephonephonephon");

    private static final StandIn keycloak = new StandIn();

    @RegisterExtension
    static final LdapBridge ldap = LdapBridge.asking("ldap-faults", keycloak);

    @RegisterExtension
    static final Bridge radius = Bridges.freeRadiusAsking(keycloak);

    @RegisterExtension
    static final Dovecot dovecot = new Dovecot("dovecot-faults", "dovecot", "--keycloak", keycloak.url());

    @RegisterExtension
    static final Dovecot lua =
            new Dovecot("dovecot-faults-lua", "dovecot", "--keycloak", keycloak.url(), "--passdb", "lua");

    @RegisterExtension
    static final CalendarServer nginx = CalendarServer.behind("nginx", "faults", "--keycloak", keycloak.url());

    @RegisterExtension
    static final CalendarServer apache = CalendarServer.behind("apache", "faults", "--keycloak", keycloak.url());

    private enum Fault {
        UNKNOWN_CLIENT(400, "{\"error\":\"invalid_client\"}"),
        CLIENT_WITHOUT_THE_MAPPER(400, "{\"error\":\"unauthorized_client\"}"),
        UNEXPECTED_REQUEST(400, "{\"error\":\"invalid_request\"}"),
        NO_SERVICE(403, "{\"error\":\"unauthorized_client\"}"),
        NO_SUCH_REALM(404, "{\"error\":\"Realm does not exist\"}"),
        METHOD_NOT_ALLOWED(405, ""),
        TOO_MANY_REQUESTS(429, ""),
        INTERNAL_ERROR(500, "{\"error\":\"unknown_error\"}"),
        BAD_GATEWAY(502, "<html>Bad Gateway</html>"),
        BUSY(503, "{\"error\":\"temporarily_unavailable\"}"),
        REDIRECT(302, ""),
        ANOTHER_PAGE(200, "<html>Welcome to Keycloak</html>"),
        ANOTHER_API(200, "{}"),
        NOTHING(204, "");

        private final int status;
        private final String body;

        Fault(int status, String body) {
            this.status = status;
            this.body = body;
        }

        private StandIn.Response response() {
            String type = body.startsWith("{") ? "application/json" : "text/html";
            return new StandIn.Response(
                    status,
                    status == 302 ? Map.of("Location", keycloak.url() + "/elsewhere") : Map.of("Content-Type", type),
                    body);
        }
    }

    private enum Bridged {
        LDAP_BRIDGE,
        FREERADIUS,
        DOVECOT_OAUTH2,
        DOVECOT_LUA,
        NGINX,
        APACHE;

        private String answer() {
            return switch (this) {
                case LDAP_BRIDGE -> SIGN_IN.ldap(ldap.port());
                case FREERADIUS -> SIGN_IN.radius(radius);
                case DOVECOT_OAUTH2 -> SIGN_IN.imap(dovecot.mailProgram(7));
                case DOVECOT_LUA -> SIGN_IN.imap(lua.mailProgram(7));
                case NGINX -> SIGN_IN.calendar(nginx);
                case APACHE -> SIGN_IN.calendar(apache);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void noBridgeReportsAWrongPassword(Fault fault) {
        keycloak.answer(fault.response());

        Map<Bridged, String> answers = new EnumMap<>(Bridged.class);
        for (Bridged bridge : Bridged.values()) {
            answers.put(bridge, bridge.answer());
        }

        assertThat(answers).allSatisfy((bridge, answer) -> assertThat(answer).isEqualTo("unavailable"));
    }

    /** Keycloak's answer to a wrong client secret at the token endpoint. */
    @Test
    void theOauth2PassdbDoesNotTakeTheClientsRejectionForTheUsers() {
        for (String error : new String[] {"unauthorized_client", "invalid_client"}) {
            keycloak.answer(new StandIn.Response(
                    401, Map.of("Content-Type", "application/json"), "{\"error\":\"" + error + "\"}"));

            assertThat(SIGN_IN.imap(dovecot.mailProgram(7))).as(error).isEqualTo("unavailable");
        }
    }
}
