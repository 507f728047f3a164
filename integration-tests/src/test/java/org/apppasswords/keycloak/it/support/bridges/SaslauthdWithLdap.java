package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.server.Daemon;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.Program;

/** Cyrus SASL's saslauthd with the mechanism {@code ldap}, which mail servers and OpenLDAP ask. */
public final class SaslauthdWithLdap implements LdapProgram {

    private final ProgramFolder folder = new ProgramFolder("saslauthd-ldap");
    private Daemon saslauthd;

    @Override
    public void start(LdapBridge bridge) throws IOException {
        folder.write("saslauthd.conf", bridge.fill(DocumentedBlock.read("ldap.md", "saslauthd.conf")));
        saslauthd = new Daemon(
                List.of(
                        // When it ends, it ends its process group.
                        "setsid",
                        "saslauthd",
                        "-d",
                        "-n",
                        "1",
                        "-a",
                        "ldap",
                        "-O",
                        folder.file("saslauthd.conf").toString(),
                        "-m",
                        folder.file("").toString()),
                Map.of(),
                folder.file("log"),
                () -> Files.exists(folder.file("mux")));
    }

    @Override
    public void stop() {
        saslauthd.close();
        folder.delete();
    }

    @Override
    public boolean signsIn(String username, String password) {
        Program.Result result =
                new Program("testsaslauthd", "-f", folder.file("mux").toString(), "-u", username, "-p", password).run();
        return result.status() == 0;
    }
}
