package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the scripts of the bridges do with the files that they are given. */
class ScriptFilesIT {

    @TempDir
    Path folder;

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
        // The bridges run as other users, who must be able to enter it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path state = Files.createDirectory(folder.resolve("state"));
        Path own = Files.writeString(state.resolve(name), "mine");
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        List<String> command = new ArrayList<>(List.of(
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
        command.addAll(List.of(option, own.toString()));

        Program.Result result = new Program(command).run();

        assertThat(result.status()).isNotZero();
        assertThat(result.output()).startsWith(option + ": " + own + " must not be in ");
        assertThat(own).hasContent("mine");
    }
}
