package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;

/** The machine of the measurements. */
final class Machine {

    private Machine() {}

    /** Returns a description of the machine as a Markdown list. */
    static List<String> describe(Stand stand) {
        return describe(stand, "one node");
    }

    /** Returns a description with this number of nodes. */
    static List<String> describe(Stand stand, String nodes) {
        return describe(stand.node(), nodes, "PostgreSQL " + stand.text("show server_version"));
    }

    /** Returns a description with this number of nodes and this database. */
    static List<String> describe(Node node, String nodes, String database) {
        Runtime runtime = Runtime.getRuntime();
        return List.of(
                "- Date: " + LocalDate.now(ZoneOffset.UTC) + ", commit " + commit(),
                "- Machine: " + processor() + ", " + runtime.availableProcessors() + " processors, "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                        + "; Keycloak, its database and the load all on it",
                "- Keycloak "
                        + node.admin().serverInfo().getInfo().getSystemInfo().getVersion()
                        + " in production mode, " + nodes + ", Java " + System.getProperty("java.version")
                        + ", options `"
                        + System.getenv().getOrDefault("JAVA_OPTS_KC_HEAP", "of kc.sh") + "`",
                "- " + database + ", " + wrk(),
                "");
    }

    private static String commit() {
        Program.Result commit =
                new Program("git", "-C", ProjectFiles.ROOT.toString(), "describe", "--always", "--dirty").run();
        return commit.status() == 0 ? commit.output().strip() : "unknown";
    }

    private static String wrk() {
        return new Program("wrk", "--version")
                .run()
                .output()
                .lines()
                .findFirst()
                .map(line -> line.replaceAll(" Copyright.*", ""))
                .orElseThrow();
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
