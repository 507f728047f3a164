package org.apppasswords.ldap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.DN;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.apppasswords.ldap.entry.AttributeMapping;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The defaults, every setting set, and what is reported. */
class SettingsReaderTest {

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void mandatory() {
        environment.put("LDAP_BRIDGE_KEYCLOAK_URL", "https://sso.example.org");
        environment.put("LDAP_BRIDGE_REALM", "demo");
        environment.put("LDAP_BRIDGE_CLIENT_ID", "ldap-bridge");
        environment.put("LDAP_BRIDGE_CLIENT_SECRET", "secret");
        environment.put("LDAP_BRIDGE_BASE_DN", "dc=example,dc=org");
    }

    private BridgeSettings read() throws ConfigurationException {
        return SettingsReader.read(null, environment, AttributeMapping.defaults());
    }

    private BridgeSettings read(String text) throws ConfigurationException, IOException {
        Path file = folder.resolve("bridge.properties");
        Files.writeString(file, text);
        return SettingsReader.read(file, environment, AttributeMapping.defaults());
    }

    @Test
    void theDefaultsAreSafe() throws Exception {
        BridgeSettings settings = read();

        assertThat(settings.keycloakUrl()).isEqualTo(URI.create("https://sso.example.org"));
        assertThat(settings.keycloakCaFile()).isNull();
        assertThat(settings.keycloakTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.keycloakMaxRequests()).isEqualTo(32);
        assertThat(settings.ldap()).hasToString("127.0.0.1:1389");
        assertThat(settings.ldaps()).isNull();
        assertThat(settings.http()).hasToString("127.0.0.1:9389");
        assertThat(settings.certificateFile()).isNull();
        assertThat(settings.isTlsRequired()).isFalse();
        assertThat(settings.claims()).isEqualTo(AttributeMapping.defaults());
        assertThat(settings.showsUnverifiedMail()).isFalse();
        assertThat(settings.cacheLifetime()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.cacheEntries()).isEqualTo(10_000);
        assertThat(settings.limits())
                .isEqualTo(new Limits(
                        2000,
                        1000,
                        256 * 1024,
                        Duration.ofSeconds(900),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        10_000,
                        10_000));
        assertThat(settings.log()).isEqualTo(new LogSettings(false, Level.INFO));
        assertThat(settings.stopTime()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.services())
                .containsExactly(new ServiceSettings(
                        "",
                        "demo",
                        "ldap-bridge",
                        "secret",
                        new DN("dc=example,dc=org"),
                        null,
                        "",
                        Set.of(),
                        UserSearch.THEMSELVES,
                        false));
    }

