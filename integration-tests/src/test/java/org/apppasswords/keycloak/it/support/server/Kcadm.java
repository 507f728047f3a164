package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.keycloak.it.utils.Maven;
import org.keycloak.testframework.config.Config;

/** Scripts that call {@code kcadm.sh} of the tested version, signed in to the suite's server as an administrator. */
public final class Kcadm {

    /** Runs the real one, but fails instead of a change when as many changes have been made as are allowed. */
    private static final String KCADM = """
        #!/bin/sh
        case $1 in
            create | update)
                echo "$1 $2" >>"$FOLDER/changes"
                if [ "$(wc -l <"$FOLDER/changes")" -gt "$ALLOWED_CHANGES" ]; then
                    echo 'interrupted before a change' >&2
                    exit 1
                fi
                ;;
        esac
        exec "$FOLDER"/keycloak-*/bin/kcadm.sh "$@"
        """;

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Path folder;

    /** Unpacks kcadm.sh into this folder, and signs in. */
    public Kcadm(Path folder) {
        this(
                folder,
                "http://localhost:8080 --client \"%s\" --secret \"%s\""
                        .formatted(Config.getAdminClientId(), Config.getAdminClientSecret()));
    }

    /** Unpacks kcadm.sh into this folder, and signs in to a server with these credentials. */
    public Kcadm(Path folder, String serverAndCredentials) {
        this.folder = folder;
        String zip =
                Maven.resolveArtifact("org.keycloak", "keycloak-quarkus-dist").toString();
        check(new Program("unzip", "-q", zip, "*/bin/kcadm.sh", "*/bin/client/*", "-d", folder.toString()).run());
        try {
            Path bin = Files.createDirectory(folder.resolve("bin"));
            Files.setPosixFilePermissions(
                    Files.writeString(bin.resolve("kcadm.sh"), KCADM), PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        check(run("kcadm.sh config credentials --realm master --server " + serverAndCredentials, Map.of()));
    }

    /** Runs a script with these environment variables. */
    public Program.Result run(String script, Map<String, String> environment) {
        return run(Integer.MAX_VALUE, script, environment);
    }

    /** Runs a script in which kcadm.sh fails instead of making more changes than are allowed. */
    public Program.Result run(int allowedChanges, String script, Map<String, String> environment) {
        try {
            Files.deleteIfExists(folder.resolve("changes"));
            Path file = Files.writeString(folder.resolve("script.sh"), script);
            List<String> command = new ArrayList<>(List.of(
                    "env",
                    "PATH=" + folder.resolve("bin") + ":" + System.getenv("PATH"),
                    "FOLDER=" + folder,
                    "ALLOWED_CHANGES=" + allowedChanges,
                    // kcadm.sh keeps the sign-in in the user's home.
                    "KC_OPTS=-XX:TieredStopAtLevel=1 -Duser.home=" + folder));
            environment.forEach((name, value) -> command.add(name + "=" + value));
            command.addAll(List.of("sh", file.toString()));
            return new Program(command).within(TIMEOUT).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(Program.Result result) {
        if (result.status() != 0) {
            throw new IllegalStateException(result.output());
        }
    }
}
