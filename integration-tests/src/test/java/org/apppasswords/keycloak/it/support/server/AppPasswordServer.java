package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.keycloak.common.Profile;
import org.keycloak.it.utils.Maven;
import org.keycloak.testframework.server.KeycloakServerConfig;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder.LogHandlers;

/**
 * The server of the whole suite: the real distribution with the packaged JAR. It logs at DEBUG to a file, so that tests
 * can assert that no secret is logged.
 */
public final class AppPasswordServer implements KeycloakServerConfig {

    private static final String GROUP_ID = "org.apppasswords";
    private static final String ARTIFACT_ID = "keycloak-app-passwords";

    /** The server's log. */
    public static final Path LOG_FILE = ProjectFiles.OUTPUT.resolve("keycloak.log");

    @Override
    public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
        config.log()
                .handlers(LogHandlers.CONSOLE, LogHandlers.FILE)
                // The test framework reads each line of the console.
                .handlerLevel(LogHandlers.CONSOLE, "info")
                .categoryLevel("org.keycloak", "debug")
                .categoryLevel("org.apppasswords", "debug");
        requireTheJarOfThisBuild();
        DatabaseForTheSuite.startIfWanted();
        SupportedServerOptions.leaveOutOthers(config);
        return config.dependency(GROUP_ID, ARTIFACT_ID)
                .features(Profile.Feature.DOCKER, Profile.Feature.CLIENT_SECRET_ROTATION)
                .option("metrics-enabled", "true")
                // Other Keycloak commands use the default port while this server runs.
                .option("http-management-port", "9080")
                .option("log-file", LOG_FILE.toString())
                // As in production. In development mode, each page reads all files of its theme again.
                .option("spi-theme--cache-themes", "true")
                .option("spi-theme--cache-templates", "true")
                .option("spi-theme--static-max-age", "2592000")
                // Only account passwords are hashed so. The tests create and sign in thousands of users.
                .option("spi-password-hashing--argon2--iterations", "1")
                .option("spi-password-hashing--argon2--memory", "64")
                .option("spi-theme--folder--dir", ProjectFiles.COMPANY_THEMES.toString());
    }

    /** Maven might resolve another artifact: a folder of classes, or an earlier installed build. */
    private static void requireTheJarOfThisBuild() {
        Path found = Maven.resolveArtifact(GROUP_ID, ARTIFACT_ID);
        try {
            if (Files.isDirectory(found) || Files.mismatch(found, ProjectFiles.JAR) != -1) {
                throw new IllegalStateException(
                        "The server would run " + found + ", which is not " + ProjectFiles.JAR + ". Build that first.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
