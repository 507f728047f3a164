package org.apppasswords.ldap;

import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResult;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Start, health, metrics and stop. */
@Timeout(60)
class LifecycleTest {

    private static HttpResponse<String> get(RunningBridge bridge, String path)
            throws IOException, InterruptedException {
        return get(bridge.server().httpPort(), path, 30);
    }

    private static HttpResponse<String> get(int port, String path, int seconds)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request(port, path, seconds), BodyHandlers.ofString());
    }

    private static HttpRequest request(int port, String path, int seconds) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(seconds))
                .build();
    }

    @Test
    void theBridgeIsReadyIfKeycloakAcceptsItsClient() throws Exception {
        try (RunningBridge bridge = RunningBridge.start()) {
            assertThat(get(bridge, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(bridge, "/health/ready").body()).isEqualTo("{\"status\":\"UP\"}");
        }
        try (RunningBridge bridge = RunningBridge.start("client-secret", "wrong")) {
            assertThat(get(bridge, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(bridge, "/health/ready").statusCode()).isEqualTo(503);
        }
    }

    /** The endpoint has two threads. */
    @Test
    void whileKeycloakHangsTheBridgeIsAlive() throws Exception {
        try (RunningBridge bridge = RunningBridge.start()) {
            int port = bridge.server().httpPort();
            assertThat(get(bridge, "/health/live").statusCode()).isEqualTo(200);
            bridge.keycloak().delay(4000);
            HttpClient client = HttpClient.newHttpClient();
            CompletableFuture<HttpResponse<String>> first =
                    client.sendAsync(request(port, "/health/ready", 30), BodyHandlers.ofString());
            CompletableFuture<HttpResponse<String>> second =
                    client.sendAsync(request(port, "/health/ready", 30), BodyHandlers.ofString());
            while (bridge.keycloak().requests().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            TimeUnit.MILLISECONDS.sleep(500);

            assertThat(get(port, "/health/live", 2).statusCode()).isEqualTo(200);
            assertThat(first.isDone() && second.isDone())
                    .as("one of them still waits for Keycloak")
                    .isFalse();
            assertThat(first.get().statusCode()).isIn(200, 503);
            assertThat(second.get().statusCode()).isIn(200, 503);
            assertThat(get(bridge, "/health/ready").statusCode()).isEqualTo(200);
            assertThat(bridge.keycloak().requests()).hasSize(1);
        }
    }

    /** In a process of its own: Java reads the time limits once, for the first server of the process. */
    @Test
    void requestsThatStopHalfWayDoNotKeepOthersOut() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
        builder.environment()
                .putAll(RunningBridge.environment("http://127.0.0.1:1", "http.listen", "127.0.0.1:" + port));
        Process bridge = builder.redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        try {
            awaitLive(port);
            try (Socket first = sendHalf(port);
                    Socket second = sendHalf(port)) {
                assertThat(get(port, "/health/live", 15).statusCode()).isEqualTo(200);
                assertThat(first.getInputStream().read()).isEqualTo(-1);
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            bridge.destroyForcibly().waitFor();
        }
    }

    private static void awaitLive(int port) throws IOException, InterruptedException {
        while (true) {
            try {
                get(port, "/health/live", 10);
                return;
            } catch (ConnectException e) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private static Socket sendHalf(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(15_000);
        socket.getOutputStream().write("GET /health/li".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void metricsCountOperationsAndRequests() throws Exception {
        try (RunningBridge bridge = RunningBridge.start();
                LDAPConnection connection = bridge.connectAs("alice")) {
            RunningBridge.search(connection, RunningBridge.BASE, SUB, "(uid=alice)");
            assertThatThrownBy(() -> bridge.connect(RunningBridge.person("alice"), "wrong"))
                    .isInstanceOf(LDAPException.class);

            String metrics = get(bridge, "/metrics").body();
            assertThat(metrics)
                    .contains("ldap_bridge_operations_total{operation=\"bind\",code=\"0\"} 1\n")
                    .contains("ldap_bridge_operations_total{operation=\"bind\",code=\"49\"} 1\n")
                    .contains("ldap_bridge_operations_total{operation=\"search\",code=\"0\"} 1\n")
                    .contains("ldap_bridge_keycloak_requests_total{endpoint=\"verify\",outcome=\"200\"} 1\n")
                    .contains("ldap_bridge_keycloak_requests_total{endpoint=\"verify\",outcome=\"401\"} 1\n")
                    .contains("ldap_bridge_entries_total 1\n")
                    .contains("ldap_bridge_connections 1\n");
            assertThat(metrics.lines().filter(line -> !line.startsWith("#")))
                    .allMatch(line -> line.matches("[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*})? [0-9.]+"));
        }
    }

    @Test
    void aPortThatIsInUseIsReportedWithItsSetting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThatThrownBy(() -> RunningBridge.start("ldap.listen", address))
                    .hasMessageContaining("ldap.listen: " + address);
            assertThatThrownBy(() -> RunningBridge.start("http.listen", address))
                    .hasMessageContaining("http.listen: " + address);
        }
    }

    /** A running operation is answered, an idle connection is told, and nobody new is accepted. */
    @Test
    void stoppingLosesNothing() throws Exception {
        RunningBridge bridge = RunningBridge.start();
        int port = bridge.server().ldapPort();
        LDAPConnection busy = bridge.connectAsSearch();
        Socket idle = new Socket(InetAddress.getLoopbackAddress(), port);
        bridge.keycloak().delay(700);
        CompletableFuture<SearchResult> running = CompletableFuture.supplyAsync(() -> {
            try {
                return RunningBridge.search(busy, RunningBridge.BASE, SUB, "(uid=alice)");
            } catch (LDAPException e) {
                throw new IllegalStateException(e);
            }
        });
        while (bridge.keycloak().requests().isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(bridge.server()::close);

        assertThat(running.get(20, TimeUnit.SECONDS).getResultCode()).isEqualTo(ResultCode.SUCCESS);
        assertThat(running.get().getEntryCount()).isEqualTo(1);
        idle.setSoTimeout(10_000);
        assertThat(idle.getInputStream().read()).as("a notice of disconnection").isEqualTo(0x30);
        stopped.get(20, TimeUnit.SECONDS);
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(IOException.class);
        idle.close();
        busy.close();
        bridge.close();
    }

    @Test
    void anOperationThatTakesTooLongDoesNotHoldUpTheStop() throws Exception {
        RunningBridge bridge = RunningBridge.start("stop-seconds", "1");
        LDAPConnection busy = bridge.connectAsSearch();
        bridge.keycloak().delay(8000);
        CompletableFuture<Void> running = CompletableFuture.runAsync(() -> {
            try {
                busy.search(RunningBridge.BASE, SUB, "(uid=alice)");
            } catch (LDAPException e) {
                // The connection has been closed.
            }
        });
        while (bridge.keycloak().requests().isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        long start = System.nanoTime();
        bridge.server().close();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(4));
        running.get(20, TimeUnit.SECONDS);
        bridge.keycloak().close();
    }
}
