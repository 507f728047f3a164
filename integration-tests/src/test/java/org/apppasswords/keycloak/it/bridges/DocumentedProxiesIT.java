package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Daemon;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.DocumentedCommands;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The blocks of docs/http-basic.md and the request in docs/bridges.md, with the programs that they are for. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DocumentedProxiesIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String WRONG = "zzzzzzzzzzzzzzzzzzzzzzzz";
    private static final String KEYCLOAK = "http://127.0.0.1:8080";
    private static final String CLIENT = VerifyEndpoint.client("radicale", "radicale-secret");
    private static final String ORIGIN = "https://calendar-web.example.org";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TempDir
    Path folder;

    private final BlockingQueue<Headers> seen = new LinkedBlockingQueue<>();
    private HttpServer application;
    private int port;
    private String userId;

    @BeforeEach
    void setUp() throws IOException {
        if (realm.admin().users().searchByUsername("documented", true).isEmpty()) {
            new TestUsers(realm)
                    .create("documented", SeededAppPassword.of(SECRET).named("Phone"));
        }
        userId = realm.admin()
                .users()
                .searchByUsername("documented", true)
                .get(0)
                .getId();
        // The proxies' workers run as another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/", exchange -> {
            seen.add(exchange.getRequestHeaders());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        application.start();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        application.stop(0);
    }

    @Test
    void theRequestToVerify() {
        DocumentedCommands.read("bridges.md", "verify.sh")
                .replacing(Map.of(
                        "https://keycloak.example.org",
                        KEYCLOAK,
                        "REALM",
                        "demo",
                        "USER:PASSWORD",
                        "documented:" + SECRET,
                        "CLIENT:SECRET",
                        "radicale:radicale-secret",
                        "alice",
                        "documented"))
                .runIn(folder);
    }

    @Test
    void theRequestOfAProgram() {
        DocumentedCommands.read("bridges.md", "verify-program.sh")
                .replacing(Map.of(
                        "https://keycloak.example.org",
                        KEYCLOAK,
                        "REALM",
                        "demo",
                        "username=USER",
                        "username=documented@example.org",
                        "password=PASSWORD",
                        "password=" + SECRET,
                        "CLIENT:SECRET",
                        "radicale:radicale-secret",
                        "alice",
                        "documented"))
                .runIn(folder);
    }

    @Test
    void theRequestOfAProxy() {
        List<String> lines =
                DocumentedBlock.read("http-basic.md", "verify.http").lines().toList();
        String[] request = lines.get(0).replace("REALM", "demo").split(" ", -1);
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(KEYCLOAK + request[1]))
                .method(request[0], HttpRequest.BodyPublishers.noBody());
        Map<String, String> values = Map.of(
                "X-Client-Authorization",
                CLIENT,
                "Authorization",
                Http.basic("documented", SECRET),
                "X-Real-IP",
                "192.0.2.7");
        for (String line : lines.subList(1, lines.size())) {
            String name = line.substring(0, line.indexOf(':'));
            builder.header(name, values.get(name));
        }

        HttpResponse<String> answer = Http.send(builder);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Remote-User")).contains("documented");
        assertThat(new SignInEvents(realm, userId).detail("app_password_address"))
                .contains("192.0.2.7");
    }

    @Test
    void theClientsHeader() {
        assertThat(DocumentedCommands.read("http-basic.md", "client-header.sh")
                        .replacing(Map.of("SECRET", "radicale-secret"))
                        .runIn(folder))
                .containsExactly(CLIENT.substring("Basic ".length()));
    }

    @Test
    void nginx() throws Exception {
        try (Daemon proxy = nginx("", "", documentedNginx())) {
            assertSignsIn(proxy);
        }
    }

    @Test
    void nginxWithABrowsersCalendarProgram() throws Exception {
        String responses = DocumentedBlock.read("http-basic.md", "nginx-responses.conf");
        String preflight = DocumentedBlock.read("http-basic.md", "nginx-preflight.conf");
        String locations = documentedNginx()
                .replaceFirst("(?m)^ *auth_request /", preflight.replace("$", "\\$") + "$0")
                .replaceFirst("(?m)^ *add_header Retry-After", responses.replace("$", "\\$") + "$0");
        try (Daemon proxy = nginx(DocumentedBlock.read("http-basic.md", "nginx-origins.conf"), responses, locations)) {
            assertSignsIn(proxy);
            assertAnswersPreflights();
        }
    }

    @Test
    void apache() throws Exception {
        try (Daemon proxy = apache(DocumentedBlock.read("http-basic.md", "apache-client.lua"))) {
            assertSignsIn(proxy);
        }
    }

    @Test
    void apacheWithABrowsersCalendarProgram() throws Exception {
        try (Daemon proxy = apache(DocumentedBlock.read("http-basic.md", "apache-origins.lua"))) {
            assertSignsIn(proxy);
            assertAnswersPreflights();
        }
    }

    @Test
    void caddy() throws Exception {
        String site = DocumentedBlock.fill(
                DocumentedBlock.read("http-basic.md", "Caddyfile"),
                Map.of(
                        "calendar.example.org",
                        "http://127.0.0.1:" + port,
                        "https://keycloak.example.org",
                        KEYCLOAK,
                        "REALM",
                        "demo",
                        "127.0.0.1:5233",
                        backend()));
        Path file = Files.writeString(folder.resolve("Caddyfile"), "{\n    admin off\n}\n" + site);
        try (Daemon proxy = new Daemon(
                List.of("caddy", "run", "--adapter", "caddyfile", "--config", file.toString()),
                Map.of("APP_PASSWORDS_CLIENT", CLIENT, "HOME", folder.toString()),
                folder.resolve("caddy.log"),
                this::answers)) {
            assertSignsIn(proxy);
        }
    }

    private static String documentedNginx() {
        return DocumentedBlock.read("http-basic.md", "nginx.conf");
    }

    private Daemon nginx(String ofHttp, String ofServer, String locations) throws IOException {
        Path client = Files.writeString(
                folder.resolve("client.conf"), "proxy_set_header X-Client-Authorization \"" + CLIENT + "\";\n");
        String upstream = DocumentedBlock.fill(
                DocumentedBlock.read("http-basic.md", "nginx-upstream.conf"),
                Map.of("keycloak.example.org:443", URI.create(KEYCLOAK).getAuthority()));
        String filled = DocumentedBlock.fill(
                locations,
                Map.of(
                        "https://keycloak/",
                        "http://keycloak/",
                        "Host keycloak.example.org",
                        "Host " + URI.create(KEYCLOAK).getAuthority(),
                        "REALM",
                        "demo",
                        "127.0.0.1:5233",
                        backend(),
                        "/etc/nginx/app-passwords-client.conf",
                        client.toString()));
        String temporary = Arrays.stream("client_body proxy fastcgi uwsgi scgi".split(" ", -1))
                .map(name -> name + "_temp_path " + folder.resolve(name) + ";\n")
                .reduce("", String::concat);
        Path file = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx-error.log;
                events {
                }
                http {
                access_log off;
                %2$s%3$s
                server {
                listen 127.0.0.1:%4$d;
                %5$s%6$s
                }
                }
                """.formatted(
                        folder, temporary, upstream + ofHttp, port, ofServer, filled));
        return new Daemon(
                List.of(
                        "nginx",
                        "-c",
                        file.toString(),
                        "-e",
                        folder.resolve("nginx-error.log").toString()),
                Map.of(),
                folder.resolve("nginx.log"),
                this::answers);
    }

    private Daemon apache(String clientFile) throws IOException {
        Path client = Files.writeString(
                folder.resolve("client.lua"),
                DocumentedBlock.fill(
                        clientFile,
                        Map.of("https://keycloak.example.org", KEYCLOAK, "REALM", "demo", "Basic …", CLIENT)));
        Path script = Files.writeString(
                folder.resolve("app-passwords.lua"),
                docker("apache/app-passwords.lua")
                        .replaceFirst("dofile\\(\"[^\"]*\"\\)", "dofile(\"" + client + "\")"));
        String modules = docker("apache/httpd.conf").replaceFirst("(?s)# --- Sign-in.*", "");
        String configuration = DocumentedBlock.fill(
                        modules,
                        Map.of(
                                "@STATE@",
                                folder.toString(),
                                "@LISTEN@",
                                "127.0.0.1",
                                "@PORT@",
                                String.valueOf(port),
                                "@LOG@",
                                folder.resolve("apache-error.log").toString()))
                + "User www-data\nGroup www-data\n"
                + DocumentedBlock.fill(
                        DocumentedBlock.read("http-basic.md", "apache.conf"),
                        Map.of("/etc/apache2/app-passwords.lua", script.toString(), "127.0.0.1:5233", backend()));
        Path file = Files.writeString(folder.resolve("httpd.conf"), configuration);
        return new Daemon(
                List.of("apache2", "-f", file.toString(), "-DFOREGROUND"),
                Map.of(),
                folder.resolve("apache.log"),
                this::answers);
    }

    private void assertSignsIn(Daemon proxy) throws InterruptedException {
        assertThat(curl(
                        "--user",
                        "documented@example.org:" + SECRET,
                        "-H",
                        "Remote-User: admin",
                        "-H",
                        "X-Remote-User: admin"))
                .as(proxy.log())
                .startsWith("HTTP/1.1 204");
        assertThat(seen.take()).satisfies(headers -> {
            assertThat(headers.get("X-Remote-User")).containsExactly("documented");
            assertThat(headers).doesNotContainKeys("Authorization", "X-client-authorization");
            assertThat(headers.toString()).doesNotContain("admin");
        });

        // A proxy does not pass on the headers that Connection names (RFC 9110, section 7.6.1).
        for (String connection : List.of("X-Remote-User", "close, x-remote-user")) {
            assertThat(curl("--user", "documented:" + SECRET, "-H", "Connection: " + connection))
                    .startsWith("HTTP/1.1 204");
            assertThat(seen.take().get("X-Remote-User")).as(connection).containsExactly("documented");
        }

        for (String[] wrong :
                new String[][] {{"--user", "documented:" + WRONG}, {"-X", "PROPFIND"}, {"-X", "OPTIONS"}}) {
            assertThat(curl(wrong)).startsWith("HTTP/1.1 401").contains("asic realm=\"demo\"");
        }
        assertThat(seen).isEmpty();
    }

    private void assertAnswersPreflights() {
        String method = "Access-Control-Request-Method: PROPFIND";
        assertThat(curl("-X", "OPTIONS", "-H", "Origin: " + ORIGIN, "-H", method))
                .startsWith("HTTP/1.1 204")
                .containsOnlyOnce("Access-Control-Allow-Origin: " + ORIGIN);
        assertThat(curl("-X", "OPTIONS", "-H", "Origin: https://evil.example", "-H", method))
                .startsWith("HTTP/1.1 401")
                .doesNotContain("Access-Control-Allow");
        assertThat(seen).isEmpty();
        assertThat(curl("--user", "documented:" + SECRET, "-H", "Origin: " + ORIGIN))
                .startsWith("HTTP/1.1 204")
                .containsOnlyOnce("Access-Control-Allow-Origin: " + ORIGIN);
        assertThat(curl("--user", "documented:" + WRONG, "-H", "Origin: " + ORIGIN))
                .startsWith("HTTP/1.1 401")
                .contains("Access-Control-Allow-Origin: " + ORIGIN);
    }

    private String curl(String... options) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-i", "--max-time", "30"));
        command.addAll(List.of(options));
        command.add("http://127.0.0.1:" + port + "/");
        return new Program(command).run().output();
    }

    private String backend() {
        return "127.0.0.1:" + application.getAddress().getPort();
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String docker(String name) throws IOException {
        return Files.readString(ProjectFiles.ROOT.resolve("docker").resolve(name));
    }
}
