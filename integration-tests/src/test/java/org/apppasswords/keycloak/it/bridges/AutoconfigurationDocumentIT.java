package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import org.apppasswords.keycloak.it.support.bridges.DocumentedNginx;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The nginx configurations of docs/autoconfiguration.md, as programs meet them. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class AutoconfigurationDocumentIT {

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @Test
    void programsFindTheirSettingsUnderTheMailDomain() {
        String servers = block("autoconfig-host.conf")
                + """
                server {
                    listen 127.0.0.1:PORT;
                    server_name example.org;
                %s
                %s
                }
                """.formatted(block("autoconfig-location.conf"), block("caldav-location.conf"));

        try (DocumentedNginx nginx = DocumentedNginx.start(servers)) {
            String asked =
                    nginx.get("autoconfig.example.org", "/mail/config-v1.1.xml?emailaddress=alice%40example.org");
            assertThat(asked)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("<domain>example.org</domain>", "<hostname>localhost</hostname>");
            assertThat(body(nginx.get(
                            "example.org",
                            "/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=alice%40example.org")))
                    .isEqualTo(body(asked));
            assertThat(nginx.get("example.org", "/.well-known/autoconfig/mail/config-v1.1.xml"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("<incomingServer type=\"imap\">");
            assertThat(nginx.get("example.org", "/.well-known/caldav"))
                    .startsWith("HTTP/1.1 301 ")
                    .contains("Location: https://dav.example.org/");
        }
    }

    private String block(String name) {
        return DocumentedBlock.read("autoconfiguration.md", name)
                .replace("listen 443 ssl;", "listen 127.0.0.1:PORT;")
                .replace("https://keycloak.example.org/realms/REALM", realm.getBaseUrl());
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n"));
    }
}
