package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deployed JAR: contains all of our classes and files, and nothing else. */
class BundleIT {

    private static final Path JAR = ProjectFiles.JAR;

    @Test
    void containsOnlyOurOwnFiles() throws IOException {
        assertThat(entries())
                .allSatisfy(name -> assertThat(name)
                        .matches(
                                "META-INF/(MANIFEST\\.MF|beans\\.xml|keycloak-themes\\.json|services/org\\.keycloak\\.[\\w.]+)"
                                        + "|org/apppasswords/keycloak/[\\w/$-]+\\.class"
                                        + "|theme-resources/(messages|templates|resources)/.+"
                                        + "|theme/app-passwords/account/theme\\.properties"
                                        + "|theme/app-passwords/account/resources/(content|\\.vite/manifest)\\.json"
                                        + "|theme/app-passwords/account/resources/assets/[\\w-]+\\.(js|css|woff2)"));
    }

    /** Packages the same classes once more: later, in another folder and in another time zone. */
    @Test
    void packagingTwiceGivesTheSameBytes(@TempDir Path copy) throws IOException {
        copy(copy, "pom.xml", "bundle/pom.xml", "integration-tests/pom.xml", "ldap-bridge/pom.xml");
        for (String module : List.of("authenticator", "themes", "account-ui")) {
            copy(copy, module + "/pom.xml", module + "/target/classes");
        }

        Program.Result packaging = new Program(
                        "env",
                        "TZ=Asia/Kathmandu",
                        // The same Java as in the first build: another one may compress differently.
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        "mvn",
                        "-o",
                        "-q",
                        "-B",
                        "-f",
                        copy.resolve("pom.xml").toString(),
                        "-Dmaven.repo.local=" + System.getProperty("localRepository"),
                        "-pl",
                        "bundle",
                        "-am",
                        "package",
                        "-Dmaven.main.skip=true",
                        "-Dmaven.test.skip=true",
                        "-Dexec.skip=true",
                        "-Dpage.tests.skip=true",
                        "-Dspotless.check.skip=true")
                .within(Duration.ofMinutes(3))
                .run();

        assertThat(packaging.status()).as(packaging.output()).isZero();
        assertThat(copy.resolve("bundle/target").resolve(JAR.getFileName())).hasSameBinaryContentAs(JAR);
    }

    /**
     * Half of the JAR is our own part. The rest is Keycloak's account console, which a theme with a page of its own
     * must contain: half a megabyte of fonts, and as much of scripts and styles.
     */
    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(JAR)).isLessThan(2_000_000);
    }

    @Test
    void namesOnlyProvidersThatItContains() throws IOException {
        List<String> services = entries().stream()
                .filter(name -> name.startsWith("META-INF/services/"))
                .toList();
        assertThat(services).hasSizeGreaterThanOrEqualTo(5);
        for (String service : services) {
            for (String provider : read(service).split("\\R", -1)) {
                if (!provider.isBlank()) {
                    assertThat(entries()).contains(provider.strip().replace('.', '/') + ".class");
                }
            }
        }
    }

    private static void copy(Path to, String... paths) throws IOException {
        for (String path : paths) {
            try (Stream<Path> files = Files.walk(ProjectFiles.ROOT.resolve(path))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path target = to.resolve(ProjectFiles.ROOT.relativize(file));
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(JarEntry::getName)
                    .toList();
        }
    }

    private static String read(String name) throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile());
                InputStream entry = jar.getInputStream(jar.getEntry(name))) {
            return new String(entry.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
