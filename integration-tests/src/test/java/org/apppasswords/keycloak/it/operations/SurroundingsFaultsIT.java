package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.events.EventType;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.timeoffset.InjectTimeOffSet;
import org.keycloak.testframework.remote.timeoffset.TimeOffSet;

/** Clients that never finish, and a clock that jumps. {@code NoticesIT} has the hanging mail server. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class SurroundingsFaultsIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String OTHER = "phonephonephonephonephon";
    private static final int SLOW_CLIENTS = 10;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectTimeOffSet
    TimeOffSet clock;

    private TestUsers users;
    private TokenEndpoint tokens;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
    }

    @Test
    void clientsThatNeverFinishTheirRequestDoNotBlockOthers() throws IOException {
        users.create("prompt", SeededAppPassword.of(SECRET));
        URI url = URI.create(realm.getBaseUrl());
        String begun = "POST " + url.getPath() + "/protocol/openid-connect/token HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ngrant_type=pass";
        byte[] rest = "x".repeat(1000 - "grant_type=pass".length()).getBytes(StandardCharsets.US_ASCII);
        List<Socket> slow = new ArrayList<>();
        try {
            for (int client = 0; client < SLOW_CLIENTS; client++) {
                Socket socket = new Socket(url.getHost(), url.getPort());
                slow.add(socket);
                OutputStream out = socket.getOutputStream();
                out.write(begun.getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }

            for (int time = 0; time < 20; time++) {
                assertThat(tokens.directGrant("dovecot", "prompt", SECRET).status())
                        .isEqualTo(200);
            }

            assertThat(slow)
                    .as("slow clients get no answer meanwhile")
                    .allSatisfy(socket ->
                            assertThat(socket.getInputStream().available()).isZero());
            for (Socket socket : slow) {
                socket.getOutputStream().write(rest);
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .as("slow clients get an answer in the end")
                        .isEqualTo("HTTP/1.1 400");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aClockThatJumpsLosesNothing() {
        Instant end = Instant.now().plus(Duration.ofDays(10));
        String userId = users.create(
                "jumps",
                SeededAppPassword.of(SECRET).named("Without end"),
                SeededAppPassword.of(OTHER).named("Ten days").expiringAt(end.toEpochMilli()));
        assertSignsIn(SECRET, 200);
        assertSignsIn(OTHER, 200);

        clock.set((int) Duration.ofDays(20).toSeconds());

        assertSignsIn(SECRET, 200);
        assertSignsIn(OTHER, 400);
        assertThat(new UserEvents(realm).of(userId, EventType.LOGIN_ERROR))
                .extracting(event -> event.getDetails().get("reason"))
                .containsExactly("expired");
        // A usage in the future, once the clock is right again.
        Waiting.until("the usage is recorded", () -> lastUsedAt(userId).isAfter(Instant.now()));

        clock.set(0);

        assertThat(users.appPasswords(userId)).hasSize(2);
        assertSignsIn(OTHER, 200);
        assertSignsIn(SECRET, 200);
        Waiting.until("the usage is recorded again", () -> !lastUsedAt(userId).isAfter(Instant.now()));
    }

    private void assertSignsIn(String secret, int status) {
        assertThat(tokens.directGrant("dovecot", "jumps", secret).status()).isEqualTo(status);
    }

    private Instant lastUsedAt(String userId) {
        return users.appPasswords(userId).stream()
                .filter(credential -> credential.getUserLabel().equals("Without end"))
                .map(credential -> Instant.parse(
                        credential.getCredentialData().replaceAll(".*\"lastUsedAt\":\"([^\"]*)\".*", "$1")))
                .findFirst()
                .orElseThrow();
    }
}
