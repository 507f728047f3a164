package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.bridges.Bridges;
import org.apppasswords.keycloak.it.support.bridges.Bridges.Bridge;
import org.apppasswords.keycloak.it.support.bridges.CalendarServer;
import org.apppasswords.keycloak.it.support.bridges.CalendarServer.CurlResponse;
import org.apppasswords.keycloak.it.support.bridges.Dovecot;
import org.apppasswords.keycloak.it.support.bridges.LdapBind;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.bridges.OpenLdapWithBridge;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.VerifyEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The table in docs/bridges.md of what programs write as user name and password, with every bridge. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class BridgeInputsIT {

    private static final String SALT = "0123456789abcdef";

    @RegisterExtension
    static final LdapBridge ldap = new LdapBridge("ldap-inputs");

    private static final OpenLdapWithBridge openLdap = OpenLdapWithBridge.ofNames("openldap-inputs");

    @RegisterExtension
    static final Bridge radius = Bridges.freeRadius();

    @RegisterExtension
    static final Dovecot dovecot = new Dovecot("dovecot-inputs", "dovecot");

    @RegisterExtension
    static final Dovecot lua = new Dovecot("dovecot-inputs-lua", "dovecot", "--passdb", "lua");

    @RegisterExtension
    static final CalendarServer nginx = CalendarServer.behind("nginx");

    @RegisterExtension
    static final CalendarServer apache = CalendarServer.behind("apache");

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    /** The bridges, each with its column of the table. */
    private enum Bridged {
        VERIFY(1),
        NGINX(1),
        APACHE(1),
        LDAP_BRIDGE(2),
        OPENLDAP(3),
        FREERADIUS(4),
        DOVECOT_OAUTH2(5),
        DOVECOT_LUA(6);

        private final int column;

        Bridged(int column) {
            this.column = column;
        }

        /** Returns what the program is told: yes, no (a wrong password), or anything else, such as unavailable. */
        private String answer(TypedInput input, ManagedRealm realm) {
            return switch (this) {
                case VERIFY -> verify(input, realm);
                case NGINX -> calendar(nginx, input);
                case APACHE -> calendar(apache, input);
                case LDAP_BRIDGE -> ldap(ldap.port(), input);
                case OPENLDAP -> ldap(openLdap.port(), input);
                case FREERADIUS -> radius(input);
                case DOVECOT_OAUTH2 -> imap(dovecot, input);
                case DOVECOT_LUA -> imap(lua, input);
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
    void createUsers() {
        if (realm.admin().users().searchByUsername("pat", true).isEmpty()) {
            allowUnusualNames();
            TestUsers users = new TestUsers(realm);
            for (TypedInput input :
                    List.of(TypedInput.SPACE_IN_NAME, TypedInput.LONGEST_NAME, TypedInput.WITHOUT_ADDRESS)) {
                UserRepresentation user =
                        TestUsers.representation(new String(input.username(), StandardCharsets.UTF_8));
                user.setEmail(input == TypedInput.WITHOUT_ADDRESS ? null : input.name() + "@example.org");
                users.create(user, SeededAppPassword.of(TypedInput.LETTERS));
            }
            users.create(
                    "pat",
                    SeededAppPassword.of(TypedInput.LETTERS),
                    SeededAppPassword.of("").hashedElsewhere("ssha256", importedHash()));
            users.create("zoë", SeededAppPassword.of(TypedInput.LETTERS));
        }
    }

    /** Keycloak's default profile forbids spaces, and requires an e-mail address. */
    private void allowUnusualNames() {
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.getAttribute("username").getValidations().remove("username-prohibited-characters");
        profile.getAttribute("email").setRequired(null);
        realm.admin().users().userProfile().update(profile);
    }

    @ParameterizedTest
    @EnumSource
    void everyBridgeAnswersAsDocumented(TypedInput input) {
        List<String> documented = documented().get(input.label());
        Map<Bridged, String> expected = new EnumMap<>(Bridged.class);
        Map<Bridged, String> answers = new EnumMap<>(Bridged.class);
        for (Bridged bridge : Bridged.values()) {
            expected.put(bridge, documented.get(bridge.column));
            answers.put(bridge, bridge.answer(input, realm));
        }

        assertThat(answers).isEqualTo(expected);
    }

    /** Only possible without Keycloak's validator of user names: such a name is a path, perhaps to another mailbox. */
    @ParameterizedTest
    @ValueSource(strings = {"../vmail/bob", "mail/bob"})
    void aUserNameThatIsAPathOpensNoMailbox(String username) {
        UserRepresentation user = TestUsers.representation(username);
        user.setEmail("path" + username.length() + "@example.org");
        new TestUsers(realm).create(user, SeededAppPassword.of(TypedInput.LETTERS));

        assertThat(lua.authenticate("pat@example.org", TypedInput.LETTERS)).contains("pat");
        assertThat(lua.authenticate(user.getEmail(), TypedInput.LETTERS)).isEmpty();
    }

    @Test
    void everyRowIsTested() {
        assertThat(documented().keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(TypedInput.values())
                        .map(TypedInput::label)
                        .toList());
    }

    private static Map<String, List<String>> documented() {
        try (Stream<String> lines = Files.lines(ProjectFiles.ROOT.resolve("docs/bridges.md"))) {
            Map<String, List<String>> rows = new HashMap<>();
            lines.dropWhile(line -> !line.startsWith("| a program sends |"))
                    .skip(2)
                    .takeWhile(line -> line.startsWith("|"))
                    .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                            .map(String::strip)
                            .toList())
                    .forEach(cells -> rows.put(cells.get(0), cells));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String importedHash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(TypedInput.IMPORTED_PASSWORD.getBytes(StandardCharsets.UTF_8));
            byte[] hash = digest.digest(SALT.getBytes(StandardCharsets.US_ASCII));
            byte[] salted = Arrays.copyOf(hash, hash.length + SALT.length());
            System.arraycopy(SALT.getBytes(StandardCharsets.US_ASCII), 0, salted, hash.length, SALT.length());
            return Base64.getEncoder().encodeToString(salted);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String verify(TypedInput input, ManagedRealm realm) {
        Answer answer = new VerifyEndpoint(realm.getBaseUrl())
                .ask(
                        "GET",
                        Map.of(
                                VerifyEndpoint.CLIENT_HEADER,
                                VerifyEndpoint.client("radicale", "radicale-secret"),
                                "Authorization",
                                basic(input)));
        return switch (answer.status()) {
            case 204 ->
                answer.header("Remote-User").filter(person(input)::equals).isPresent() ? "yes" : "as another user";
            case 401 -> "no";
            default -> answer.toString();
        };
    }

    private static String calendar(CalendarServer server, TypedInput input) {
        CurlResponse answer = server.curl(
                "",
                List.of(
                        "-H",
                        "Authorization: " + basic(input),
                        "-X",
                        "PROPFIND",
                        "--data",
                        "<propfind xmlns='DAV:'><prop><current-user-principal/></prop></propfind>"));
        return switch (answer.status()) {
            // Radicale encodes the percent sign of Remote-User again.
            case 207 ->
                answer.text().contains("<href>/" + person(input).replace("%", "%25") + "/</href>")
                        ? "yes"
                        : "as another user: " + answer.text();
            case 401 -> "no";
            default -> answer.toString();
        };
    }

    /** Returns Keycloak's user name, as the header encodes it. */
    private static String person(TypedInput input) {
        return switch (input) {
            case UTF_8, ISO_8859_1 -> "zo%C3%AB";
            case SPACE_IN_NAME -> "pat%20smith";
            case LONGEST_NAME, WITHOUT_ADDRESS -> new String(input.username(), StandardCharsets.UTF_8);
            default -> "pat";
        };
    }

    private static String basic(TypedInput input) {
        byte[] pair = Arrays.copyOf(input.username(), input.username().length + 1 + input.password().length);
        pair[input.username().length] = ':';
        System.arraycopy(input.password(), 0, pair, input.username().length + 1, input.password().length);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static String ldap(int port, TypedInput input) {
        String dn = "uid=" + escaped(input.username(), "\\%02x") + ",ou=people,dc=example,dc=org";
        try (LdapBind bind = new LdapBind(port, dn, input.password())) {
            int code = bind.resultCode();
            return switch (code) {
                case 0 -> "yes";
                // invalidCredentials; unwillingToPerform, for a DN without a password; invalidDNSyntax
                case 49, 53, 34 -> "no";
                default -> "result code " + code;
            };
        }
    }

    private static String radius(TypedInput input) {
        String output = new Program(
                        "radclient",
                        "-x",
                        "-r",
                        "1",
                        "-t",
                        "5",
                        "127.0.0.1:" + radius.port(),
                        "auth",
                        Bridges.RADIUS_SECRET)
                // RADIUS has room for 253 bytes and 128 bytes.
                .reading("User-Name = \"%s\"\nUser-Password = \"%s\"\nNAS-Port = 0\n"
                        .formatted(
                                escaped(cut(input.username(), 253), "\\%03o"),
                                escaped(cut(input.password(), 128), "\\%03o")))
                .run()
                .output();
        if (output.contains("Received Access-Accept")) {
            return "yes";
        }
        return output.contains("Received Access-Reject") ? "no" : output;
    }

    private static String imap(Dovecot server, TypedInput input) {
        String answer = server.mailProgram(7).authenticate(input.username(), input.password());
        if (answer.startsWith("OK")) {
            return "yes";
        }
        return answer.startsWith("NO [AUTHENTICATIONFAILED]") ? "no" : answer;
    }

    private static byte[] cut(byte[] text, int length) {
        return text.length <= length ? text : Arrays.copyOf(text, length);
    }

    private static String escaped(byte[] text, String format) {
        return IntStream.range(0, text.length)
                .mapToObj(i -> format.formatted(text[i] & 0xff))
                .collect(Collectors.joining());
    }
}
