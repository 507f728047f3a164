package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apppasswords.keycloak.it.support.server.Program;

/** A new folder for the configuration of a program. Every user can read it, because servers drop root's privileges. */
final class ProgramFolder {

    private final Path folder;

    ProgramFolder(String program) {
        try {
            folder = Files.createTempDirectory(program);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file; {@code @FOLDER@} in its text is this folder. */
    Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text.replace("@FOLDER@", folder.toString()));
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Returns whether this file exists and contains the text. */
    boolean contains(String name, String text) {
        try {
            return Files.exists(file(name)) && Files.readString(file(name)).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes it, also if servers have left sockets and pipes in it. */
    void delete() {
        new Program("rm", "-rf", folder.toString()).run();
    }
}
