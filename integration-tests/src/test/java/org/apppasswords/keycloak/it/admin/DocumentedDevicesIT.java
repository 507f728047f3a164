package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.Kcadm;
import org.apppasswords.keycloak.it.support.server.Program.Result;
import org.apppasswords.keycloak.it.support.server.ScriptFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The scripts of docs/devices.md, from the start to the scanner's first sign-in. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class DocumentedDevicesIT {

    private static final String CLIENT = "app-passwords-admin";
    private static final String SECRET = "a secret & more";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TempDir
    Path kcadmFolder;

    @TempDir
    Path folder;

    @Test
    void aScannerGetsItsAppPassword() {
        Kcadm kcadm = new Kcadm(kcadmFolder);
        run(kcadm, DocumentedBlock.read("devices.md", "declare-mark.sh"));
        // A second time, as after a correction.
        run(kcadm, DocumentedBlock.read("devices.md", "declare-mark.sh"));
        run(kcadm, DocumentedBlock.read("devices.md", "create-device.sh"));
        run(kcadm, DocumentedBlock.read("oversight.md", "create-client.sh"));
        ClientRepresentation client =
                realm.admin().clients().findByClientId(CLIENT).get(0);
        client.setSecret(SECRET);
        realm.admin().clients().get(client.getId()).update(client);

        Result created = new ScriptFolder(folder, realm.getName())
                .write("client-secret", SECRET + "\n")
                .run(
                        DocumentedBlock.read("oversight.md", "token.sh"),
                        DocumentedBlock.read("devices.md", "create-app-password.sh"));

        assertThat(created.status()).as(created.output()).isZero();
        String password = created.output().strip();
        assertThat(password).matches("[a-z]{24}");
        assertThat(signIn(password, "192.0.2.7")).isEqualTo(200);
        assertThat(signIn(password, "198.51.100.7")).isEqualTo(400);
        assertThat(realm.admin()
                        .users()
                        .searchByUsername("scanner-2", true)
                        .get(0)
                        .getAttributes())
                .containsEntry("app-passwords.device", List.of("true"));
    }

    private void run(Kcadm kcadm, String script) {
        Result result = kcadm.run(
                "set -e\ncd \"$FOLDER\"\n" + script.replace("REALM", "\"$REALM\""), Map.of("REALM", realm.getName()));
        assertThat(result.status()).as(result.output()).isZero();
    }

    private int signIn(String password, String address) {
        return new TokenEndpoint(realm.getBaseUrl())
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "postfix",
                                "client_secret",
                                "postfix-secret",
                                "username",
                                "scanner-2",
                                "password",
                                password),
                        Map.of("X-Dovecot-Auth-Remote", address))
                .status();
    }
}
