package org.apppasswords.keycloak.it.support;

import java.nio.file.Path;
import org.keycloak.testframework.server.KeycloakServerConfig;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder.LogHandlers;

/**
 * The one server of the whole suite: the real distribution with the packaged JAR. It logs everything at DEBUG into a
 * file, so that the tests can see that no secret ever gets there.
 */
public final class AppPasswordServer implements KeycloakServerConfig {

    /** The server's log. */
    public static final Path LOG_FILE = ProjectFiles.INTEGRATION_TESTS.resolve("target/keycloak.log");

    @Override
    public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
        config.log()
                .handlers(LogHandlers.CONSOLE, LogHandlers.FILE)
                .categoryLevel("org.keycloak", "debug")
                .categoryLevel("org.apppasswords", "debug");
        return config.dependency("org.apppasswords", "keycloak-app-passwords").option("log-file", LOG_FILE.toString());
    }
}
