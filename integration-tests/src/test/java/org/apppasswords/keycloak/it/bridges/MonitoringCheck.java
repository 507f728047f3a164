package org.apppasswords.keycloak.it.bridges;

import java.nio.file.Path;
import java.util.Map;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.DocumentedTable;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Program.Result;

/** The sign-in with curl that docs/bridges.md recommends for monitoring a bridge. */
final class MonitoringCheck {

    private static final String TABLE = "| bridge | its log | a sign-in from outside | `client_id` |";

    private final String command;

    /**
     * Reads the command for a bridge.
     *
     * @param bridge how its row begins
     * @param documented the URL in the command
     * @param url the URL to use in its place; its host is localhost
     * @param authorities the file with the authority of the server's certificate
     */
    MonitoringCheck(String bridge, String documented, String url, Path authorities) {
        String cell = DocumentedTable.read("bridges.md", TABLE).stream()
                .filter(row -> row.get(0).startsWith(bridge))
                .map(row -> row.get(2))
                .findFirst()
                .orElseThrow();
        command = DocumentedBlock.fill(
                cell.split("`", 3)[1],
                Map.of(
                        "curl ",
                        "curl --silent --show-error --max-time 20 --cacert " + authorities + " ",
                        "FILE",
                        "/dev/stdin",
                        documented,
                        url));
    }

    Result run(String username, String password) {
        return new Program("sh", "-c", command)
                .reading("machine localhost login %s password %s\n".formatted(username, password))
                .run();
    }
}
