package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.server.Daemon;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.Program;

/** FreeRADIUS with rlm_ldap. */
public final class FreeRadiusWithLdap implements LdapProgram {

    private static final String CONFIGURATION = """
            prefix = /usr
            raddbdir = @FOLDER@
            libdir = /usr/lib/freeradius
            logdir = @FOLDER@
            pidfile = @FOLDER@/radiusd.pid
            log {
                destination = files
                file = @FOLDER@/log
            }
            security {
                reject_delay = 0
            }
            client localhost {
                ipaddr = 127.0.0.1
                secret = %s
            }
            modules {
            %s
            }
            server default {
                listen {
                    type = auth
                    ipaddr = 127.0.0.1
                    port = %d
                }
            %s
            }
            """;

    private final ProgramFolder folder = new ProgramFolder("freeradius-ldap");
    private final int port = BridgeScript.freePort();
    private Daemon freeRadius;

    @Override
    public void start(LdapBridge bridge) throws IOException {
        folder.write("dictionary", "$INCLUDE /usr/share/freeradius/dictionary\n");
        folder.write(
                "radiusd.conf",
                CONFIGURATION.formatted(
                        Bridges.RADIUS_SECRET,
                        bridge.fill(DocumentedBlock.read("ldap.md", "freeradius-ldap.conf")),
                        port,
                        DocumentedBlock.read("ldap.md", "freeradius-site.conf")));
        // FreeRADIUS rejects files with secrets that other users can read.
        new Program("chmod", "-R", "go-rwx", folder.file("").toString()).run();
        freeRadius = new Daemon(
                List.of("freeradius", "-f", "-d", folder.file("").toString()),
                Map.of(),
                folder.file("output"),
                () -> folder.contains("log", "Ready to process requests"));
    }

    @Override
    public void stop() {
        freeRadius.close();
        folder.delete();
    }

    @Override
    public boolean signsIn(String username, String password) {
        return new Program("radclient", "-x", "-r", "1", "-t", "5", "127.0.0.1:" + port, "auth", Bridges.RADIUS_SECRET)
                .reading("User-Name = \"%s\"\nUser-Password = \"%s\"\n".formatted(username, password))
                .run()
                .output()
                .contains("Received Access-Accept");
    }
}
