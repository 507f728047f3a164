package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.http.AutoconfigEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Autoconfiguration of a service that names its mail domains, in a realm that also has unencrypted servers. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class MailDomainsIT {

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    /** Thunderbird for Android does not send an address, and rejects a document that has an unencrypted server. */
    @Test
    void aProgramThatSendsNoAddressGetsTheMailDomains() {
        AutoconfigEndpoint autoconfig = new AutoconfigEndpoint(realm.getBaseUrl());
        ServerLog log = ServerLog.fromHere();
        ClientResource client = new BridgeClients(realm)
                .create(
                        "domains",
                        settings -> settings.getAttributes()
                                .putAll(Map.of(
                                        "app-passwords.imap.host", "imap.example.org",
                                        "app-passwords.smtp.host", "smtp.example.org",
                                        "app-passwords.smtp.security", "starttls",
                                        "app-passwords.mail.domains", "Example.org, bücher.example, <b>")));
        try {
            awaitServer(autoconfig, "imap.example.org");

            for (HttpResponse<String> answer : List.of(autoconfig.get(), autoconfig.get("alice@elsewhere.example"))) {
                assertThat(answer.body()).isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <clientConfig version="1.1">
                        <emailProvider id="example.org">
                        <domain>example.org</domain>
                        <domain>xn--bcher-kva.example</domain>
                        <displayName>App Passwords Demo</displayName>
                        <displayShortName>App Passwords Demo</displayShortName>
                        <incomingServer type="imap">
                        <hostname>imap.example.org</hostname>
                        <port>993</port>
                        <socketType>SSL</socketType>
                        <username>%EMAILADDRESS%</username>
                        <authentication>password-cleartext</authentication>
                        </incomingServer>
                        <outgoingServer type="smtp">
                        <hostname>smtp.example.org</hostname>
                        <port>587</port>
                        <socketType>STARTTLS</socketType>
                        <username>%EMAILADDRESS%</username>
                        <authentication>password-cleartext</authentication>
                        </outgoingServer>
                        </emailProvider>
                        </clientConfig>
                        """);
            }
            assertThat(log.text()).contains("app-passwords.mail.domains is invalid: <b> is not a domain");
        } finally {
            client.remove();
            awaitServer(autoconfig, "localhost");
        }
    }

    // The server caches the mail servers for several seconds.
    private static void awaitServer(AutoconfigEndpoint autoconfig, String host) {
        Waiting.until(host, () -> autoconfig.get().body().contains("<hostname>" + host + "</hostname>"));
    }
}
