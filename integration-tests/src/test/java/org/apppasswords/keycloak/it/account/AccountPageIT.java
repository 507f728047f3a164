package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectKeycloakUrls;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.config.Config;
import org.keycloak.testframework.server.KeycloakUrls;

/**
 * The page in the account console. Its tests are in {@code account-ui/src/test/browser}, written in TypeScript like the
 * page; this class runs them against the suite's server.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class AccountPageIT {

    private static final Path LOG = ProjectFiles.INTEGRATION_TESTS.resolve("target/account-page.log");
    private static final int TIMEOUT_MINUTES = 30;

    @InjectKeycloakUrls
    KeycloakUrls urls;

    @Test
    void passesItsBrowserTests() throws IOException, InterruptedException {
        Files.createDirectories(LOG.getParent());
        ProcessBuilder tests = new ProcessBuilder(List.of("npx", "--no-install", "playwright", "test"))
                .directory(ProjectFiles.ROOT.resolve("account-ui").toFile())
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile())
                .redirectInput(new File("/dev/null"));
        tests.environment().put("KEYCLOAK_URL", urls.getBase());
        tests.environment().put("KEYCLOAK_ADMIN_CLIENT", Config.getAdminClientId());
        tests.environment().put("KEYCLOAK_ADMIN_SECRET", Config.getAdminClientSecret());

        Process process = tests.start();
        try {
            assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES))
                    .as("ended in time; see " + LOG)
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        assertThat(process.exitValue()).as(failures()).isZero();
    }

    /** Returns what Playwright says of the tests that failed, which it says last, without a line for each that passed. */
    private static String failures() throws IOException {
        return Files.readAllLines(LOG).stream()
                .filter(line -> !line.contains("✓"))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
