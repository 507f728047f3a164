package org.apppasswords.keycloak.it.support.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;

/**
 * The class that reads stored app passwords as it was before they could have networks: compiled from today's source
 * with an unknown number in place of the schema with networks.
 */
final class OlderClass {

    /** Its place in the JAR. */
    static final String ENTRY = "org/apppasswords/keycloak/credential/AppPasswordData.class";

    private static final String TODAY = "SCHEMA_VERSION_WITH_NETWORKS = 2;";
    private static final String OLDER = "SCHEMA_VERSION_WITH_NETWORKS = 99;";

    private OlderClass() {}

    /** Compiles it in this folder, and returns its bytes. */
    static byte[] compile(Path folder) {
        try {
            Path source =
                    ProjectFiles.ROOT.resolve("authenticator/src/main/java").resolve(ENTRY.replace(".class", ".java"));
            String today = Files.readString(source);
            if (!today.contains(TODAY)) {
                throw new IllegalStateException(source + " does not contain: " + TODAY);
            }
            Path older = Files.writeString(folder.resolve("AppPasswordData.java"), today.replace(TODAY, OLDER));
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
                boolean compiled = compiler.getTask(
                                null,
                                files,
                                null,
                                List.of(
                                        "-proc:none",
                                        "--release",
                                        "17",
                                        "-d",
                                        folder.toString(),
                                        "-cp",
                                        ProjectFiles.JAR + File.pathSeparator + System.getProperty("java.class.path")),
                                null,
                                files.getJavaFileObjects(older))
                        .call();
                if (!compiled) {
                    throw new IllegalStateException(older + " cannot be compiled");
                }
            }
            return Files.readAllBytes(folder.resolve(ENTRY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
