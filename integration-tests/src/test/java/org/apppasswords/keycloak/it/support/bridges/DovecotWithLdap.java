package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.server.Daemon;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.Program;

/** Dovecot with its LDAP passdb and userdb: the authentication process alone, without IMAP. */
public final class DovecotWithLdap implements LdapProgram {

    private static final String CONFIGURATION = """
            protocols =
            base_dir = @FOLDER@/run
            state_dir = @FOLDER@/state
            log_path = /dev/stderr
            ssl = no
            auth_mechanisms = plain
            auth_failure_delay = 0
            default_internal_user = nobody
            default_internal_group = nogroup
            default_login_user = nobody
            passdb {
              driver = ldap
              args = @FOLDER@/dovecot-ldap.conf.ext
            }
            userdb {
              driver = ldap
              args = @FOLDER@/dovecot-ldap.conf.ext
            }
            """;

    private final ProgramFolder folder = new ProgramFolder("dovecot-ldap");
    private Daemon dovecot;

    @Override
    public void start(LdapBridge bridge) throws IOException {
        folder.write("dovecot-ldap.conf.ext", bridge.fill(DocumentedBlock.read("ldap.md", "dovecot-ldap.conf.ext")));
        folder.write("dovecot.conf", CONFIGURATION);
        dovecot = new Daemon(
                List.of("dovecot", "-F", "-c", folder.file("dovecot.conf").toString()),
                Map.of(),
                folder.file("log"),
                () -> Files.exists(folder.file("run/auth-userdb")));
    }

    @Override
    public void stop() {
        dovecot.close();
        folder.delete();
    }

    @Override
    public boolean signsIn(String username, String password) {
        return doveadm("auth", "test", username, password).output().contains("auth succeeded");
    }

    /** Looks a user up, as Dovecot does before it opens a mailbox. */
    public Program.Result user(String username) {
        return doveadm("user", username);
    }

    private Program.Result doveadm(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("doveadm", "-c", folder.file("dovecot.conf").toString()));
        command.addAll(List.of(arguments));
        return new Program(command).run();
    }
}
