package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.bridges.CalendarServer;
import org.apppasswords.keycloak.it.support.bridges.CalendarServer.CurlResponse;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.TypedForms;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.events.EventType;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** A calendar server behind nginx and Apache with real programs, from end to end. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class HttpProxiesIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String ANOTHER = "zzzzzzzzzzzzzzzzzzzzzzzz";

    private static final String EVENT = """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//example.org//test//EN
            BEGIN:VEVENT
            UID:%1$s
            DTSTAMP:20260101T000000Z
            DTSTART:20260102T090000Z
            DTEND:20260102T100000Z
            SUMMARY:Meeting %1$s
            END:VEVENT
            END:VCALENDAR
            """;

    private static final String QUERY = """
            <c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
            <d:prop><d:getetag/><c:calendar-data/></d:prop>
            <c:filter><c:comp-filter name="VCALENDAR"/></c:filter>
            </c:calendar-query>
            """;

    @RegisterExtension
    static final CalendarServer nginx = CalendarServer.behind("nginx");

    @RegisterExtension
    static final CalendarServer apache = CalendarServer.behind("apache");

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TempDir
    Path folder;

    private TestUsers users;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache"})
    void aCalendarIsWrittenAndReadWithEachTypedForm(String proxy) {
        CalendarServer server = server(proxy);
        String user = "curl-" + proxy;
        String userId = users.create(user, SeededAppPassword.of(SECRET).named("Calendar"));
        String calendar = user + "/work/";

        assertThat(server.curl(calendar, user, SECRET, "-X", "MKCALENDAR").status())
                .isEqualTo(201);
        int meeting = 0;
        for (String typed : TypedForms.of(SECRET)) {
            String name = "meeting-" + meeting++;
            String put = EVENT.formatted(name).replace("\n", "\r\n");

            assertThat(server.curl(calendar + name + ".ics", user, typed, "-X", "PUT", "--data-binary", put)
                            .status())
                    .as(typed)
                    .isEqualTo(201);
            assertThat(server.curl(calendar, user, typed, "-X", "PROPFIND", "-H", "Depth: 1"))
                    .satisfies(listed -> {
                        assertThat(listed.status()).isEqualTo(207);
                        assertThat(listed.text()).contains(name + ".ics");
                    });
            assertThat(server.curl(calendar, user, typed, "-X", "REPORT", "-H", "Depth: 1", "--data", QUERY))
                    .satisfies(found -> {
                        assertThat(found.status()).isEqualTo(207);
                        assertThat(found.text()).contains("SUMMARY:Meeting " + name);
                    });
        }
        assertThat(server.curl(calendar + "meeting-0.ics", "curl-" + proxy + "@example.org", SECRET)
                        .text())
                .contains("SUMMARY:Meeting meeting-0");

        assertThat(new UserEvents(realm).of(userId, EventType.LOGIN))
                .hasSize(2 + 3 * TypedForms.of(SECRET).size())
                .allSatisfy(event -> {
                    assertThat(event.getClientId()).isEqualTo("radicale");
                    assertThat(event.getDetails())
                            .containsEntry("credential_user_label", "Calendar")
                            .containsEntry("app_password_address", CalendarServer.PROGRAM);
                });
        assertThat(users.appPasswords(userId).get(0).getCredentialData())
                .contains("\"lastUsedFrom\":\"" + CalendarServer.PROGRAM + "\"")
                .contains("\"lastUsedClient\":\"radicale\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache"})
    void vdirsyncerSynchronizesTwoDevices(String proxy) throws IOException {
        String user = "sync-" + proxy;
        users.create(user, SeededAppPassword.of(SECRET));
        String hyphens = TypedForms.hyphens(SECRET);

        Path phone = Files.createDirectories(folder.resolve("phone/work"));
        Files.writeString(phone.resolve("dentist.ics"), EVENT.formatted("dentist"));
        assertThat(vdirsyncer("phone", server(proxy), user, hyphens).status()).isZero();

        Path laptop = Files.createDirectories(folder.resolve("laptop/work"));
        assertThat(vdirsyncer("laptop", server(proxy), user, hyphens.toUpperCase(Locale.ROOT))
                        .status())
                .isZero();
        try (Stream<Path> files = Files.list(laptop)) {
            assertThat(files)
                    .singleElement()
                    .satisfies(file -> assertThat(file).content().contains("SUMMARY:Meeting dentist"));
        }

        Program.Result rejected = vdirsyncer("stranger", server(proxy), user, ANOTHER);
        assertThat(rejected.status()).isNotZero();
        assertThat(rejected.output()).contains("401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache"})
    void aWrongAppPasswordDoesNotOpenTheCalendar(String proxy) {
        CalendarServer server = server(proxy);
        String user = "refused-" + proxy;
        String userId = users.create(
                user,
                SeededAppPassword.of(SECRET),
                SeededAppPassword.of(ANOTHER).clients(Set.of("postfix")));
        users.create("other-" + proxy, SeededAppPassword.of(ANOTHER));
        assertThat(server.curl(user + "/work/", user, SECRET, "-X", "MKCALENDAR")
                        .status())
                .isEqualTo(201);

        for (CurlResponse answer : List.of(
                server.curl(user + "/work/", List.of()),
                server.curl(user + "/work/", List.of("-H", "Authorization: Bearer abc")),
                server.curl(user + "/work/", user, ANOTHER),
                server.curl(user + "/work/", user, TestUsers.PASSWORD),
                server.curl(user + "/work/", "nobody-at-all", SECRET))) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text()).contains("WWW-Authenticate: Basic realm=\"demo\", charset=\"UTF-8\"");
        }
        assertThat(server.curl(user + "/work/", "other-" + proxy, ANOTHER, "-X", "PROPFIND")
                        .status())
                .isEqualTo(403);

        users.deleteSeeded(userId, SECRET);
        assertThat(server.curl(user + "/work/", user, SECRET, "-X", "PROPFIND").status())
                .isEqualTo(401);
        assertThat(SecretTraces.in(server.log(), SECRET, ANOTHER, "radicale-secret"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache"})
    void aHeaderCannotChangeTheUser(String proxy) {
        CalendarServer server = server(proxy);
        String forger = "forger-" + proxy;
        String victim = "victim-" + proxy;
        users.create(forger, SeededAppPassword.of(SECRET));
        users.create(victim, SeededAppPassword.of(ANOTHER));
        assertThat(server.curl(victim + "/work/", victim, ANOTHER, "-X", "MKCALENDAR")
                        .status())
                .isEqualTo(201);

        for (String header : List.of(
                "X-Remote-User", "X_Remote_User", "X-Remote_User", "x_remote-user", "Remote-User", "REMOTE_USER")) {
            assertThat(server.curl(victim + "/work/", forger, SECRET, "-X", "PROPFIND", "-H", header + ": " + victim)
                            .status())
                    .as(header)
                    .isEqualTo(403);
            assertThat(server.curl(victim + "/work/", List.of("-X", "PROPFIND", "-H", header + ": " + victim))
                            .status())
                    .as(header)
                    .isEqualTo(401);
            assertThat(server.curl(
                                    forger + "/work-" + header + "/",
                                    forger,
                                    SECRET,
                                    "-X",
                                    "MKCALENDAR",
                                    "-H",
                                    header + ": " + victim)
                            .status())
                    .as(header)
                    .isEqualTo(201);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache"})
    void theBackendGetsTheUserNameAndNoSecret(String proxy) throws Exception {
        users.create("zo\u00eb-" + proxy, SeededAppPassword.of(SECRET));
        BlockingQueue<Headers> seen = new LinkedBlockingQueue<>();
        HttpServer application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/", exchange -> {
            seen.add(exchange.getRequestHeaders());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        application.start();
        CalendarServer server = CalendarServer.behind(
                        proxy,
                        "application",
                        "--upstream",
                        "127.0.0.1:" + application.getAddress().getPort())
                .start("radicale-secret");
        try {
            assertThat(server.curl(
                                    "anything",
                                    "zo\u00eb-" + proxy,
                                    SECRET,
                                    "-H",
                                    "X-Client-Authorization: " + VerifyEndpoint.client("dovecot", "dovecot-secret"),
                                    "-H",
                                    "X-Real-IP: 192.0.2.7",
                                    "-H",
                                    "Remote-User: admin")
                            .status())
                    .isEqualTo(204);

            Headers headers = seen.take();
            assertThat(seen).isEmpty();
            assertThat(headers.get("X-Remote-User")).containsExactly("zo%C3%AB-" + proxy);
            assertThat(headers).doesNotContainKeys("Authorization", "X-client-authorization", "Remote-user");
            assertThat(headers.toString()).doesNotContain(SECRET).doesNotContain("radicale-secret");
            // The client is radicale whatever the request claims, and the address is the program's.
            assertThat(new UserEvents(realm).of(userId("zo\u00eb-" + proxy), EventType.LOGIN))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.getClientId()).isEqualTo("radicale");
                        assertThat(event.getDetails()).containsEntry("app_password_address", CalendarServer.PROGRAM);
                    });
        } finally {
            server.stop();
            application.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache"})
    void errorsThatTheUserCannotFixDoNotAskForAPassword(String proxy) {
        String user = "mend-" + proxy;
        users.create(user, SeededAppPassword.of(SECRET));

        CalendarServer wrongSecret =
                CalendarServer.behind(proxy, "wrong-secret").start("guess");
        try {
            assertTemporary(wrongSecret.curl("", user, SECRET));
            assertTemporary(wrongSecret.curl("", List.of()));
        } finally {
            wrongSecret.stop();
        }
        CalendarServer noKeycloak = CalendarServer.behind(proxy, "no-keycloak", "--keycloak", "http://127.0.0.1:9")
                .start("radicale-secret");
        try {
            assertTemporary(noKeycloak.curl("", user, SECRET));
        } finally {
            noKeycloak.stop();
        }
        realm.updateClientWithCleanup("radicale", client -> client.directAccessGrantsEnabled(false));
        CurlResponse noService = server(proxy).curl("", user, SECRET);
        assertThat(noService.status()).isEqualTo(403);
        assertThat(noService.text()).doesNotContain("WWW-Authenticate");
    }

    private static void assertTemporary(CurlResponse answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("Retry-After: 60").doesNotContain("WWW-Authenticate");
    }

    private Program.Result vdirsyncer(String device, CalendarServer server, String username, String password)
            throws IOException {
        Path config = Files.writeString(
                folder.resolve(device + ".conf"), """
                [general]
                status_path = "%1$s/%2$s-status"
                [pair calendars]
                a = "here"
                b = "there"
                collections = ["work"]
                [storage here]
                type = "filesystem"
                path = "%1$s/%2$s"
                fileext = ".ics"
                [storage there]
                type = "caldav"
                url = "%3$s"
                username = "%4$s"
                password = "%5$s"
                """.formatted(folder, device, server.url(), username, password));
        Program.Result discovered = new Program("vdirsyncer", "-c", config.toString(), "discover")
                .reading("y\ny\n")
                .run();
        return discovered.status() == 0 ? new Program("vdirsyncer", "-c", config.toString(), "sync").run() : discovered;
    }

    private String userId(String username) {
        return realm.admin().users().searchByUsername(username, true).get(0).getId();
    }

    private static CalendarServer server(String proxy) {
        return proxy.equals("nginx") ? nginx : apache;
    }
}
