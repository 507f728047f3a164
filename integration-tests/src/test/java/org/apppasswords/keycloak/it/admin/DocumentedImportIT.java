package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.bridges.Directory;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.apppasswords.keycloak.it.support.server.ScriptFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/** The scripts of docs/import.md, with files as the other systems write them. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class DocumentedImportIT {

    private static final String CLIENT = "app-passwords-admin";
    private static final String TOKEN = DocumentedBlock.read("oversight.md", "token.sh");
    private static final String IMPORT = DocumentedBlock.read("import.md", "import.sh");

    /** The password of the hashes below. */
    private static final String PASSWORD = "Grüße, Mail 7!";

    private static final String BCRYPT = "$2y$05$T9nZpwqdB9Uk8958eOlmceUUEJtYYYgswLdrtUNoFhLw6V5qHQTsO";
    private static final String SHA512_CRYPT =
            "$6$abcdefgh$YoYvNq6JNibzusWt70o4RdufAeuEvkZ7wTCXG9tkVml7701GfeG9nJFZZfuzFI3mxQUcRra835SC9qo6mwdTd0";
    private static final String SSHA512 =
            "{SSHA512}BbegAkffpB/M1IXKYmkENWeg90LGwtyajUtf6GrW5GDKX0H6cRHVdbD4ymJy9z8hs7Ljg1QVcl0eqI42OVHBFh/z8q1IGFmW";
    private static final String MD5_CRYPT = "$1$u6RTHBlw$wVuIqFIwk8aSHpq9l7C3c.";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TempDir
    Path folder;

    private ScriptFolder scripts;
    private TestUsers users;

    @TestSetup
    public void createClient() {
        new Administrators(realm).createScriptClient(CLIENT, "manage-users");
    }

    @BeforeEach
    void writeTheSecret() {
        scripts = new ScriptFolder(folder, realm.getName()).write("client-secret", CLIENT + "-secret");
        users = new TestUsers(realm);
    }

    @Test
    void theDocumentedLineGetsTheDocumentedAnswers() {
        String line = DocumentedBlock.read("import.md", "import-line.json");
        String weak = line.replaceFirst("\\{BLF-CRYPT}[^\"]+", "{SSHA}xrjsq1ByBlTwOingF1wfN8wKL1KILShK");
        scripts.write("app-passwords.jsonl", line + line + weak);

        Result result = scripts.run(TOKEN, IMPORT);

        assertThat(result.status()).as(result.output()).isEqualTo(1);
        assertThat(result.output()).contains("created: 1\n", "exists: 1\n", "error: 1\n", "too weak");
        List<JsonNode> documented = DocumentedBlock.read("import.md", "import-answers.jsonl")
                .lines()
                .map(Answer::parse)
                .toList();
        List<JsonNode> answers =
                scripts.read("answers.jsonl").lines().map(Answer::parse).toList();
        assertThat(answers).hasSameSizeAs(documented);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(shape(answers.get(i))).isEqualTo(shape(documented.get(i)));
        }
        assertSignsIn("alice", "dovecot");
    }

    /** Returns the fields, with the values that are the same for each user. */
    private static List<String> shape(JsonNode answer) {
        return answer.properties().stream()
                .map(field ->
                        field.getKey().matches("id|userId") ? field.getKey() : field.getKey() + "=" + field.getValue())
                .toList();
    }

    @Test
    void aRequestThatFailsAsAWholeIsNotHidden() {
        scripts.write("app-passwords.jsonl", DocumentedBlock.read("import.md", "import-line.json"));

        Result unauthorized = scripts.run(TOKEN, "token() { echo not.a.token; }", IMPORT);
        Result withoutToken = scripts.write("client-secret", "wrong").run(TOKEN, IMPORT);
        // More than the 10 MiB that the server accepts.
        Result tooLarge = scripts.write("client-secret", CLIENT + "-secret")
                .write("app-passwords.jsonl", (" ".repeat(1023) + "\n").repeat(11 * 1024))
                .run(TOKEN, IMPORT);

        assertThat(unauthorized.status()).isEqualTo(1);
        assertThat(unauthorized.output()).contains("The request failed").contains("401");
        assertThat(withoutToken.status()).isNotZero();
        assertThat(withoutToken.output()).contains("unauthorized_client");
        assertThat(tooLarge.status()).isEqualTo(1);
        assertThat(tooLarge.output()).contains("The request failed");
    }

    @Test
    void aMissingAnswerIsNotHidden() {
        users.create("answered");
        users.create("unanswered");
        scripts.write(
                "app-passwords.jsonl",
                "{\"username\":\"answered\",\"name\":\"a\",\"hash\":\"" + BCRYPT
                        + "\"}\r\n\n{\"username\":\"unanswered\",\"name\":\"a\",\"hash\":\"" + BCRYPT + "\"}");
        scripts.addProgram("curl", "/usr/bin/curl \"$@\" | head -n 1\n");

        Result result = scripts.run(TOKEN.replace("curl", "/usr/bin/curl"), IMPORT);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("created: 1").contains("Not all of the 2 lines were answered");
    }

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of(
                        "dovecot",
                        DocumentedBlock.read("import.md", "from-dovecot.sh"),
                        Map.of(
                                "app-passwords.passwd",
                                "\uFEFF# Comment\r\n%1$s-a:{BLF-CRYPT}" + BCRYPT + ":1000:1000::/home/a::\r\n\r\n"
                                        + "%1$s-b:" + SSHA512 + "\r\n%1$s-c:" + MD5_CRYPT + "\r\n"),
                        List.of("dovecot")),
                Arguments.of(
                        "docker-mailserver",
                        DocumentedBlock.read("import.md", "from-docker-mailserver.sh"),
                        Map.of(
                                "accounts.cf",
                                "\uFEFF# Comment\r\n%1$s-a@example.org|{SHA512-CRYPT}" + SHA512_CRYPT + "\r\n\r\n"
                                        + "%1$s-b@example.org|" + SSHA512 + "|userdb_mail=mbox:~/mail:INBOX=~/inbox\r\n"
                                        + "%1$s-c@example.org|{MD5-CRYPT}" + MD5_CRYPT + "\r\n"),
                        List.of("dovecot", "postfix")),
                Arguments.of(
                        "cpanel",
                        DocumentedBlock.read("import.md", "from-cpanel.sh"),
                        Map.of(
                                "etc/example.org/shadow",
                                "\uFEFF%1$s-a:" + SHA512_CRYPT + ":19876::::::\r\n\r\n%1$s-c:" + MD5_CRYPT
                                        + ":15000:0:99999:7:::\r\n%1$s-b:" + SHA512_CRYPT + ":19876::::::\r\n",
                                // The mailboxes of another domain, which are not users; one is suspended.
                                "etc/example.net/shadow",
                                "%1$s-a:!!" + SHA512_CRYPT + ":19876::::::\n%1$s-b:" + SHA512_CRYPT + ":19876::::::\n"),
                        List.of("dovecot", "postfix")),
                Arguments.of(
                        "stalwart",
                        DocumentedBlock.read("stalwart.md", "from-stalwart.sh"),
                        Map.of(
                                "secrets.txt",
                                "\uFEFF%1$s-a $app$cGhvbmU=$" + SHA512_CRYPT
                                        + "\r\n%1$s-a otpauth://totp/x?secret=x\r\n\r\n"
                                        + "%1$s-b $app$0J/QvtGH0YLQsA==$" + SSHA512 + "\r\n%1$s-c $app$cGhvbmU=$"
                                        + MD5_CRYPT + "\r\n"),
                        List.of("ldap-bridge")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void filesOfOtherSystemsAreConverted(
            String system, String recipe, Map<String, String> files, List<String> clients) {
        for (String suffix : List.of("a", "b", "c")) {
            users.create(system + "-" + suffix);
        }
        files.forEach((file, text) -> scripts.write(file, text.formatted(system)));

        Result converted = scripts.run(recipe);
        Result imported = scripts.run(TOKEN, IMPORT);

        assertThat(converted.status()).as(converted.output()).isZero();
        assertThat(converted.output()).isEmpty();
        assertThat(imported.output()).contains("created: 2\n").containsPattern("MD5-(crypt|CRYPT).* is too weak");
        for (String client : clients) {
            assertSignsIn(system + "-a", client);
            assertSignsIn(system + "-b", client);
        }
    }

    @Test
    void appPasswordsOfADirectoryAreConverted() {
        String userId = users.create("from-ldap");
        try (Directory directory = Directory.of()) {
            directory.add("""
                    dn: ou=app-passwords,dc=example,dc=org
                    objectClass: organizationalUnit
                    ou: app-passwords

                    dn: uid=from-ldap,ou=app-passwords,dc=example,dc=org
                    objectClass: account
                    objectClass: simpleSecurityObject
                    uid: from-ldap
                    userPassword: %s
                    userPassword: {CRYPT}%s
                    """.formatted(SSHA512, SHA512_CRYPT));

            Result converted = scripts.run(DocumentedBlock.read("import.md", "from-ldap.sh")
                    .replace("ldaps://ldap.example.org", directory.url())
                    .replace(" -W", " -w '" + TestUsers.PASSWORD + "'"));
            Result imported = scripts.run(TOKEN, IMPORT);

            assertThat(converted.status()).as(converted.output()).isZero();
            assertThat(imported.status()).as(imported.output()).isZero();
        }
        assertThat(users.appPasswords(userId)).hasSize(2);
        assertSignsIn("from-ldap", "ldap-bridge");
    }

    private void assertSignsIn(String username, String clientId) {
        Answer answer = new TokenEndpoint(realm.getBaseUrl()).directGrant(clientId, username, PASSWORD);
        assertThat(answer.status()).as(username + ": " + answer.body()).isEqualTo(200);
    }
}
