package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.server.Daemon;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Waiting;

/** A Linux whose users are in the directory: nslcd with its modules for NSS and PAM, in a Debian 13. Requires root. */
public final class LinuxWithLdap implements LdapProgram {

    /** In the mount namespace of Debian 13, so that its own files stay as they are. */
    private static final String START = """
            set -e
            chown root:nslcd @FOLDER@/nslcd.conf
            chmod 640 @FOLDER@/nslcd.conf
            mount --bind @FOLDER@/nslcd.conf /etc/nslcd.conf
            mount --bind @FOLDER@/nsswitch.conf /etc/nsswitch.conf
            # A rejected password does not delay the test.
            sed 's/pam_unix.so/& nodelay/' /etc/pam.d/common-auth >@FOLDER@/common-auth
            mount --bind @FOLDER@/common-auth /etc/pam.d/common-auth
            mkdir -p /run/nslcd
            mount -t tmpfs -o mode=755 none /run/nslcd
            chown nslcd: /run/nslcd
            echo started
            exec nslcd -n
            """;

    private final ProgramFolder folder = new ProgramFolder("nslcd");
    private Daemon nslcd;

    @Override
    public void start(LdapBridge bridge) throws IOException {
        folder.write("nslcd.conf", bridge.fill(DocumentedBlock.read("ldap.md", "nslcd.conf")));
        folder.write("nsswitch.conf", DocumentedBlock.read("ldap.md", "nsswitch.conf") + "hosts: files\n");
        Path script = folder.write("start.sh", START);
        nslcd = new Daemon(
                Debian.DEBIAN_13.command(List.of("sh", script.toString())),
                Map.of(),
                folder.file("log"),
                () -> folder.contains("log", "started"));
        Waiting.until(
                "nslcd answers", () -> run("test", "-S", "/run/nslcd/socket").status() == 0);
    }

    @Override
    public void stop() {
        nslcd.close();
        folder.delete();
    }

    /** Changes to the user, which asks for the password unless root does it. */
    @Override
    public boolean signsIn(String username, String password) {
        Program.Result result = enter(
                        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "su", username, "-c", "id -un")
                .reading(password + "\n")
                .run();
        return result.status() == 0 && result.output().endsWith(username + "\n");
    }

    /** Runs a command in this Linux, as root. */
    public Program.Result run(String... command) {
        return enter(command).run();
    }

    private Program enter(String... command) {
        List<String> all = new ArrayList<>(
                List.of("nsenter", "--target", String.valueOf(nslcd.pid()), "--mount", "--root", "--wd=/"));
        all.addAll(List.of(command));
        return new Program(all);
    }
}
