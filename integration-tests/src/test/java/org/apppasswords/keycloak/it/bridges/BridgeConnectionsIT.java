package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apppasswords.keycloak.it.support.bridges.Bridges;
import org.apppasswords.keycloak.it.support.bridges.Bridges.Bridge;
import org.apppasswords.keycloak.it.support.bridges.CalendarServer;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;
import org.apppasswords.keycloak.it.support.bridges.StandIn;
import org.apppasswords.keycloak.it.support.server.Program;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bridges keep their connections to Keycloak open: a new one, with TLS, costs more than the request. */
class BridgeConnectionsIT {

    private static final String PASSWORD = "wrongwrongwrongwrongwron";
    private static final StandIn.Response WRONG = new StandIn.Response(
            401,
            Map.of("Content-Type", "application/json", "WWW-Authenticate", "Basic realm=\"demo\""),
            "{\"error\":\"invalid_grant\"}");

    private static final StandIn keycloak = new StandIn();

    @RegisterExtension
    static final Bridge radius = Bridges.freeRadiusAsking(keycloak);

    @RegisterExtension
    static final Dovecot lua =
            new Dovecot("dovecot-connections", "dovecot", "--keycloak", keycloak.url(), "--passdb", "lua");

    @RegisterExtension
    static final CalendarServer apache = CalendarServer.behind("apache", "connections", "--keycloak", keycloak.url());

    @RegisterExtension
    static final CalendarServer nginx = CalendarServer.behind("nginx", "connections", "--keycloak", keycloak.url());

    /** For nginx, which closes the connection after a response whose body it does not need. */
    private static final StandIn.Response RIGHT = new StandIn.Response(204, Map.of("Remote-User", "alice"), "");

    /** With the connections that the program may use: FreeRADIUS and Apache have one for each of their threads. */
    private enum Bridged {
        FREERADIUS(3),
        DOVECOT_LUA(1),
        NGINX(1),
        APACHE(25);

        private final int connections;

        Bridged(int connections) {
            this.connections = connections;
        }

        private String answer() {
            return switch (this) {
                case FREERADIUS ->
                    new Program("radclient", "-r", "1", "127.0.0.1:" + radius.port(), "auth", Bridges.RADIUS_SECRET)
                            .reading("User-Name = \"alice\"\nUser-Password = \"%s\"\n".formatted(PASSWORD))
                            .run()
                            .output();
                case DOVECOT_LUA ->
                    lua.mailProgram(7)
                            .authenticate(
                                    "alice".getBytes(StandardCharsets.US_ASCII),
                                    PASSWORD.getBytes(StandardCharsets.US_ASCII));
                case NGINX -> "status " + nginx.curl("", "alice", PASSWORD).status();
                case APACHE -> "status " + apache.curl("", "alice", PASSWORD).status();
            };
        }

        private StandIn.Response response() {
            return this == NGINX ? RIGHT : WRONG;
        }

        private String expected() {
            return switch (this) {
                case FREERADIUS -> "Access-Reject";
                case DOVECOT_LUA -> "AUTHENTICATIONFAILED";
                case NGINX -> "status 302";
                case APACHE -> "status 401";
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionsAreUsedAgain(Bridged bridge) {
        int requests = bridge.connections + 10;
        keycloak.answer(bridge.response());

        for (int i = 0; i < requests; i++) {
            assertThat(bridge.answer()).contains(bridge.expected());
        }

        assertThat(keycloak.connections()).isBetween(1, bridge.connections);
    }

    /** Keycloak, or a proxy in front of it, closes a connection that nothing has used for a while. */
    @ParameterizedTest
    @EnumSource
    void aConnectionThatKeycloakHasClosedIsReplaced(Bridged bridge) {
        keycloak.answer(bridge.response());
        assertThat(bridge.answer()).contains(bridge.expected());

        keycloak.closeConnections();

        assertThat(bridge.answer()).contains(bridge.expected());
    }
}
