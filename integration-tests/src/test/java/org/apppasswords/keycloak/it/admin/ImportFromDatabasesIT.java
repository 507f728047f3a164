package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.MariaDb;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.apppasswords.keycloak.it.support.server.ScriptFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/** The statements of docs/import.md, with the tables of the other systems in real databases. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class ImportFromDatabasesIT {

    private static final String CLIENT = "app-passwords-admin";
    private static final String TOKEN = DocumentedBlock.read("oversight.md", "token.sh");
    private static final String IMPORT = DocumentedBlock.read("import.md", "import.sh");
    private static final String PASSWORD = "Grüße, Mail 7!";
    private static final String BCRYPT = "{BLF-CRYPT}$2y$05$T9nZpwqdB9Uk8958eOlmceUUEJtYYYgswLdrtUNoFhLw6V5qHQTsO";

    /** Hashed with 1000 rounds, as Mailu does. */
    private static final String SHA256_CRYPT =
            "$5$rounds=1000$saltsaltsalt$RsehArvcYNoCTAVPpJPbHTPEHI4H8Nm/EJAB4N41j/7";

    private static final String SECRET = "instance-secret-of-forty-eight-characters-/+'\"6";
    private static final String DEVICE_PASSWORD = "tXkPa-4fGhJ-9mNbV-cXz2A-sDfGh";
    private static final long DAY = Duration.ofDays(1).toSeconds();

    /** The columns of Nextcloud 20 to 33, with types that every database has. */
    private static final String AUTHTOKEN = """
            CREATE TABLE oc_authtoken (id BIGINT PRIMARY KEY, uid VARCHAR(64) NOT NULL, login_name VARCHAR(255) NOT NULL,
              password TEXT, name TEXT NOT NULL, token VARCHAR(200) NOT NULL, type SMALLINT DEFAULT 0,
              remember SMALLINT DEFAULT 0, last_activity INTEGER DEFAULT 0, last_check INTEGER DEFAULT 0, scope TEXT,
              expires INTEGER, private_key TEXT, public_key TEXT, version SMALLINT NOT NULL DEFAULT 1,
              password_invalid BOOLEAN DEFAULT FALSE);
            """;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TempDir
    Path folder;

    private ScriptFolder scripts;
    private TestUsers users;
    private int rows;

    @TestSetup
    public void createClient() {
        new Administrators(realm).createScriptClient(CLIENT, "manage-users");
    }

    @BeforeEach
    void prepare() {
        scripts =
                new ScriptFolder(folder.resolve("scripts"), realm.getName()).write("client-secret", CLIENT + "-secret");
        users = new TestUsers(realm);
    }

    enum Database {
        MARIADB,
        POSTGRESQL,
        SQLITE
    }

    @ParameterizedTest
    @EnumSource
    void tokensOfNextcloudAreConverted(Database database) {
        String username = "nextcloud-" + database.name().toLowerCase(Locale.ROOT);
        String userId = users.create(username);
        long now = System.currentTimeMillis() / 1000;
        StringBuilder sql = new StringBuilder(AUTHTOKEN);
        // Eleven app passwords that are older than the phone's, so a sign-in could not try it if it came last.
        IntStream.range(0, 11)
                .forEach(i -> sql.append(
                        token(username, "Old " + i, sha512("old" + i + SECRET), 1, now - 100 * DAY, null, null)));
        sql.append(
                token(username, "\uD83D\uDCF1 \"phone\"", sha512(DEVICE_PASSWORD + SECRET), 1, now - 60, null, false));
        sql.append(token(username, "Tablet", sha512("tablet" + SECRET), 1, now - DAY, now + 40 * DAY, false));
        IntStream.range(0, 3)
                .forEach(i -> sql.append(token(
                        username, "Passwords Session " + i, sha512("session" + i + SECRET), 1, now, now + 600, false)));
        sql.append(token(username, "Expired", sha512("expired" + SECRET), 1, now - 50, now - 50, false));
        sql.append(token(username, "Invalid", sha512("invalid" + SECRET), 1, now - 50, 0L, true));
        sql.append(token(username, "Without secret", sha512("before"), 1, now - 800 * DAY, null, false));
        sql.append(token(username, "Browser", sha512("browser" + SECRET), 0, now, null, false));
        sql.append(token(username, "Wiped", sha512("wiped" + SECRET), 2, now, null, false));
        scripts.write("tokens.jsonl", query(database, sql.toString()));
        scripts.addProgram("php", "cat <<'END'\n" + SECRET + "\nEND\n");
        String convert = DocumentedBlock.read("import.md", "from-nextcloud.sh").replace("\"calendar\"", "\"radicale\"");

        Result converted = scripts.runWithInput(
                DEVICE_PASSWORD + "\n", "set -eu", convert, DocumentedBlock.read("import.md", "check-nextcloud.sh"));
        Result imported = scripts.run(TOKEN, IMPORT);

        assertThat(converted.status()).as(converted.output()).isZero();
        assertThat(converted.output()).contains("The secret is right.");
        assertThat(scripts.read("left-out.txt"))
                .contains(
                        "Passwords Session 2\texpired, or a session",
                        "Expired\texpired, or a session",
                        "Invalid\tthe account password was changed",
                        "Without secret\tnot used for a year; its hash may not have the secret")
                .doesNotContain("Browser", "Wiped", "phone");
        assertThat(imported.status()).isEqualTo(1);
        assertThat(imported.output()).contains("created: 10\n", "limit_reached", "error: 3\n");
        assertThat(users.appPasswords(userId))
                .extracting(CredentialRepresentation::getUserLabel)
                .hasSize(10)
                .contains("\uD83D\uDCF1 \"phone\"", "Tablet");
        assertThat(status("radicale", username, DEVICE_PASSWORD)).isEqualTo(200);
        assertThat(status("radicale", username, "tablet")).isEqualTo(200);

        assertThat(check("before", convert).output()).contains("hashed without the secret");
        assertThat(check("mistyped", convert).output()).contains("is wrong");
        scripts.addProgram("php", "");
        assertThat(check(DEVICE_PASSWORD, convert).output()).contains("The secret of Nextcloud is missing.");
    }

    private Result check(String known, String convert) {
        Result result = scripts.runWithInput(
                known + "\n", "set -eu", convert, DocumentedBlock.read("import.md", "check-nextcloud.sh"));
        assertThat(result.status()).as(result.output()).isNotZero();
        return result;
    }

    private String token(
            String username, String name, String hash, int type, long used, Long expires, Boolean invalid) {
        return """
                INSERT INTO oc_authtoken
                  (id, uid, login_name, name, token, type, last_activity, expires, version, password_invalid)
                  VALUES (%d, '%s', '%2$s', '%s', '%s', %d, %d, %s, 2, %s);
                """.formatted(++rows, username, name, hash, type, used, expires, invalid);
    }

    private String query(Database database, String tables) {
        return switch (database) {
            case MARIADB -> {
                try (MariaDb mariaDb = MariaDb.start(folder)) {
                    mariaDb.create("nextcloud");
                    mariaDb.query("nextcloud", tables);
                    yield mariaDb.query("nextcloud", DocumentedBlock.read("import.md", "from-nextcloud.sql"));
                }
            }
            case POSTGRESQL -> {
                try (Postgres postgres = Postgres.start()) {
                    postgres.create("nextcloud");
                    yield query(postgres, tables, DocumentedBlock.read("import.md", "from-nextcloud-postgresql.sql"));
                }
            }
            case SQLITE -> sqlite(tables + DocumentedBlock.read("import.md", "from-nextcloud.sql"));
        };
    }

    private static String query(Postgres postgres, String tables, String sql) {
        StringBuilder lines = new StringBuilder();
        try (Connection connection = postgres.connect("nextcloud");
                Statement statement = connection.createStatement()) {
            statement.execute(tables);
            try (ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                    lines.append(result.getString(1)).append('\n');
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return lines.toString();
    }

    private String sqlite(String sql) {
        Result result = new Program("sqlite3", folder.resolve("database").toString())
                .reading(sql)
                .run();
        assertThat(result.status()).as(result.output()).isZero();
        return result.output();
    }

    @Test
    void appPasswordsOfMailcowAreConvertedOrReported() {
        String userId = users.create("mailcow");
        String row = "INSERT INTO app_passwd (mailbox, domain, password, name, imap_access, smtp_access, pop3_access,"
                + " sieve_access, dav_access, eas_access, active) VALUES ('mailcow@example.org', 'example.org', '"
                + BCRYPT
                + "', ";
        try (MariaDb mariaDb = MariaDb.start(folder)) {
            mariaDb.create("mailcow");
            mariaDb.query(
                    "mailcow",
                    """
                    CREATE TABLE app_passwd (id INT NOT NULL AUTO_INCREMENT, name VARCHAR(255) NOT NULL,
                      mailbox VARCHAR(255) NOT NULL, domain VARCHAR(255) NOT NULL, password VARCHAR(255) NOT NULL,
                      created DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, modified DATETIME DEFAULT NULL,
                      imap_access TINYINT(1) NOT NULL DEFAULT 1, smtp_access TINYINT(1) NOT NULL DEFAULT 1,
                      dav_access TINYINT(1) NOT NULL DEFAULT 1, eas_access TINYINT(1) NOT NULL DEFAULT 1,
                      pop3_access TINYINT(1) NOT NULL DEFAULT 1, sieve_access TINYINT(1) NOT NULL DEFAULT 1,
                      active TINYINT(1) NOT NULL DEFAULT 1, PRIMARY KEY (id));
                    """
                            + row + "'\uD83D\uDCF1 \"phone\"', 1, 0, 1, 1, 1, 1, 1);\n"
                            + row + "'Calendar', 0, 0, 0, 0, 1, 1, 1);\n"
                            + row + "'Old', 1, 1, 0, 0, 0, 0, 0);\n");
            scripts.write(
                    "app-passwords.jsonl",
                    mariaDb.query("mailcow", DocumentedBlock.read("import.md", "from-mailcow.sql")));

            assertThat(mariaDb.query("mailcow", DocumentedBlock.read("import.md", "left-out-of-mailcow.sql")))
                    .isEqualTo("""
                            mailcow@example.org\tCalendar\tonly for\tDAV EAS
                            mailcow@example.org\tOld\tinactive\tIMAP SMTP
                            """);
        }

        Result imported = scripts.run(TOKEN, IMPORT);

        assertThat(imported.status()).as(imported.output()).isZero();
        assertThat(users.appPasswords(userId)).singleElement().satisfies(imports -> {
            assertThat(imports.getUserLabel()).isEqualTo("\uD83D\uDCF1 \"phone\"");
            assertThat(imports.getCredentialData()).contains("\"clients\":\"dovecot\"", "\"expiresAt\"");
        });
        assertThat(status("dovecot", "mailcow", PASSWORD)).isEqualTo(200);
        assertThat(status("postfix", "mailcow", PASSWORD)).isEqualTo(400);
    }

    @Test
    void tokensOfMailuAreConverted() {
        String userId = users.create("mailu");
        scripts.write(
                "app-passwords.jsonl",
                sqlite("""
                CREATE TABLE token (id INTEGER PRIMARY KEY, user_email VARCHAR(255) NOT NULL, password VARCHAR(255) NOT NULL,
                  ip VARCHAR(255), created_at DATE NOT NULL, updated_at DATE, comment VARCHAR(255));
                INSERT INTO token VALUES (1, 'mailu@example.org', '%1$s', NULL, '2024-01-31', NULL, 'Phone');
                INSERT INTO token VALUES (2, 'mailu@example.org', '%1$s', '192.0.2.7', '2024-01-31', NULL, 'Limited');
                """.formatted(SHA256_CRYPT) + DocumentedBlock.read("import.md", "from-mailu.sql")));

        Result imported = scripts.run(TOKEN, IMPORT);

        assertThat(imported.status()).as(imported.output()).isZero();
        assertThat(users.appPasswords(userId))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactly("Phone");
        assertThat(status("dovecot", "mailu", PASSWORD)).isEqualTo(200);
    }

    private int status(String clientId, String username, String password) {
        return new TokenEndpoint(realm.getBaseUrl())
                .directGrant(clientId, username, password)
                .status();
    }

    private static String sha512(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
