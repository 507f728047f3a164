package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** A folder in which scripts of the documentation run, against the suite's server. */
public final class ScriptFolder {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Path folder;
    private final String realm;

    /** @param realm name of the realm that the scripts are for */
    public ScriptFolder(Path folder, String realm) {
        this.folder = folder;
        this.realm = realm;
    }

    /** Writes a file; its folder is created. */
    public ScriptFolder write(String file, String text) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean has(String file) {
        return Files.exists(folder.resolve(file));
    }

    /** Puts a program before those of the same name. */
    public ScriptFolder addProgram(String name, String script) {
        write("bin/" + name, "#!/bin/sh\n" + script);
        try {
            Files.setPosixFilePermissions(
                    folder.resolve("bin").resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs these blocks as one script, with {@code sh}. */
    public Program.Result run(String... blocks) {
        return runWithInput("", blocks);
    }

    /** Runs these blocks as one script that reads this input. */
    public Program.Result runWithInput(String input, String... blocks) {
        write(
                "script.sh",
                String.join("\n", blocks)
                        .replace("https://keycloak.example.org", "http://localhost:8080")
                        .replace("REALM", realm));
        return new Program(
                        "env",
                        "-C",
                        folder.toString(),
                        "PATH=" + folder.resolve("bin") + ":" + System.getenv("PATH"),
                        "sh",
                        folder.resolve("script.sh").toString())
                .within(TIMEOUT)
                .reading(input)
                .run();
    }
}
