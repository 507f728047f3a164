package org.apppasswords.keycloak.it.admin;

import static org.apppasswords.keycloak.it.support.http.ImportApi.line;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.StoredAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.fixtures.UserEvents;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.ImportApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.timeoffset.InjectTimeOffSet;
import org.keycloak.testframework.remote.timeoffset.TimeOffSet;

/** Importing app passwords from other systems, and signing in with them. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class ImportIT {

    /** The passwords of the hashes below, which were made by the programs that ImportedHashTest names. */
    private static final String PASSWORD = "Grüße, Mail 7!";

    private static final String BCRYPT = "{BLF-CRYPT}$2y$08$J4WzV80oCIzAhNlwHA6J4ultgC1rRhBcxeFF9D0BgRdx2.H8XvsbW";
    private static final String ARGON2 =
            "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$jmhNTvXO4joQhDREj53OFw$JXwjZFv6uH/Sxcuzydt5mXu0XBKZTIed0jXOJBaJeFQ";

    /** mkpasswd -m bcrypt -R 14 'Grüße, Mail 7!' */
    private static final String SLOW = "$2b$14$ve3669Jq.NtTRHJUjkZmqO5Zv58ddHkhdpiqFSS5pIDxO08ympY2G";

    private static final String WRONG = "not the password";
    private static final String NEXT = "import-next";
    private static final byte[] SALT = "saltsalt".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER_SALT = "tlastlas".getBytes(StandardCharsets.US_ASCII);

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak admin;

    @InjectTimeOffSet
    TimeOffSet clock;

    private ImportApi imports;
    private TokenEndpoint tokens;
    private TestUsers users;
    private ServerLog log;

    @TestSetup
    public void createClients() {
        new Administrators(realm).createTheirProgram();
        String flow = new Flows(realm).appPasswordOrAccountPassword(NEXT, Map.of("other-input", "next"));
        new BridgeClients(realm).create(NEXT, BridgeClients.flow(flow));
    }

    @BeforeEach
    void setUp() {
        imports = new ImportApi(realm.getBaseUrl(), admin.tokenManager().getAccessTokenString());
        tokens = new TokenEndpoint(realm.getBaseUrl());
        users = new TestUsers(realm);
        log = ServerLog.fromHere();
    }

    @AfterEach
    void noUnexpectedErrorIsLogged() {
        assertThat(log.text().lines())
                .noneMatch(line -> line.contains("Uncaught server error") || line.contains("ERROR [org.apppasswords"));
        assertThat(SecretTraces.in(log.text(), PASSWORD, BCRYPT.substring(11, 60)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{BLF-CRYPT}$2y$05$T9nZpwqdB9Uk8958eOlmceUUEJtYYYgswLdrtUNoFhLw6V5qHQTsO",
                "$2a$05$29W/O.1E27I9l/i7sAkDSOqvjSsGpAD0gZycg3kISSb3ko8ZTWBlS",
                "{CRYPT}$2b$05$2dsGiLh/fygNFSAYji7J7uJ8q/u0ed9ub3kUux.zP50QrvpgaWctS",
                ARGON2,
                "{ARGON2I}$argon2i$v=19$m=32768,t=4,p=1$ODJhmpJdXsw0v4NCqx0Fdg$yDZ2Rj232rmFavIzG3S6RekRpYhGSVtrWyCsXjCGwqI",
                "3|$argon2id$v=19$m=4096,t=2,p=1$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4",
                "{PBKDF2}$1$d8krYNeKFG6Xi.ma$5000$1013639da116b525a2aa25f10d064fa94096ff94",
                "{PBKDF2-SHA512}10000$Mgz5PFJ643s6wEnlUZLuLg$05H1quDg.FMEOE7ggTOJ9Nl0JZRwC47FUt4cuhNCR4tS0SKgkKb52rZq0SOSreXabCR.bjSA3Lq5FNxnPWl/GA",
                "{SSHA256}P1VTqGXz6snpJN6mf1YyAwpBWc1e+34NYS+7fRS1rfFGonul",
                "{SSHA512}BbegAkffpB/M1IXKYmkENWeg90LGwtyajUtf6GrW5GDKX0H6cRHVdbD4ymJy9z8hs7Ljg1QVcl0eqI42OVHBFh/z8q1IGFmW",
                "{SHA512-CRYPT}$6$NcA.soBP2h4PGvv9$9vpfmAlNsPK0SMs.LWXYB9Ct4vdnp1nBhhOP3c1HBVLqgvnG4w6czOH3GqWvtqvpH3DLoNpFo.LtHqG/9b5Co0",
                "$5$rounds=1000$saltsaltsalt$RsehArvcYNoCTAVPpJPbHTPEHI4H8Nm/EJAB4N41j/7",
                "$app$cGhvbmU=$$6$abcdefgh$YoYvNq6JNibzusWt70o4RdufAeuEvkZ7wTCXG9tkVml7701GfeG9nJFZZfuzFI3mxQUcRra835SC9qo6mwdTd0"
            })
    void importedAppPasswordsSignIn(String hash) {
        String username = "scheme-" + Integer.toHexString(hash.hashCode());
        String userId = users.create(username);

        JsonNode answer =
                imports.send(line(username, "Old phone", hash, "dovecot")).get(0);

        assertThat(answer.path("result").asText()).as("%s", answer).isEqualTo("created");
        String id = onlyOne(userId).getId();
        assertThat(answer.path("line").asInt()).isEqualTo(1);
        assertThat(answer.path("id").asText()).isEqualTo(id);
        assertThat(answer.path("name").asText()).isEqualTo("Old phone");
        Answer signedIn = tokens.directGrant("dovecot", username, PASSWORD);
        assertThat(signedIn.status()).as(signedIn.body()).isEqualTo(200);
        assertThat(signedIn.claims().path("sub").asText()).isEqualTo(userId);
        EventRepresentation login = last(userId, EventType.LOGIN);
        assertThat(login.getDetails())
                .containsEntry("credential_id", id)
                .containsEntry("credential_user_label", "Old phone");
        assertThat(onlyOne(userId).getCredentialData()).contains("\"lastUsedClient\":\"dovecot\"");

        // Exactly as in the other system: capitals and spaces are significant.
        rejectsByFormat(tokens.directGrant("dovecot", username, PASSWORD + " "));
        rejectsByFormat(tokens.directGrant("dovecot", username, WRONG));
        // Other clients are still rejected, although the match was remembered.
        Answer elsewhere = tokens.directGrant("postfix", username, PASSWORD);
        assertThat(elsewhere.description()).isEqualTo("Invalid user credentials");
        assertThat(last(userId, EventType.LOGIN_ERROR).getDetails()).containsEntry("reason", "service_not_allowed");
    }

    @Test
    void anImportedOneInOurOwnFormatSignsInToo() {
        users.create("shaped", SeededAppPassword.of("abcdefghijklmnopqrstuvwx"));
        String shaped = "Zyxw-vuts-rqpo-nmlk-jihg-fedc";
        imports.send(line("shaped", "Nextcloud", ssha(shaped)));

        assertThat(status("shaped", shaped)).isEqualTo(200);
        assertThat(status("shaped", "abcd-efgh-ijkl-mnop-qrst-uvwx")).isEqualTo(200);
        // In another notation, it is rejected: only app passwords that were created here accept those.
        assertThat(tokens.directGrant("dovecot", "shaped", shaped.toLowerCase(Locale.ROOT))
                        .description())
                .isEqualTo("Invalid user credentials");
    }

    @Test
    void theUserCanBeNamedByEmailAddressOrId() {
        String userId = users.create("named");

        List<JsonNode> answers = imports.send(
                line("NAMED@example.org", "By e-mail", ssha("one")),
                line(null, "By id", ssha("two")).put("userId", userId));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.path("userId").asText()).isEqualTo(userId));
        assertThat(users.appPasswords(userId)).hasSize(2);
    }

    @Test
    void knownMetadataIsImported() {
        String userId = users.create("known");
        long now = System.currentTimeMillis();

        imports.send(line("known", "  Old phone  ", BCRYPT, "dovecot", "postfix")
                .put("createdAt", 1_500_000_000_000L)
                .put("expiresAt", now + 1_000_000)
                .put("lastUsedAt", now - 1000));

        CredentialRepresentation stored = onlyOne(userId);
        assertThat(stored.getUserLabel()).isEqualTo("Old phone");
        assertThat(stored.getCreatedDate()).isEqualTo(1_500_000_000_000L);
        assertThat(stored.getCredentialData())
                .contains("\"clients\":\"dovecot, postfix\"")
                .contains("\"expiresAt\":\"" + Instant.ofEpochMilli(now + 1_000_000) + "\"")
                .contains("\"lastUsedAt\":\"" + Instant.ofEpochMilli(now - 1000) + "\"")
                .doesNotContain("$2y$");
        assertThat(stored.getSecretData()).isNull();
    }

    @Test
    void networksLimitAnImportedOneToo() {
        String userId = users.create("office");
        ObjectNode limited = line("office", "Office", ssha("office"), "dovecot");
        limited.putArray("networks").add("192.0.2.7/24").add("2001:DB8:0:0::/32");
        ObjectNode everywhere = line("office", "Everywhere", ssha("everywhere"), "dovecot");
        everywhere.putNull("networks");

        List<JsonNode> answers = imports.send(limited, everywhere);

        assertThat(results(answers)).containsExactly("created", "created");
        assertThat(results(imports.send(limited))).containsExactly("exists");
        assertThat(users.appPasswords(userId))
                .filteredOn(credential -> credential.getUserLabel().equals("Office"))
                .singleElement()
                .satisfies(credential -> assertThat(StoredAppPassword.data(credential)
                                .path("networks")
                                .asText())
                        .isEqualTo("192.0.2.0/24, 2001:db8::/32"));
        for (String inside : List.of("192.0.2.9", "2001:db8:7::1")) {
            assertThat(tokens.directGrantFrom(inside, "dovecot", "office", "office")
                            .status())
                    .as(inside)
                    .isEqualTo(200);
        }
        // Although the match is remembered now.
        Answer outside = tokens.directGrantFrom("192.0.3.9", "dovecot", "office", "office");
        assertThat(outside.description()).isEqualTo("Invalid user credentials");
        assertThat(last(userId, EventType.LOGIN_ERROR).getDetails()).containsEntry("reason", "network_not_allowed");
        assertThat(tokens.directGrantFrom("192.0.3.9", "dovecot", "office", "everywhere")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'192.0.2.0/24' | networks: must be an array of strings",
                "[1] | networks: must be an array of strings",
                "[null] | networks: must be an array of strings",
                "['home'] | networks: must be IP addresses or networks in CIDR notation, such as 192.0.2.0/24 or 2001:db8::/32",
                "['192.0.2.0/24','192.0.2.0/33'] | networks: must be IP addresses or networks in CIDR notation, such as 192.0.2.0/24 or 2001:db8::/32",
                "['1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16','17'] | networks: must have at most 16 entries",
            },
            quoteCharacter = '`')
    void aLineWithInvalidNetworksIsRejected(String networks, String description) {
        String username = "bad-networks-" + Integer.toHexString(networks.hashCode());
        String userId = users.create(username);
        ObjectNode rejected = line(username, "Office", ssha("office"));
        rejected.set("networks", Answer.parse(networks.replace('\'', '"')));

        List<JsonNode> answers = imports.send(rejected, line(username, "Everywhere", ssha("everywhere")));

        assertThat(results(answers)).containsExactly("error", "created");
        assertThat(answers.get(0).path("error").asText()).isEqualTo("invalid_request");
        assertThat(answers.get(0).path("error_description").asText()).isEqualTo(description);
        assertThat(onlyOne(userId).getUserLabel()).isEqualTo("Everywhere");
    }

    @Test
    void importingAgainChangesNothing() {
        String userId = users.create("again");
        List<String> lines = List.of(
                line("again", "iPhone", BCRYPT, "dovecot").toString(),
                line("again", "Laptop", ssha("laptop")).toString());
        List<JsonNode> first = imports.send(lines);
        List<CredentialRepresentation> before = users.appPasswords(userId);

        List<JsonNode> second = imports.send(lines);
        // The same hash in another notation.
        List<JsonNode> third = imports.send(line("again", "Another name", BCRYPT.substring("{BLF-CRYPT}".length())));

        assertThat(results(first)).containsExactly("created", "created");
        assertThat(results(second)).containsExactly("exists", "exists");
        assertThat(second.get(0).path("id")).isEqualTo(first.get(0).path("id"));
        assertThat(results(third)).containsExactly("exists");
        assertThat(third.get(0).path("name").asText()).isEqualTo("iPhone");
        assertThat(users.appPasswords(userId)).usingRecursiveComparison().isEqualTo(before);
        assertThat(adminEvents(userId)).hasSize(2);
    }

    @Test
    void answersAreStreamedAndAnInterruptedImportCanBeRepeated() throws IOException {
        String userId = users.create("cut-off");
        List<String> lines = IntStream.range(0, 5)
                .mapToObj(i -> line("cut-off", "Phone", ssha("phone " + i)).toString())
                .toList();

        try (ImportApi.Conversation conversation = imports.begin()) {
            assertThat(conversation.say(lines.get(0)).path("result").asText()).isEqualTo("created");
            assertThat(users.appPasswords(userId)).hasSize(1);
            assertThat(conversation.say(lines.get(1)).path("line").asInt()).isEqualTo(2);
        }

        assertThat(results(imports.send(lines))).containsExactly("exists", "exists", "created", "created", "created");
        assertThat(users.appPasswords(userId))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactlyInAnyOrder("Phone", "Phone 2", "Phone 3", "Phone 4", "Phone 5");
        for (int i = 0; i < 5; i++) {
            assertThat(status("cut-off", "phone " + i)).isEqualTo(200);
        }
    }

    @Test
    void aNameThatIsTakenGetsANumber() {
        users.create(
                "numbered", SeededAppPassword.of("abcdefghijklmnopqrstuvwx").named("iPhone"));
        String longest = "\uD83D\uDCF1".repeat(64);

        List<JsonNode> answers = imports.send(
                line("numbered", "IPHONE", ssha("1")),
                line("numbered", "iPhone", ssha("2")),
                line("numbered", "iPhone 2", ssha("3")),
                line("numbered", longest, ssha("4")),
                line("numbered", longest, ssha("5")));

        assertThat(answers)
                .extracting(answer -> answer.path("name").asText())
                .containsExactly("IPHONE 2", "iPhone 3", "iPhone 2 2", longest, "\uD83D\uDCF1".repeat(62) + " 2");
    }

    @Test
    void anInvalidLineIsAnErrorAndTheOthersAreImported() {
        String userId = users.create("lines");
        Map<String, String> bad = Map.ofEntries(
                Map.entry("not JSON", "The line is not valid JSON, or repeats a field."),
                Map.entry("[]", "The line must be one JSON object."),
                Map.entry("{} {}", "name: must be a string"),
                Map.entry("{}", "name: must be a string"),
                Map.entry("{\"name\":\"a\",\"hash\":\"a\"}", "username, userId: exactly one is required"),
                Map.entry(
                        line("lines", "Phone", BCRYPT).put("userId", userId).toString(),
                        "username, userId: exactly one is required"),
                Map.entry(
                        line("lines", "Phone", BCRYPT).put("expireAt", 1).toString(),
                        "The line has an unknown field. Accepted fields: username, userId, name, hash, clients, networks, createdAt,"
                                + " expiresAt, lastUsedAt"),
                Map.entry("{\"username\":\"lines\",\"name\":\"a\"}", "hash: must be a string"),
                Map.entry("{\"username\":\"lines\",\"hash\":\"a\"}", "name: must be a string"),
                Map.entry("{\"username\":1,\"name\":\"a\",\"hash\":\"a\"}", "username: must be a string"),
                Map.entry(line("nobody-here", "Phone", BCRYPT).toString(), "The user does not exist."),
                // PostgreSQL rejects a look-up with a NUL.
                Map.entry(line("lines\0", "Phone", BCRYPT).toString(), "The user does not exist."),
                Map.entry(
                        line("lines", "Phone", BCRYPT)
                                .putNull("username")
                                .put("userId", "\0")
                                .toString(),
                        "The user does not exist."),
                Map.entry(line("lines", "Phone", BCRYPT, "\0").toString(), "clients: must be services of this realm"),
                Map.entry(line("lines", "", BCRYPT).toString(), "name: must not be empty"),
                Map.entry(line("lines", "x".repeat(65), BCRYPT).toString(), "name: must have at most 64 characters"),
                Map.entry(line("lines", "a\u202Eb", BCRYPT).toString(), "name: must not contain invisible characters"),
                Map.entry(
                        line("lines", "Phone", BCRYPT, "admin-cli").toString(),
                        "clients: must be services of this realm"),
                Map.entry(
                        line("lines", "Phone", BCRYPT).put("clients", "dovecot").toString(),
                        "clients: must be an array of strings"),
                Map.entry(
                        line("lines", "Phone", BCRYPT)
                                .put("createdAt", Long.MAX_VALUE)
                                .toString(),
                        "createdAt: must not be in the future"),
                Map.entry(
                        line("lines", "Phone", BCRYPT).put("expiresAt", 1).toString(),
                        "expiresAt: must not be in the past"),
                Map.entry(
                        line("lines", "Phone", BCRYPT)
                                .put("lastUsedAt", System.currentTimeMillis() + 1_000_000)
                                .toString(),
                        "lastUsedAt: must not be in the future"),
                Map.entry(
                        line("lines", "Phone", "{SSHA}xrjsq1ByBlTwOingF1wfN8wKL1KILShK")
                                .toString(),
                        "hash: the scheme SSHA is too weak to import. Accepted: bcrypt, Argon2id, Argon2i, PBKDF2,"
                                + " SHA512-crypt, SHA256-crypt, SSHA256, SSHA512"),
                Map.entry(
                        line("lines", "Phone", "hunter2").toString(),
                        "hash: the format is not known. Accepted: bcrypt, "),
                Map.entry(
                        line("lines", "Phone", "$2y$31$SHN.3AFcztwqPUJXVaFkCOtw7joYW2U5vQ7Rh0blVndKU/Zlx6dl6")
                                .toString(),
                        "hash: the bcrypt cost must be between 4 and 14"),
                Map.entry(
                        line(
                                        "lines",
                                        "Phone",
                                        "$argon2id$v=19$m=999999999,t=99,p=1$c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4")
                                .toString(),
                        "hash: the Argon2 memory (m) must be between 8 KiB for each lane and "),
                Map.entry(
                        "{\"username\":\"" + "x".repeat(20_000) + "\"}",
                        "The line must not be longer than 16384 bytes."));
        List<Map.Entry<String, String>> entries = List.copyOf(bad.entrySet());
        List<String> lines = new ArrayList<>(List.of("", "  \r"));
        entries.forEach(entry -> lines.add(entry.getKey()));
        lines.add(line("lines", "Good one", ssha("good")).toString());

        List<JsonNode> answers = imports.send(lines);

        assertThat(answers).hasSize(bad.size() + 1);
        for (int i = 0; i < entries.size(); i++) {
            JsonNode answer = answers.get(i);
            assertThat(answer.path("line").asInt()).isEqualTo(i + 3);
            assertThat(answer.path("result").asText()).as("%s", answer).isEqualTo("error");
            assertThat(answer.path("error").asText()).isIn("invalid_request", "not_found");
            assertThat(answer.path("error_description").asText())
                    .startsWith(entries.get(i).getValue());
            assertThat(answer.toString()).doesNotContain("hunter2").doesNotContain("1kDJY9qEGf8");
        }
        assertThat(answers.get(bad.size()).path("result").asText()).isEqualTo("created");
        assertThat(onlyOne(userId).getUserLabel()).isEqualTo("Good one");
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsDoNotMatter() {
        String userId = users.create("windows");
        String first = line("windows", "Phone", BCRYPT, "dovecot").toString();
        String second = line("windows\r", "Laptop", ssha("laptop") + "\r").toString();

        // Two such files, one after the other.
        String body = "\uFEFF" + first + "\r\n\r\n\uFEFF" + second + "\r\n";
        String answers = imports.post(ImportApi.NDJSON, body.getBytes(StandardCharsets.UTF_8))
                .body();

        assertThat(answers.lines())
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer).contains("\"result\":\"created\""));
        assertThat(users.appPasswords(userId)).hasSize(2);
        assertThat(status("windows", PASSWORD)).isEqualTo(200);
        assertThat(status("windows", "laptop")).isEqualTo(200);
        assertThat(imports.post(ImportApi.NDJSON, first.getBytes(StandardCharsets.UTF_16))
                        .body())
                .contains("must be JSON lines in UTF-8");
    }

    @Test
    void importsStopAtTheNumberThatASignInTries() {
        users.create("eleven");

        List<JsonNode> answers = imports.send(IntStream.range(0, 11)
                .mapToObj(i -> line("eleven", "Phone", ssha("phone " + i)).toString())
                .toList());

        assertThat(results(answers.subList(0, 10))).containsOnly("created");
        assertThat(answers.get(10).path("error").asText()).isEqualTo("limit_reached");
        for (int i = 0; i < 10; i++) {
            assertThat(status("eleven", "phone " + i)).isEqualTo(200);
        }
    }

    @Test
    void thePolicysLifetimesApplyButNotItsRulesForCreation() {
        users.create("policy");
        new RealmPolicy(realm)
                .set(Map.of(
                        "max-per-user", "1",
                        "require-second-factor", "true",
                        "lifetime-default-days", "30",
                        "lifetime-max-days", "30"));

        List<JsonNode> answers = imports.send(
                line("policy", "One", ssha("one")),
                line("policy", "Two", ssha("two")),
                line("policy", "Old", ssha("old")).put("createdAt", 1_500_000_000_000L));

        assertThat(results(answers)).containsOnly("created");
        assertThat(answers.get(0).has("expired")).isFalse();
        assertThat(answers.get(2).path("expired").asBoolean()).isTrue();
        assertThat(status("policy", "two")).isEqualTo(200);
        assertThat(tokens.directGrant("dovecot", "policy", "old").description()).isEqualTo("Invalid user credentials");
    }

    @Test
    void unauthorizedCallersAreRejected() throws IOException {
        String userId = users.create("victim");
        Administrators administrators = new Administrators(realm);
        administrators.create("viewer", "view-users", "query-users");
        administrators.create("realm-manager", "manage-realm", "manage-clients");
        users.create("plain-user");
        byte[] body = line("victim", "Phone", BCRYPT).toString().getBytes(StandardCharsets.UTF_8);
        String url = realm.getBaseUrl();

        assertThat(new ImportApi(url, null).post(ImportApi.NDJSON, body).statusCode())
                .isEqualTo(401);
        assertThat(new ImportApi(url, "not.a.token")
                        .post(ImportApi.NDJSON, body)
                        .statusCode())
                .isEqualTo(401);
        for (String name : List.of("viewer", "realm-manager", "plain-user")) {
            ImportApi api = new ImportApi(url, administrators.accessToken(name));
            assertThat(api.post(ImportApi.NDJSON, body).statusCode()).as(name).isEqualTo(403);
        }
        for (String type : List.of("text/plain", "application/json", "application/octet-stream")) {
            assertThat(imports.post(type, body).statusCode()).as(type).isEqualTo(415);
        }
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(body);
        }
        HttpResponse<String> notText = imports.post(ImportApi.NDJSON, zipped.toByteArray());
        assertThat(notText.statusCode()).isEqualTo(400);
        assertThat(notText.body()).contains("invalid_request");
        assertThat(users.appPasswords(userId)).isEmpty();

        for (String type :
                List.of("application/x-ndjson; charset=utf-8", "application/jsonl", "application/json-lines")) {
            assertThat(imports.post(type, body).statusCode()).as(type).isEqualTo(200);
        }
        assertThat(imports.post(ImportApi.NDJSON, new byte[0]).body()).isEmpty();
        assertThat(users.appPasswords(userId)).hasSize(1);
    }

    @Test
    void aUserManagerMayImport() {
        users.create("managed");
        Administrators administrators = new Administrators(realm);
        String managerId = administrators.create("user-manager", "manage-users");

        ImportApi api = new ImportApi(realm.getBaseUrl(), administrators.accessToken("user-manager"));
        String userId =
                api.send(line("managed", "Phone", BCRYPT)).get(0).path("userId").asText();

        AdminEventRepresentation event = adminEvents(userId).get(0);
        assertThat(event.getAuthDetails().getUserId()).isEqualTo(managerId);
    }

    @Test
    void aDelegatedAdministratorImportsForPermittedUsersOnly() {
        realm.updateWithCleanup(settings -> settings.adminPermissionsEnabled(true));
        String mine = users.create("mine");
        String seen = users.create("only-seen");
        String foreign = users.create("foreign");
        Administrators administrators = new Administrators(realm);
        String delegate = administrators.create("delegate", "query-users");
        administrators.permit(delegate, "Users", Set.of(mine), Set.of("view", "manage"));
        administrators.permit(delegate, "Users", Set.of(seen), Set.of("view"));
        String noReset = users.create("no-reset");
        administrators.permit(delegate, "Users", Set.of(noReset), Set.of("view", "manage"));
        // Such a permission denies all administrators whom it does not name.
        administrators.permit(
                administrators.create("helpdesk", "query-users"), "Users", Set.of(noReset), Set.of("reset-password"));

        List<JsonNode> answers = new ImportApi(realm.getBaseUrl(), administrators.accessToken("delegate"))
                .send(
                        line("mine", "Phone", BCRYPT),
                        line("only-seen", "Phone", BCRYPT),
                        line("no-reset", "Phone", BCRYPT),
                        line("foreign", "Phone", BCRYPT),
                        line("nobody-here", "Phone", BCRYPT));

        assertThat(answers.get(0).path("result").asText()).isEqualTo("created");
        assertThat(answers.get(1).path("error").asText()).isEqualTo("access_denied");
        assertThat(answers.get(2).path("error").asText()).isEqualTo("access_denied");
        assertThat(answers.get(3).path("error").asText()).isEqualTo("not_found");
        assertThat(answers.get(3).path("error_description"))
                .isEqualTo(answers.get(4).path("error_description"));
        assertThat(users.appPasswords(mine)).hasSize(1);
        assertThat(users.appPasswords(seen)).isEmpty();
        assertThat(users.appPasswords(noReset)).isEmpty();
        assertThat(users.appPasswords(foreign)).isEmpty();
    }

    @Test
    void serviceAccountsGetNoAppPassword() {
        new BridgeClients(realm).create("with-service-account", client -> client.setServiceAccountsEnabled(true));

        JsonNode answer = imports.send(line("service-account-with-service-account", "Phone", BCRYPT))
                .get(0);

        assertThat(answer.path("error_description").asText()).isEqualTo("Service accounts cannot have app passwords.");
    }

    @Test
    void adminEventsRecordEachImportWithoutHashes() {
        String userId = users.create("logged");

        String id =
                imports.send(line("logged", "Phone", BCRYPT)).get(0).path("id").asText();

        AdminEventRepresentation event = adminEvents(userId).get(0);
        assertThat(event.getOperationType()).isEqualTo("CREATE");
        assertThat(event.getResourceType()).isEqualTo("USER");
        assertThat(event.getResourcePath()).isEqualTo("users/" + userId + "/credentials/" + id);
        assertThat(event.getRepresentation())
                .contains("Phone")
                .doesNotContain("$2y")
                .doesNotContain("J4WzV80oCIz");
        assertThat(realm.admin().users().get(userId).credentials().toString()).doesNotContain("J4WzV80oCIz");
    }

    @Test
    void aRevokedOneIsRejectedAtOnceDespiteTheCache() {
        String userId = users.create("revoked");
        imports.send(line("revoked", "Phone", BCRYPT), line("revoked", "Laptop", ssha("laptop")));
        assertThat(status("revoked", PASSWORD)).isEqualTo(200);
        assertThat(status("revoked", PASSWORD)).isEqualTo(200);

        String id = users.appPasswords(userId).stream()
                .filter(credential -> credential.getUserLabel().equals("Phone"))
                .findFirst()
                .orElseThrow()
                .getId();
        realm.admin().users().get(userId).removeCredential(id);

        rejectsByFormat(tokens.directGrant("dovecot", "revoked", PASSWORD));
        assertThat(status("revoked", "laptop")).isEqualTo(200);
    }

    @Test
    void anExpiredOneIsRejectedAtOnceDespiteTheCache() {
        String userId = users.create("ended");
        imports.send(line("ended", "Phone", BCRYPT).put("expiresAt", System.currentTimeMillis() + 3_600_000));
        assertThat(status("ended", PASSWORD)).isEqualTo(200);

        clock.set(Duration.ofHours(2));

        assertThat(tokens.directGrant("dovecot", "ended", PASSWORD).description())
                .isEqualTo("Invalid user credentials");
        assertThat(last(userId, EventType.LOGIN_ERROR).getDetails()).containsEntry("reason", "expired");
    }

    static Stream<Arguments> unusableTwins() {
        Map<String, UnaryOperator<SeededAppPassword>> reasons = Map.of(
                "service_not_allowed", twin -> twin.clients(Set.of("postfix")),
                "expired", twin -> twin.expiringAt(System.currentTimeMillis() - 3_600_000),
                "unreadable", twin -> twin.rawData("{\"schemaVersion\":1}"));
        return reasons.entrySet().stream()
                .flatMap(reason -> Stream.of(true, false)
                        .flatMap(newer -> Stream.of(Pair.values())
                                .map(pair -> Arguments.of(reason.getKey(), newer, pair, reason.getValue()))));
    }

    /** Which of two app passwords with the same secret were created here. */
    enum Pair {
        BOTH_IMPORTED(true, true),
        UNUSABLE_IMPORTED(true, false),
        USABLE_IMPORTED(false, true),
        BOTH_MADE_HERE(false, false);

        private final boolean unusableImported;
        private final boolean usableImported;

        Pair(boolean unusableImported, boolean usableImported) {
            this.unusableImported = unusableImported;
            this.usableImported = usableImported;
        }
    }

    @ParameterizedTest(name = "{0}, newer: {1}, {2}")
    @MethodSource("unusableTwins")
    void anUnusableTwinDoesNotBlockAUsableOne(
            String reason, boolean newer, Pair pair, UnaryOperator<SeededAppPassword> unusable) {
        String twins = "twinstwinstwinstwinstwin";
        long now = System.currentTimeMillis();
        SeededAppPassword other = unusable.apply(SeededAppPassword.of(twins).named("Unusable"))
                .createdAt(now - (newer ? 1_000 : 9_000_000));
        SeededAppPassword right = SeededAppPassword.of(twins)
                .named("Usable")
                .clients(Set.of("dovecot"))
                .createdAt(now - 5_000_000);
        if (pair.unusableImported) {
            other.hashedElsewhere("ssha256", ssha(twins, OTHER_SALT).substring("{SSHA256}".length()));
        }
        if (pair.usableImported) {
            right.hashedElsewhere("ssha256", ssha(twins).substring("{SSHA256}".length()));
        }
        String username = ("twins-" + reason + newer + pair).toLowerCase(Locale.ROOT);
        String userId;
        if (pair.usableImported) {
            // First the unusable one alone, so that its match is remembered.
            userId = users.create(username, other);
            assertThat(status(username, twins)).isEqualTo(400);
            assertThat(last(userId, EventType.LOGIN_ERROR).getDetails()).containsEntry("reason", reason);
            imports.send(line(username, "Usable", ssha(twins), "dovecot").put("createdAt", now - 5_000_000));
        } else {
            userId = users.create(username, other, right);
        }
        assertThat(users.appPasswords(userId)).hasSize(2);

        for (int i = 0; i < 2; i++) {
            assertThat(status(username, twins)).isEqualTo(200);
            assertThat(last(userId, EventType.LOGIN).getDetails()).containsEntry("credential_user_label", "Usable");
        }
        if (reason.equals("service_not_allowed")) {
            assertThat(tokens.directGrant("postfix", username, twins).status()).isEqualTo(200);
            assertThat(last(userId, EventType.LOGIN).getDetails()).containsEntry("credential_user_label", "Unusable");
        }
        // If none can be used, the reason is still that of a matching app password.
        assertThat(tokens.directGrant("radicale", username, twins).description())
                .isEqualTo("Invalid user credentials");

        String fresh = username + "-fresh";
        users.create(fresh, other, right);
        assertThat(status(fresh, twins)).as("no cached match").isEqualTo(200);
    }

    @Test
    void aDisabledUserIsRejectedAtOnceDespiteTheCache() {
        String userId = users.create("disabled-import");
        imports.send(line("disabled-import", "Phone", BCRYPT));
        assertThat(status("disabled-import", PASSWORD)).isEqualTo(200);
        UserRepresentation user = realm.admin().users().get(userId).toRepresentation();
        user.setEnabled(false);
        realm.admin().users().get(userId).update(user);

        assertThat(tokens.directGrant("dovecot", "disabled-import", PASSWORD).description())
                .isEqualTo("Invalid user credentials");
        assertThat(last(userId, EventType.LOGIN_ERROR).getDetails()).containsEntry("reason", "user_disabled");
        rejectsByFormat(tokens.directGrant("dovecot", "disabled-import", WRONG));
    }

    @Test
    void aCachedMatchIsFast() {
        users.create("remembered");
        imports.send(line("remembered", "Phone", ARGON2));
        long start = System.nanoTime();
        assertThat(status("remembered", PASSWORD)).isEqualTo(200);
        long first = System.nanoTime() - start;

        start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            assertThat(status("remembered", PASSWORD)).isEqualTo(200);
        }

        assertThat((System.nanoTime() - start) / 10).isLessThan(first);
    }

    @Test
    void usersWithAndWithoutImportsGetTheSameAnswer() {
        users.create("has-none");
        users.create("has-one");
        imports.send(line("has-one", "Phone", BCRYPT));

        Answer nobody = tokens.directGrant("dovecot", "nobody-here", WRONG);
        for (String username : List.of("has-none", "has-one")) {
            Answer answer = tokens.directGrant("dovecot", username, WRONG);
            rejectsByFormat(answer);
            assertThat(answer.body()).isEqualTo(nobody.body());
            assertThat(answer.status()).isEqualTo(nobody.status());
        }
        int longest = TestedKeycloak.leavesOutLongParameters() ? 4000 : 100_000;
        for (String odd : List.of(" ", "x".repeat(129), "x".repeat(longest))) {
            rejectsByFormat(tokens.directGrant("dovecot", "has-one", odd));
        }
    }

    @Test
    void otherInputReachesTheNextAlternative() {
        String userId = users.create("alternatives");
        imports.send(line("alternatives", "Phone", BCRYPT));

        assertThat(tokens.directGrant(NEXT, "alternatives", PASSWORD).status()).isEqualTo(200);
        assertThat(last(userId, EventType.LOGIN).getDetails()).containsEntry("credential_user_label", "Phone");
        assertThat(tokens.directGrant(NEXT, "alternatives", TestUsers.PASSWORD).status())
                .isEqualTo(200);
        assertThat(last(userId, EventType.LOGIN).getDetails()).doesNotContainKey("credential_type");
        assertThat(tokens.directGrant(NEXT, "alternatives", WRONG).description())
                .isEqualTo("Invalid user credentials");
    }

    @Test
    void twoConcurrentImportsCreateEachOnce() {
        List<String> ids =
                IntStream.range(0, 5).mapToObj(i -> users.create("twice-" + i)).toList();
        List<String> lines = IntStream.range(0, 25)
                .mapToObj(
                        i -> line("twice-" + i % 5, "Phone", ssha("twice " + i)).toString())
                .toList();
        Callable<List<JsonNode>> one = () -> imports.send(lines);

        List<List<JsonNode>> both = Parallel.all(List.of(one, one));

        for (int i = 0; i < lines.size(); i++) {
            assertThat(List.of(result(both.get(0).get(i)), result(both.get(1).get(i))))
                    .containsExactlyInAnyOrder("created", "exists");
        }
        assertThat(ids)
                .allSatisfy(id -> assertThat(users.appPasswords(id))
                        .extracting(CredentialRepresentation::getUserLabel)
                        .containsExactlyInAnyOrder("Phone", "Phone 2", "Phone 3", "Phone 4", "Phone 5"));
    }

    @Test
    void guessesAtSlowHashesDoNotBlockOtherSignIns() {
        String userId = users.create("slow");
        imports.send(line("slow", "Phone", SLOW));
        users.create("quick", SeededAppPassword.of("abcdefghijklmnopqrstuvwx"));
        List<Callable<Answer>> guesses = IntStream.range(0, 40)
                .<Callable<Answer>>mapToObj(i -> () -> tokens.directGrant("dovecot", "slow", WRONG + i))
                .toList();
        List<Callable<Answer>> quick = IntStream.range(0, 5)
                .<Callable<Answer>>mapToObj(
                        i -> () -> tokens.directGrant("dovecot", "quick", "abcdefghijklmnopqrstuvwx"))
                .toList();

        List<Answer> answers =
                Parallel.all(Stream.concat(guesses.stream(), quick.stream()).toList());

        assertThat(answers.subList(40, 45))
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        List<Answer> busy = answers.subList(0, 40).stream()
                .filter(answer -> answer.status() == 503)
                .toList();
        assertThat(busy).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.error()).isEqualTo("temporarily_unavailable");
            assertThat(answer.description()).isEqualTo("Try again later");
        });
        answers.subList(0, 40).stream().filter(answer -> answer.status() != 503).forEach(ImportIT::rejectsByFormat);
        assertThat(new UserEvents(realm).of(userId, EventType.LOGIN_ERROR))
                .filteredOn(event -> "busy".equals(event.getDetails().get("reason")))
                .hasSameSizeAs(busy);
        assertThat(status("slow", PASSWORD)).isEqualTo(200);
    }

    @Test
    void anExcessiveHashInARealmImportIsNotComputed() {
        CredentialRepresentation hostile = SeededAppPassword.of("abcdefghijklmnopqrstuvwx")
                .named("Hostile")
                .toRepresentation();
        hostile.setSecretData("""
                {"algorithm":"argon2","salt":null,"hash":"$argon2id$v=19$m=999999999,t=999999999,p=1$\
                c29tZXNhbHQtMTZieXRlcw$1kDJY9qEGf8MjF4CaF45HWYMFVH69PiTWXSdgEvfHp4"}""");
        users.createWith("hostile", hostile);
        imports.send(line("hostile", "Phone", BCRYPT));

        assertThat(status("hostile", PASSWORD)).isEqualTo(200);
        rejectsByFormat(tokens.directGrant("dovecot", "hostile", WRONG));
    }

    @Test
    void aProgramCanSendManyLinesBeforeItReadsTheAnswers() {
        int most = 20_000;
        for (int i = 0; i < 10; i++) {
            users.create("many-" + i);
        }
        // As many lines as a request may have, and two more. Nearly all are errors, which are cheap.
        List<String> lines = IntStream.rangeClosed(1, most + 2)
                .mapToObj(i -> i % 1000 == 0
                        ? line("many-" + i % 7, "Phone", ssha("many " + i)).toString()
                        : "{\"username\":\"many-1\",\"name\":\"x\",\"hash\":\"{SSHA}" + i + "\"}")
                .toList();

        List<JsonNode> answers = imports.send(lines);

        assertThat(answers).hasSize(most + 1);
        assertThat(results(answers)).filteredOn("created"::equals).hasSize(most / 1000);
        assertThat(answers.get(most).path("error").asText()).isEqualTo("too_many_lines");
        assertThat(answers.get(most).path("line").asInt()).isEqualTo(most + 1);
    }

    private int status(String username, String password) {
        return tokens.directGrant("dovecot", username, password).status();
    }

    private static void rejectsByFormat(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("invalid_grant");
        assertThat(answer.description()).isEqualTo("App password required");
    }

    private CredentialRepresentation onlyOne(String userId) {
        List<CredentialRepresentation> all = users.appPasswords(userId);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private EventRepresentation last(String userId, EventType type) {
        List<EventRepresentation> all = new UserEvents(realm).of(userId, type);
        return all.get(all.size() - 1);
    }

    private List<AdminEventRepresentation> adminEvents(String userId) {
        return realm.admin()
                .getAdminEvents(
                        List.of("CREATE"),
                        null,
                        null,
                        null,
                        null,
                        "users/" + userId + "/credentials/*",
                        null,
                        null,
                        0,
                        100);
    }

    private static List<String> results(List<JsonNode> answers) {
        return answers.stream().map(ImportIT::result).toList();
    }

    private static String result(JsonNode answer) {
        return answer.path("result").asText();
    }

    private static String ssha(String password) {
        return ssha(password, SALT);
    }

    /** Returns a hash in the notation of RFC 2307 and Dovecot. */
    private static String ssha(String password, byte[] salt) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(password.getBytes(StandardCharsets.UTF_8));
            byte[] hash = sha.digest(salt);
            byte[] both = Arrays.copyOf(hash, hash.length + salt.length);
            System.arraycopy(salt, 0, both, hash.length, salt.length);
            return "{SSHA256}" + Base64.getEncoder().encodeToString(both);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
