package org.apppasswords.keycloak.it.support.bridges;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;

/** The releases of Debian whose servers the tests run. Their network, their /tmp and this checkout are the same. */
public enum Debian {

    /** This system. */
    DEBIAN_12,

    /** A root directory that the script creates. Requires root. */
    DEBIAN_13;

    /** The first run may have to download the release. */
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** Returns the command that runs this command in it. */
    List<String> command(List<String> command) {
        if (this == DEBIAN_12) {
            return command;
        }
        List<String> all = new ArrayList<>(
                List.of(ProjectFiles.ROOT.resolve("scripts/debian-13.sh").toString(), "run"));
        all.addAll(command);
        return all;
    }

    /** Runs this command in it. */
    Program.Result run(String... command) {
        Program.Result result =
                new Program(command(List.of(command))).within(TIMEOUT).run();
        if (result.status() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + result.output());
        }
        return result;
    }
}
