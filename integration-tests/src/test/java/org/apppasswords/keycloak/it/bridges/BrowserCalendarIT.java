package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.bridges.CalendarServer;
import org.apppasswords.keycloak.it.support.bridges.CalendarServer.CurlResponse;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.events.EventType;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** A calendar program that is a web page of another origin, behind nginx and Apache. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class BrowserCalendarIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String WRONG = "zzzzzzzzzzzzzzzzzzzzzzzz";

    /** Sends a request as such programs do, and returns its status and a header, or the browser's error. */
    private static final String REQUEST = """
            const [url, method, credentials, done] = arguments;
            fetch(url, {method, headers: {Authorization: 'Basic ' + btoa(credentials), Depth: '1'}})
                .then(answer => done(answer.status + ' ' + answer.headers.get('DAV')), error => done(error.name));
            """;

    private static HttpServer pages;
    private static Map<String, CalendarServer> servers;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @BeforeAll
    static void start() throws IOException {
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext("/", exchange -> {
            byte[] page = "<!DOCTYPE html><title>Calendar</title><p>Calendar".getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        pages.start();
        servers = Map.of("nginx", server("nginx"), "apache", server("apache"));
    }

    private static CalendarServer server(String proxy) {
        return CalendarServer.behind(proxy, "browser", "--origin", origin("localhost"))
                .start("radicale-secret");
    }

    private static String origin(String host) {
        return "http://" + host + ":" + pages.getAddress().getPort();
    }

    @AfterAll
    static void stop() {
        servers.values().forEach(CalendarServer::stop);
        pages.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache"})
    void aPageOfTheConfiguredOriginReadsTheCalendar(String proxy) {
        String user = "browses-" + proxy;
        String userId = new TestUsers(realm).create(user, SeededAppPassword.of(SECRET));
        chromium.open(origin("localhost"));

        assertThat(fetch(proxy, "PROPFIND", user, SECRET)).startsWith("207 ").contains("1");
        assertThat(fetch(proxy, "MKCALENDAR", user, SECRET)).startsWith("201");
        assertThat(fetch(proxy, "PROPFIND", user, WRONG)).startsWith("401");
        // The preflights have not signed in.
        assertThat(new UserEvents(realm).of(userId, EventType.LOGIN)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache"})
    void aPageOfAnotherOriginIsStoppedByTheBrowser(String proxy) {
        String user = "stranger-" + proxy;
        String userId = new TestUsers(realm).create(user, SeededAppPassword.of(SECRET));
        chromium.open(origin("127.0.0.1"));

        assertThat(fetch(proxy, "PROPFIND", user, SECRET)).isEqualTo("TypeError");

        assertThat(new UserEvents(realm).of(userId, EventType.LOGIN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache"})
    void theProxyAnswersAPreflightOfTheConfiguredOriginOnly(String proxy) {
        String ours = "Origin: " + origin("localhost");
        String method = "Access-Control-Request-Method: PROPFIND";

        assertThat(options(proxy, ours, method)).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.text())
                    .containsOnlyOnce("Access-Control-Allow-Origin: " + origin("localhost"))
                    .contains("Access-Control-Allow-Headers: Authorization,", "PROPFIND", "Vary: Origin")
                    .doesNotContain("Access-Control-Allow-Credentials", "WWW-Authenticate", "DAV:");
        });
        for (CurlResponse other : List.of(
                options(proxy, method),
                options(proxy, ours),
                options(proxy, "Origin: https://evil.example", method),
                options(proxy, "Origin: null", method),
                options(proxy, "Origin;", method),
                options(proxy, ours + ".evil.example", method))) {
            assertThat(other.status()).as(other.text()).isEqualTo(401);
            assertThat(other.text()).contains("WWW-Authenticate: Basic").doesNotContain("Access-Control-Allow-Methods");
        }
        assertThat(options(proxy, ours).text()).contains("Access-Control-Allow-Origin: " + origin("localhost"));
        // Browsers send lower case. nginx ignores the case, but does not repeat the other spelling.
        String capitals = origin("localhost").toUpperCase(Locale.ROOT);
        assertThat(options(proxy, "Origin: " + capitals, method).text()).doesNotContain(capitals);
        assertThat(options(proxy, "Origin: https://evil.example", method).text())
                .doesNotContain("Access-Control-Allow-Origin");
        // Only preflights are answered without a sign-in.
        assertThat(servers.get(proxy)
                        .curl("", List.of("-X", "PROPFIND", "-H", ours, "-H", method))
                        .status())
                .isEqualTo(401);
    }

    private static CurlResponse options(String proxy, String... headers) {
        return servers.get(proxy)
                .curl(
                        "alice/work/",
                        Stream.concat(
                                        Stream.of("-X", "OPTIONS"),
                                        Arrays.stream(headers).flatMap(header -> Stream.of("-H", header)))
                                .toList());
    }

    private static String fetch(String proxy, String method, String user, String password) {
        String path = method.equals("MKCALENDAR") ? user + "/work/" : user + "/";
        return (String) chromium.runAsync(REQUEST, servers.get(proxy).url() + path, method, user + ":" + password);
    }
}
