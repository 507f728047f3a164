package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripts of the bridges do with the files that they are given. */
class ScriptFilesIT {

    private static final String SECRET = "Kq7.mPz";

    @TempDir
    Path folder;

    private final List<String> surroundings = new ArrayList<>();

    /** The script deletes and writes files there. */
    @ParameterizedTest
    @CsvSource({
        "dovecot, --client-secret-file, own.conf",
        "freeradius, --ca-file, own.pem",
        "freeradius, --shared-secret-file, own.conf",
        "ldap, --certificate, certificate.pem",
        "ldap, --key, key.pem",
        "ldap, --settings, own.properties",
        "ldap, --client-secret-file, client-secret",
        "openldap, --ca-file, own.pem",
    })
    void aFileInTheStateDirectoryIsRejectedAndKept(String bridge, String option, String name) throws IOException {
        Path state = Files.createDirectory(folder.resolve("state"));
        Path own = Files.writeString(state.resolve(name), "mine");

        Program.Result result = render(bridge, state, option, own.toString());

        assertThat(result.status()).isNotZero();
        assertThat(result.output()).startsWith(option + ": " + own + " must not be in ");
        assertThat(own).hasContent("mine");
    }

    /** Otherwise the bridge would start, look healthy, and reject every sign-in. */
    @ParameterizedTest
    @ValueSource(strings = {"dovecot", "freeradius", "ldap"})
    void aMissingClientSecretIsAnError(String bridge) throws IOException {
        Path state = folder.resolve("state");

        Program.Result result = render(
                bridge, state, "--client-secret-file", folder.resolve("missing").toString());

        assertThat(result.status()).isNotZero();
        assertThat(result.output()).contains("missing");
    }

    /** The state directory can be a link to a directory under /tmp, where another user can create it anew. */
    @Test
    void aDirectoryOfAnotherUserIsNotUsed() throws IOException {
        Path foreign = Files.createDirectory(folder.resolve("foreign"));
        UserPrincipal nobody =
                foreign.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(foreign, nobody);
        Path state = Files.createSymbolicLink(folder.resolve("state"), foreign);

        Program.Result result = render("dovecot", state);

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(foreign).isEmptyDirectory();
        assertThat(state.resolve("dovecot.conf")).exists();
    }

    /** Other users can read the arguments of each process. */
    @ParameterizedTest
    @ValueSource(strings = {"dovecot", "freeradius", "ldap", "radicale"})
    void noProgramGetsASecretAsAnArgument(String bridge) throws IOException {
        Path arguments = Files.createFile(folder.resolve("arguments"));
        surroundings.addAll(List.of("env", "PATH=" + recordingTo(arguments) + ":" + System.getenv("PATH")));
        Path state = folder.resolve("state");

        Program.Result result = render(bridge, state);

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(arguments)
                .content()
                .contains("sed ", "mkdir -p " + state)
                .doesNotContain(SECRET)
                .doesNotContain("Basic ");
    }

    /** Returns a folder with all programs of /usr/bin; each writes its arguments to this file before it starts. */
    private Path recordingTo(Path arguments) throws IOException {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Path recording = Files.writeString(folder.resolve("recording"), """
                #!/bin/bash
                printf '%%s\\n' "${0##*/} $*" >>%s
                exec "/usr/bin/${0##*/}" "$@"
                """.formatted(arguments));
        // Some run as the bridge's user.
        Files.setPosixFilePermissions(recording, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(arguments, PosixFilePermissions.fromString("rw-rw-rw-"));
        try (Stream<Path> installed = Files.list(Path.of("/usr/bin"))) {
            for (Path program : installed.toList()) {
                Files.createSymbolicLink(programs.resolve(program.getFileName()), recording);
            }
        }
        return programs;
    }

    private Program.Result render(String bridge, Path state, String... options) throws IOException {
        // The bridges run as other users, who must be able to enter it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path secret = Files.writeString(folder.resolve("secret"), SECRET);
        List<String> command = new ArrayList<>(surroundings);
        command.addAll(List.of(
                ProjectFiles.ROOT.resolve("scripts/bridges/" + bridge + ".sh").toString(),
                "render",
                "--state",
                state.toString()));
        if (!bridge.equals("openldap")) {
            command.addAll(List.of("--keycloak", "http://127.0.0.1:8080", "--client-secret-file", secret.toString()));
        }
        switch (bridge) {
            case "freeradius" -> command.addAll(List.of("--shared-secret-file", secret.toString()));
            case "ldap" -> command.addAll(List.of("--search-password-file", secret.toString()));
            default -> {
                // Has no further secrets.
            }
        }
        command.addAll(List.of(options));
        return new Program(command).run();
    }
}