    @Test
    void everySettingIsReadFromTheFile() throws Exception {
        environment.clear();
        Path any = Files.writeString(folder.resolve("any"), " from-a-file \n");
        BridgeSettings settings = read("""
                keycloak.url = http://localhost:8080/auth/
                keycloak.ca-file = FILE
                keycloak.timeout-seconds = 3
                keycloak.max-requests = 4
                ldap.listen = :389
                ldaps.listen = [::1]:636
                http.listen = 0.0.0.0:9000
                tls.certificate-file = FILE
                tls.key-file = FILE
                tls.required = TRUE
                realm = r
                client-id = c
                client-secret-file = FILE
                base-dn = o=Müller\\\\, Söhne
                search-dn = cn=s,o=Müller\\\\, Söhne
                search-password-file = FILE
                search-users = Printer, scanner
                user-search = people
                bind-by-name = true
                attributes = mobile=phone, CN = display, telephoneNumber=, rfc822Mailbox = alias, surname=
                mail.unverified = true
                cache.seconds = 0
                cache.entries = 7
                limits.connections = 8
                limits.connections-per-address = 9
                limits.message-kib = 10
                limits.idle-seconds = 11
                limits.first-request-seconds = 12
                limits.operation-seconds = 13
                limits.results = 14
                limits.members = 15
                log.format = json
                log.level = debug
                stop-seconds = 0
                """.replace("FILE", any.toString()));

        assertThat(settings.keycloakUrl()).isEqualTo(URI.create("http://localhost:8080/auth"));
        assertThat(settings.keycloakCaFile()).isEqualTo(any);
        assertThat(settings.keycloakTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.keycloakMaxRequests()).isEqualTo(4);
        assertThat(settings.ldap()).isEqualTo(new ListenAddress("", 389));
        assertThat(settings.ldaps()).isEqualTo(new ListenAddress("::1", 636));
        assertThat(settings.http()).isEqualTo(new ListenAddress("0.0.0.0", 9000));
        assertThat(settings.certificateFile()).isEqualTo(any);
        assertThat(settings.keyFile()).isEqualTo(any);
        assertThat(settings.isTlsRequired()).isTrue();
        assertThat(settings.services())
                .containsExactly(new ServiceSettings(
                        "",
                        "r",
                        "c",
                        "from-a-file",
                        new DN("o=Müller\\, Söhne"),
                        new DN("cn=s,o=Müller\\, Söhne"),
                        "from-a-file",
                        Set.of("printer", "scanner"),
                        UserSearch.PEOPLE,
                        true));
        assertThat(settings.claims())
                .containsEntry("mobile", "phone")
                .containsEntry("CN", "display")
                .containsEntry("mail", "alias")
                .doesNotContainKeys("cn", "telephoneNumber", "rfc822Mailbox", "sn", "surname");
        assertThat(settings.showsUnverifiedMail()).isTrue();
        assertThat(settings.cacheLifetime()).isZero();
        assertThat(settings.cacheEntries()).isEqualTo(7);
        assertThat(settings.limits())
                .isEqualTo(new Limits(
                        8,
                        9,
                        10 * 1024,
                        Duration.ofSeconds(11),
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(13),
                        14,
                        15));
        assertThat(settings.log()).isEqualTo(new LogSettings(true, Level.FINE));
        assertThat(settings.stopTime()).isZero();
    }

    @Test
    void theEnvironmentWins() throws Exception {
        assertThat(read("realm = other\ncache.seconds = 5\n").services().get(0).realm())
                .isEqualTo("demo");
    }

