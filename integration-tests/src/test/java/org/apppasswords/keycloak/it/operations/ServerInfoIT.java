package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The version on the admin console's Server Info page. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ServerInfoIT {

    @InjectAdminClient
    Keycloak keycloak;

    @ParameterizedTest
    @CsvSource({
        "authenticator, direct-grant-app-password",
        "realm-restapi-extension, app-passwords",
        // Keycloak's own factory with our version: the extension replaces it.
        "oauth2-grant-type, refresh_token"
    })
    void listsProvidersWithTheVersionOfTheJar(String spi, String provider) throws IOException {
        var providers = keycloak.serverInfo().getInfo().getProviders().get(spi).getProviders();

        assertThat(providers).containsKey(provider);
        assertThat(providers.get(provider).getOperationalInfo()).containsEntry("Version", version());
    }

    private static String version() throws IOException {
        try (JarFile jar = new JarFile(ProjectFiles.JAR.toFile())) {
            return jar.getManifest().getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        }
    }
}
