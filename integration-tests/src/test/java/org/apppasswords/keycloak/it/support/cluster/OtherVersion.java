package org.apppasswords.keycloak.it.support.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;

/**
 * The JAR of this build disguised as another version: with another version number and an additional message. Like earlier
 * versions, it does not know networks of app passwords.
 */
public final class OtherVersion {

    private static final String NUMBER = "26.99.0";
    private static final String MESSAGE = "appPasswordOfAnotherVersion";
    private static final String MESSAGES = "theme-resources/messages/messages_en.properties";

    private OtherVersion() {}

    /** Creates it in this folder. */
    public static Path create(Path folder) {
        Path other = folder.resolve("other.jar");
        byte[] older = OlderClass.compile(folder);
        try (JarFile jar = new JarFile(ProjectFiles.JAR.toFile())) {
            Manifest manifest = jar.getManifest();
            manifest.getMainAttributes().putValue("Implementation-Version", NUMBER);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(other), manifest)) {
                for (JarEntry entry : jar.stream().toList()) {
                    if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        continue;
                    }
                    out.putNextEntry(new JarEntry(entry.getName()));
                    out.write(
                            entry.getName().equals(OlderClass.ENTRY)
                                    ? older
                                    : jar.getInputStream(entry).readAllBytes());
                    if (entry.getName().equals(MESSAGES)) {
                        out.write(("\n" + MESSAGE + "=" + NUMBER + "\n").getBytes(StandardCharsets.ISO_8859_1));
                    }
                    out.closeEntry();
                }
            }
            return other;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the node runs it. */
    public static boolean runsOn(Node node, String realm) {
        URI messages = URI.create(node.url() + "/resources/" + realm + "/login/en");
        return Http.send(HttpRequest.newBuilder(messages)).body().contains(MESSAGE);
    }
}