    @Test
    void servicesShareWhatIsNotTheirOwn() throws Exception {
        environment.remove("LDAP_BRIDGE_BASE_DN");
        environment.put("LDAP_BRIDGE_SERVICES", "nas, mail");
        environment.put("LDAP_BRIDGE_NAS_BASE_DN", "dc=nas");
        environment.put("LDAP_BRIDGE_MAIL_BASE_DN", "dc=mail");
        environment.put("LDAP_BRIDGE_MAIL_CLIENT_ID", "dovecot");
        environment.put("LDAP_BRIDGE_MAIL_USER_SEARCH", "nothing");

        assertThat(read().services())
                .extracting(ServiceSettings::name, ServiceSettings::clientId, ServiceSettings::userSearch)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("nas", "ldap-bridge", UserSearch.THEMSELVES),
                        org.assertj.core.groups.Tuple.tuple("mail", "dovecot", UserSearch.NOTHING));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KEYCLOAK_URL||keycloak.url: must be set (or LDAP_BRIDGE_KEYCLOAK_URL)",
                "KEYCLOAK_URL|sso.example.org|keycloak.url: sso.example.org: must be like https://sso.example.org or with a path",
                "KEYCLOAK_URL|https://a b|keycloak.url: https://a b: not a valid address",
                "REALM||realm: must be set (or LDAP_BRIDGE_REALM)",
                "CLIENT_SECRET||client-secret-file: must be set (or client-secret)",
                "CLIENT_SECRET_FILE|/nowhere|client-secret, client-secret-file: only one of them may be set",
                "BASE_DN||base-dn: must be set (or LDAP_BRIDGE_BASE_DN)",
                "BASE_DN|example.org|base-dn: example.org: not a valid name, for example dc=example,dc=org",
                "SEARCH_DN|cn=search|search-dn: must be below dc=example,dc=org",
                "SEARCH_DN|cn=search,dc=example,dc=org|search-password-file: must be set (or search-password)",
                "SEARCH_PASSWORD_FILE|/nowhere|search-password-file: /nowhere: cannot be read: NoSuchFileException",
                "USER_SEARCH|all|user-search: all: must be one of themselves, people, nothing",
                "BIND_BY_NAME|yes|bind-by-name: yes: must be one of true, false",
                "LDAP_LISTEN|1389|ldap.listen: 1389: must be HOST:PORT, [IPV6]:PORT or :PORT",
                "LDAP_LISTEN||ldap.listen, ldaps.listen: at least one of them must be set",
                "LDAPS_LISTEN|:636|ldaps.listen: needs tls.certificate-file and tls.key-file",
                "TLS_REQUIRED|true|tls.required: needs tls.certificate-file and tls.key-file",
                "TLS_KEY_FILE|/nowhere|tls.key-file: /nowhere: the file does not exist or cannot be read",
                "CACHE_SECONDS|61|cache.seconds: 61: must be a number between 0 and 60",
                "LIMITS_RESULTS|many|limits.results: many: must be a number between 1 and 10000000",
                "ATTRIBUTES|mobile|attributes: mobile: must be ATTRIBUTE=CLAIM",
                "ATTRIBUTES|uid=email|attributes: uid: comes from Keycloak itself and cannot have another claim",
                "ATTRIBUTES|memberOf=x|attributes: memberOf: comes from Keycloak itself and cannot have another claim",
                "CACHE_SECOND|1|LDAP_BRIDGE_CACHE_SECOND: unknown setting; did you mean LDAP_BRIDGE_CACHE_SECONDS?",
                "SERVICES|NAS|services: NAS: must be lower-case letters and digits, starting with a letter",
                "LOG_LEVEL|trace|log.level: trace: must be one of error, warn, info, debug"
            })
    void aProblemNamesTheSettingAndWhatIsAccepted(String variable, String value, String message) {
        environment.put("LDAP_BRIDGE_" + variable, value == null ? "" : value);

        assertThatThrownBy(this::read)
                .isInstanceOf(ConfigurationException.class)
                .satisfies(e -> assertThat(e.getMessage().lines()).contains(message));
    }

    @Test
    void allProblemsAreReportedAtOnceAndNoSecret() {
        environment.put("LDAP_BRIDGE_CLIENT_SECRET", "top-secret");
        environment.put("LDAP_BRIDGE_CLIENT_SECRET_FILE", "/nowhere");
        environment.put("LDAP_BRIDGE_CACHE_SECONDS", "-1");

        assertThatThrownBy(() -> read("relm = x\nkeycloak.url = y\n"))
                .hasMessageContaining("relm: unknown setting; did you mean realm?")
                .hasMessageContaining("cache.seconds")
                .hasMessageContaining("client-secret-file")
                .hasMessageNotContaining("top-secret");
    }

    /** Kubernetes adds these to every container if a service has the name of the bridge. */
    @ParameterizedTest
    @CsvSource({
        "LDAP_BRIDGE_PORT",
        "LDAP_BRIDGE_SERVICE_HOST",
        "LDAP_BRIDGE_SERVICE_PORT",
        "LDAP_BRIDGE_SERVICE_PORT_LDAP",
        "LDAP_BRIDGE_PORT_1389_TCP",
        "LDAP_BRIDGE_PORT_1389_TCP_ADDR"
    })
    void variablesOfKubernetesAreNotSettings(String variable) throws Exception {
        environment.put(variable, "tcp://10.0.0.1:1389");
        assertThat(read()).isNotNull();
    }

    @Test
    void noSecretAppearsInText() throws Exception {
        environment.put("LDAP_BRIDGE_SEARCH_DN", "cn=s,dc=example,dc=org");
        environment.put("LDAP_BRIDGE_SEARCH_PASSWORD", "top-secret");
        environment.put("LDAP_BRIDGE_CLIENT_SECRET", "top-secret");

        assertThat(read().toString()).doesNotContain("top-secret");
        assertThat(Stream.of(read().services()).map(Object::toString)).noneMatch(text -> text.contains("top-secret"));
    }
}
