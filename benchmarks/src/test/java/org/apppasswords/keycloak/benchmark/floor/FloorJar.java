package org.apppasswords.keycloak.benchmark.floor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.keycloak.authentication.AuthenticatorFactory;

/** The floor as a JAR for {@code providers/}. */
public final class FloorJar {

    private FloorJar() {}

    /** Creates it in this folder. */
    public static Path pack(Path folder) {
        Path jar = folder.resolve("benchmark-floor.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file)) {
            for (Class<?> type : new Class<?>[] {FloorAuthenticator.class, FloorAuthenticatorFactory.class}) {
                String name = type.getName().replace('.', '/') + ".class";
                entries.putNextEntry(new JarEntry(name));
                try (InputStream code = type.getClassLoader().getResourceAsStream(name)) {
                    code.transferTo(entries);
                }
            }
            entries.putNextEntry(new JarEntry("META-INF/services/" + AuthenticatorFactory.class.getName()));
            entries.write(FloorAuthenticatorFactory.class.getName().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }
}
