package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Measurements for people to read: {@code target/measured.txt}. */
public final class Measured {

    private static final Path FILE = ProjectFiles.INTEGRATION_TESTS.resolve("target/measured.txt");

    private Measured() {}

    /** Adds a line. */
    public static void write(String what, Object value) {
        try {
            Files.writeString(FILE, what + ": " + value + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
