package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.server.Daemon;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.Program;

/** Apache with mod_authnz_ldap, and a page for one group. */
public final class ApacheWithLdap implements LdapProgram {

    private static final String CONFIGURATION = """
            ServerRoot @FOLDER@
            ServerName localhost
            Listen 127.0.0.1:%d
            PidFile @FOLDER@/httpd.pid
            ErrorLog /dev/stderr
            User nobody
            Group nogroup
            LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
            LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
            LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
            LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
            LoadModule ldap_module /usr/lib/apache2/modules/mod_ldap.so
            LoadModule authnz_ldap_module /usr/lib/apache2/modules/mod_authnz_ldap.so
            DocumentRoot @FOLDER@/pages
            """;

    private final ProgramFolder folder = new ProgramFolder("apache-ldap");
    private final int port = BridgeScript.freePort();
    private Daemon apache;

    @Override
    public void start(LdapBridge bridge) throws IOException {
        folder.write("pages/staff/page", "for members");
        folder.write(
                "httpd.conf",
                CONFIGURATION.formatted(port) + bridge.fill(DocumentedBlock.read("ldap.md", "httpd-ldap.conf")));
        apache = new Daemon(
                List.of(
                        "apache2",
                        "-DFOREGROUND",
                        "-f",
                        folder.file("httpd.conf").toString()),
                Map.of(),
                folder.file("log"),
                this::answers);
    }

    @Override
    public void stop() {
        apache.close();
        folder.delete();
    }

    /** Returns whether Apache shows the page that only the group may read. */
    @Override
    public boolean signsIn(String username, String password) {
        return status(username, password).equals("200");
    }

    /** Returns the HTTP status of the page that only the group may read. */
    public String status(String username, String password) {
        return new Program(
                        "curl",
                        "-s",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "-u",
                        username + ":" + password,
                        "http://127.0.0.1:" + port + "/staff/page")
                .run()
                .output();
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
