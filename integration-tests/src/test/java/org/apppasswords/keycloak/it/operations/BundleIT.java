package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.api.Test;

/** The one JAR that is deployed: all of ours, and nothing else. */
class BundleIT {

    private static final Path JAR = ProjectFiles.JAR;

    @Test
    void holdsNothingButOurOwn() throws IOException {
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

    /** The build's own time would make every build another file. */
    @Test
    void isTheSameWheneverItIsBuilt() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream()
                            .map(entry -> entry.getTimeLocal().toString())
                            .distinct())
                    .containsExactly("2026-01-01T00:00");
        }
    }

    /**
     * Our own part is a third of it. The rest is Keycloak's account console, which a theme with a page of its own has to
     * bring along: half a megabyte of fonts, and as much of scripts and styles.
     */
    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(JAR)).isLessThan(1_700_000);
    }

    @Test
    void namesOnlyProvidersThatItHolds() throws IOException {
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
