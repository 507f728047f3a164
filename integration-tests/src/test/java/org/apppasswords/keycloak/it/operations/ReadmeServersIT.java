package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.DocumentedCommands;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.it.utils.Maven;

/** The servers that the README starts: the demo, and the reader's own Keycloak with the extension. */
class ReadmeServersIT {

    private static final String SECRET = "abcd-efgh-ijkl-mnop-qrst-uvwx";
    private static final Duration TIMEOUT = Duration.ofMinutes(4);
    private static final int KEYCLOAK_PORT = 8081;
    private static final int DEMO_PORT = 8082;
    private static final int IMAP_PORT = 21143;
    private static final int LDAP_PORT = 1390;

    @TempDir
    Path folder;

    private Path keycloak;

    @BeforeEach
    void unpackKeycloak() {
        Path zip = Maven.resolveArtifact("org.keycloak", "keycloak-quarkus-dist");
        run("unzip", "-q", zip.toString(), "-d", folder.toString());
        keycloak = onlyFolderIn(folder);
    }

    @Test
    void theExtensionIsInstalledWithTheDocumentedCommandsAndWarnings() throws IOException {
        Files.writeString(keycloak.resolve("conf/keycloak.conf"), """
                db=dev-file
                cache=local
                http-enabled=true
                http-host=127.0.0.1
                http-port=%1$d
                hostname=http://localhost:%1$d
                """.formatted(KEYCLOAK_PORT));
        List<String> commands = DocumentedCommands.read("README.md", "install")
                .replacing(Map.of("/opt/keycloak", keycloak.toString()))
                .texts();

        run(commands.get(0));
        String build = run(commands.get(1));
        assertThat(build.lines().filter(line -> line.contains("KC-SERVICES0047")))
                .as(build)
                .hasSize((int) warnings().lines().count())
                .allMatch(line -> warnings().lines().anyMatch(warning -> line.matches(".*" + pattern(warning) + ".*")));

        Process server = start(commands.get(2), folder.resolve("start.log"));
        try {
            await(server, () -> status(KEYCLOAK_PORT, "/realms/master") == 200);

            // The request has no credentials. Without the extension, the path does not exist.
            assertThat(status(KEYCLOAK_PORT, "/realms/master/app-passwords/verify"))
                    .isEqualTo(400);
        } finally {
            // The shell does not pass the signal on.
            server.descendants().forEach(ProcessHandle::destroy);
            stop(server);
        }
        Waiting.until("Keycloak has ended", () -> status(KEYCLOAK_PORT, "/realms/master") == 0);
    }

    @Test
    void theDemoPrintsCommandsThatWork() throws IOException {
        Path checkout = copyOfTheCheckout();
        String command = DocumentedCommands.read("README.md", "demo").texts().get(0);
        Path output = folder.resolve("demo.log");
        Process demo = start(
                "cd '%s'; DEMO_HTTP_PORT=%d DEMO_IMAP_PORT=%d DEMO_LDAP_PORT=%d INSTALL_PACKAGES=no exec %s --with ldap"
                        .formatted(checkout, DEMO_PORT, IMAP_PORT, LDAP_PORT, command.strip()),
                output);
        try {
            await(demo, () -> read(output).contains("Press Ctrl-C to stop"));
            createAlice();

            List<String> printed = Pattern.compile("^  ((?:curl|ldapsearch) (?:.*\\\\\n)*.*)$", Pattern.MULTILINE)
                    .matcher(read(output))
                    .results()
                    .map((MatchResult result) -> result.group(1).replace("YOUR-APP-PASSWORD", SECRET))
                    .toList();
            assertThat(printed).hasSize(3);
            assertThat(run(printed.get(0))).contains("\"access_token\"");
            assertThat(run(printed.get(1))).contains("INBOX");
            assertThat(run(printed.get(2))).contains("dn: uid=bob,ou=people,dc=example,dc=org");
            DocumentedCommands.read("README.md", "imap")
                    .replacing(Map.of("1143", String.valueOf(IMAP_PORT)))
                    .runIn(folder);
            DocumentedCommands.read("README.md", "ldap")
                    .replacing(Map.of("1389", String.valueOf(LDAP_PORT)))
                    .runIn(folder);
        } finally {
            stop(demo);
        }
        assertThat(status(DEMO_PORT, "/realms/demo")).isZero();
    }

    /** With the built JAR and with Keycloak, as after an earlier start of the demo. */
    private Path copyOfTheCheckout() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("checkout"));
        run("cp -r --parents demo.sh pom.xml supported-versions.properties scripts docker */pom.xml '" + copy + "'");
        for (Path built : List.of(ProjectFiles.JAR, ProjectFiles.LDAP_BRIDGE)) {
            Path jar = copy.resolve(ProjectFiles.ROOT.relativize(built));
            Files.createDirectories(jar.getParent());
            Files.copy(built, jar);
        }
        Files.createDirectories(copy.resolve(".demo"));
        Files.move(keycloak, copy.resolve(".demo").resolve(keycloak.getFileName()));
        return copy;
    }

    /** Her app password would come from the account console, where only a person can copy it. */
    private static void createAlice() {
        try (Keycloak admin =
                Keycloak.getInstance("http://localhost:" + DEMO_PORT, "master", "admin", "admin", "admin-cli")) {
            RealmResource realm = admin.realm("demo");
            realm.users()
                    .get(realm.users().searchByUsername("alice", true).get(0).getId())
                    .remove();
            new TestUsers(realm).create("alice", SeededAppPassword.of(SECRET.replace("-", "")));
        }
    }

    private static String warnings() {
        return DocumentedBlock.read("README.md", "warnings")
                .lines()
                .filter(line -> TestedKeycloak.isBefore(26, 7, 0) || !line.contains("only before Keycloak 26.7"))
                .map(line -> line.replaceFirst(" \\(only before .*", ""))
                .collect(Collectors.joining("\n"));
    }

    private static String pattern(String line) {
        return Arrays.stream(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }

    private static String run(String... command) {
        List<String> all = command.length == 1 ? List.of("sh", "-euc", command[0]) : List.of(command);
        Program.Result result = new Program(prefixed(all)).within(TIMEOUT).run();
        assertThat(result.status()).as(result.output()).isZero();
        return result.output();
    }

    private static Process start(String command, Path log) throws IOException {
        return new ProcessBuilder(prefixed(List.of("sh", "-euc", command)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static List<String> prefixed(List<String> command) {
        return Stream.concat(Stream.of("env", "-C", ProjectFiles.ROOT.toString()), command.stream())
                .toList();
    }

    private void await(Process server, BooleanSupplier ready) {
        Waiting.until("ready", TIMEOUT, () -> !server.isAlive() || ready.getAsBoolean());
        assertThat(server.isAlive())
                .as(() -> read(folder.resolve("start.log")) + read(folder.resolve("demo.log")))
                .isTrue();
    }

    private static void stop(Process server) {
        server.destroy();
        try {
            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the response status; 0 if the server does not answer. */
    private static int status(int port, String path) {
        try {
            return Http.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)),
                            Duration.ofSeconds(5))
                    .statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private static Path onlyFolderIn(Path parent) {
        try (var folders = Files.list(parent)) {
            return folders.filter(Files::isDirectory).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
