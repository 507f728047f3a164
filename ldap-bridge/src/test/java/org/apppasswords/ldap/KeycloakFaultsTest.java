package org.apppasswords.ldap;

import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static org.apppasswords.ldap.RunningBridge.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apppasswords.ldap.StandInKeycloak.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keycloak is down, slow, or answers rubbish: code 52, never a wrong password and never an empty result. */
class KeycloakFaultsTest {

    private static Arguments fault(String name, Fault fault) {
        return Arguments.of(name, fault);
    }

    private static Fault answer(int status, String body) {
        return exchange -> respond(exchange, status, body);
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static Stream<Arguments> faults() {
        String user = "{\"id\":\"1\",\"username\":\"alice\",\"emailVerified\":true,\"claims\":{},\"groups\":[]}";
        return Stream.of(
                fault("empty", answer(200, "")),
                fault("not JSON", answer(200, "<html>Sign in</html>")),
                fault("not an object", answer(200, "[]")),
                fault("null", answer(200, "null")),
                fault("an empty object", answer(200, "{}")),
                fault("wrong types", answer(200, "{\"username\":1,\"userId\":null,\"users\":{}}")),
                fault("a field twice", answer(200, "{\"username\":\"bob\",\"username\":\"alice\",\"userId\":\"1\"}")),
                fault("an item without a name", answer(200, "{\"users\":[{\"id\":\"1\"}]}")),
                fault("deep", answer(200, "[".repeat(100_000))),
                fault(
                        "a cursor that does not advance",
                        exchange ->
                                respond(exchange, 200, "{\"users\":[" + user + "],\"groups\":[],\"next\":\"same\"}")),
                fault("redirect", exchange -> {
                    exchange.getResponseHeaders().set("Location", "/other");
                    exchange.sendResponseHeaders(302, -1);
                }),
                fault("no content", answer(204, "")),
                fault("created", answer(201, "{}")),
                fault("the client's secret is wrong", answer(400, "{\"error\":\"invalid_client\"}")),
                fault("the client may not", answer(403, "{\"error\":\"access_denied\"}")),
                fault("no such path", answer(404, "{\"error\":\"not found\"}")),
                fault("too many requests", answer(429, "")),
                fault("internal error", answer(500, "{\"error\":\"unknown_error\"}")),
                fault("bad gateway", answer(502, "<html>")),
                fault("busy", answer(503, "")),
                fault("closes", exchange -> {
                    throw new IOException("closed");
                }),
                fault("promises more than it sends", exchange -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    throw new IOException("closed");
                }),
                fault("drips", exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    for (int i = 0; i < 40; i++) {
                        exchange.getResponseBody().write(' ');
                        exchange.getResponseBody().flush();
                        sleep(100);
                    }
                }),
                fault("endless", exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] block = new byte[1024 * 1024];
                    for (int i = 0; i < 100; i++) {
                        exchange.getResponseBody().write(block);
                    }
                }),
                fault("slow", exchange -> sleep(4000)));
    }

    private static void sleep(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @MethodSource("faults")
    @ParameterizedTest(name = "{0}")
    void everyFaultIsUnavailableAndEndsWithItsCause(String name, Fault fault) throws LDAPException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream standardError = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (RunningBridge bridge = RunningBridge.start("keycloak.timeout-seconds", "1", "log.level", "warn");
                LDAPConnection connection = bridge.connectAsSearch()) {
            bridge.keycloak().fault(fault);
            assertThat(codeOfBind(bridge, "alice-app-password")).isEqualTo(ResultCode.UNAVAILABLE);
            for (String filter :
                    new String[] {"(uid=alice)", "(objectClass=person)", "(member=" + person("alice") + ")"}) {
                var result = RunningBridge.search(connection, RunningBridge.BASE, SUB, filter);
                boolean mayNotList = name.equals("the client may not") && filter.contains("person");
                assertThat(result.getResultCode())
                        .as(filter)
                        .isEqualTo(mayNotList ? ResultCode.UNWILLING_TO_PERFORM : ResultCode.UNAVAILABLE);
            }
            // The root DSE needs nobody, and Keycloak is back without a restart.
            assertThat(connection.getRootDSE()).isNotNull();
            bridge.keycloak().fault(null);
            assertThat(codeOfBind(bridge, "alice-app-password")).isEqualTo(ResultCode.SUCCESS);
            assertThat(codeOfBind(bridge, "wrong")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
            assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, "(uid=alice)")
                            .getSearchEntries())
                    .hasSize(1);
            assertThat(log.toString(StandardCharsets.UTF_8).lines())
                    .as("the log names the cause")
                    .isNotEmpty()
                    .allMatch(line -> line.contains(" WARN Keycloak")
                            || line.contains(" WARN " + bridge.keycloak().url() + ": "));
        } finally {
            System.setErr(standardError);
        }
    }

    private static ResultCode codeOfBind(RunningBridge bridge, String password) throws LDAPException {
        try (LDAPConnection connection = bridge.connect()) {
            return connection.bind(person("alice"), password).getResultCode();
        } catch (LDAPException e) {
            return e.getResultCode();
        }
    }

    /** No single wait is long, so only a limit for the whole request ends it. */
    @Test
    void headersThatNeverEndAreUnavailableInTime() throws IOException, LDAPException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> dripHeaders(listener));
            server.setDaemon(true);
            server.start();
            String url = "http://127.0.0.1:" + listener.getLocalPort();
            try (RunningBridge bridge = RunningBridge.start("keycloak.timeout-seconds", "1", "keycloak.url", url)) {
                long start = System.nanoTime();
                assertThat(codeOfBind(bridge, "alice-app-password")).isEqualTo(ResultCode.UNAVAILABLE);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    private static void dripHeaders(ServerSocket listener) {
        try (Socket client = listener.accept();
                OutputStream out = client.getOutputStream()) {
            out.write("HTTP/1.1 200 OK\r\nX-Endless: ".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write('x');
                sleep(100);
            }
        } catch (IOException e) {
            // The bridge has given up.
        }
    }

    @Test
    void keycloakGoesAwayAndComesBack() throws LDAPException {
        StandInKeycloak first = Example.keycloak();
        int port = first.port();
        try (RunningBridge bridge = RunningBridge.start(first)) {
            assertThat(codeOfBind(bridge, "alice-app-password")).isEqualTo(ResultCode.SUCCESS);
            first.close();
            assertThat(codeOfBind(bridge, "alice-app-password")).isEqualTo(ResultCode.UNAVAILABLE);
            try (StandInKeycloak second = new StandInKeycloak(port)) {
                Example.fill(second);
                assertThat(codeOfBind(bridge, "alice-app-password")).isEqualTo(ResultCode.SUCCESS);
            }
        }
    }

    /** An error after the first page: the entries that were sent do not become a complete answer. */
    @Test
    void aFaultInTheMiddleOfAListIsNoSuccess() throws LDAPException {
        StandInKeycloak keycloak = Example.keycloak();
        People.add(keycloak, 1200);
        try (RunningBridge bridge = RunningBridge.start(keycloak);
                LDAPConnection connection = bridge.connectAsSearch()) {
            keycloak.faultAfter(3, answer(500, ""));
            var result = RunningBridge.search(
                    connection, "ou=people," + RunningBridge.BASE, SUB, "(objectClass=person)", "uid");
            assertThat(result.getResultCode()).isEqualTo(ResultCode.UNAVAILABLE);
            assertThat(result.getEntryCount()).isBetween(1, 600);
        }
    }

    /** A client that may look up, but not list. */
    @Test
    void listsThatAreNotAllowedAreRefusedWithAHint() throws LDAPException {
        try (RunningBridge bridge = RunningBridge.start();
                LDAPConnection connection = bridge.connectAsSearch()) {
            bridge.keycloak().directory("lookup");
            for (String filter :
                    new String[] {"(uid=alice)", "(mail=alice@example.org)", "(entryUUID=" + Example.ALICE_ID + ")"}) {
                assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, filter)
                                .getEntryCount())
                        .isEqualTo(1);
            }
            assertThat(connection.getEntry(RunningBridge.group("staff"), "cn")).isNotNull();
            var list = RunningBridge.search(connection, RunningBridge.BASE, SUB, "(objectClass=person)");
            assertThat(list.getResultCode()).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            assertThat(list.getDiagnosticMessage()).contains("app-passwords.directory");
        }
    }

    /** An e-mail address is looked up, although it may belong to several people with many groups. */
    @ParameterizedTest(name = "{0} people")
    @ValueSource(ints = {2, 7})
    void aSharedAddressIsFoundWithoutAList(int people) throws LDAPException {
        try (RunningBridge bridge = RunningBridge.start();
                LDAPConnection connection = bridge.connectAsSearch()) {
            bridge.keycloak().directory("lookup");
            Set<String> groups = new HashSet<>();
            for (int i = 0; i < 8; i++) {
                String id = "dddddddd-dddd-4ddd-8ddd-ddddddddddd" + i;
                bridge.keycloak().add(new StandInKeycloak.Group(id, "choir " + i, "/choir " + i, null));
                groups.add(id);
            }
            for (int i = 0; i < people; i++) {
                String username = "singer" + i;
                bridge.keycloak()
                        .add(new StandInKeycloak.User(
                                UUID.randomUUID().toString(),
                                username,
                                "shared@example.org",
                                true,
                                "Some",
                                "Body",
                                username + "-app-password",
                                Map.of(),
                                groups));
            }

            var found = RunningBridge.search(
                    connection, RunningBridge.BASE, SUB, "(mail=shared@example.org)", "uid", "memberOf");

            assertThat(found.getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(found.getSearchEntries())
                    .hasSize(people)
                    .allSatisfy(entry ->
                            assertThat(entry.getAttributeValues("memberOf")).hasSize(8));
        }
    }

    /** Without a mapper for groups there are no groups; everything else works. */
    @Test
    void withoutAMapperThereAreNoGroups() throws LDAPException {
        try (RunningBridge bridge = RunningBridge.start();
                LDAPConnection connection = bridge.connectAsSearch()) {
            bridge.keycloak().groupMapper(false);
            var all = RunningBridge.search(connection, RunningBridge.BASE, SUB, "(objectClass=*)", "*");
            assertThat(all.getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(all.getSearchEntries()).noneMatch(entry -> entry.hasAttribute("memberOf"));
            assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, "(member=" + person("alice") + ")")
                            .getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);
            bridge.keycloak().directory("none");
            assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, "(uid=alice)")
                            .getResultCode())
                    .isEqualTo(ResultCode.UNAVAILABLE);
        }
    }
}
