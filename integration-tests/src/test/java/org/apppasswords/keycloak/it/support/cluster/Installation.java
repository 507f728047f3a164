package org.apppasswords.keycloak.it.support.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.keycloak.it.utils.Maven;
import org.keycloak.testframework.util.FileUtils;

/**
 * An optimized Keycloak installation for production: the distribution with the JAR in {@code providers/}, built for
 * PostgreSQL. Several nodes and the export and import commands share it.
 */
public final class Installation {

    private static final Path HOME = ProjectFiles.INTEGRATION_TESTS.resolve("target/production");

    private final Path home;

    private Installation(Path home) {
        this.home = home;
    }

    /**
     * Unpacks and builds an installation; new for each call.
     *
     * @param furtherProviders JARs that go into {@code providers/} beside ours
     */
    public static Installation create(Path... furtherProviders) {
        try {
            FileUtils.delete(HOME.toFile());
            Files.createDirectories(HOME);
            Path zip = Maven.resolveArtifact("org.keycloak", "keycloak-quarkus-dist");
            run(HOME, List.of("unzip", "-q", zip.toString()), HOME.resolve("unzip.log"));
            Path home;
            try (var folders = Files.list(HOME)) {
                home = folders.filter(Files::isDirectory).findFirst().orElseThrow();
            }
            Installation installation = new Installation(home);
            installation.provide(ProjectFiles.JAR);
            for (Path provider : furtherProviders) {
                installation.provide(provider);
            }
            installation.build();
            return installation;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a copy with this JAR in place of the build's, as if on another machine. */
    public Installation with(Path jar) {
        try {
            Installation other = copy(jar.getFileName().toString());
            Files.copy(jar, other.deployedJar(), StandardCopyOption.REPLACE_EXISTING);
            other.build();
            return other;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a copy without our JAR. */
    public Installation withoutJar() {
        try {
            Installation other = copy("without");
            Files.delete(other.deployedJar());
            other.build();
            return other;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Installation copy(String name) {
        Path other = HOME.resolve(home.getFileName() + "-" + name);
        run(HOME, List.of("cp", "-a", home.toString(), other.toString()), log("copy"));
        return new Installation(other);
    }

    private Path deployedJar() {
        return home.resolve("providers").resolve(ProjectFiles.JAR.getFileName());
    }

    /** Rebuilds it with these additional options. */
    public Installation rebuilt(String... options) {
        build(options);
        return this;
    }

    private void build(String... options) {
        kc(Stream.concat(Stream.of("build", "--db=postgres", "--health-enabled=true"), Arrays.stream(options))
                .toArray(String[]::new));
    }

    /** Runs a command of {@code kc.sh} to its end. */
    public void kc(String... arguments) {
        run(home, command(arguments), log(arguments[0]));
    }

    /** Starts a server in the background. */
    Process start(String name, String... arguments) throws IOException {
        return new ProcessBuilder(command(arguments))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile())
                .start();
    }

    /** Returns the log file of the command or node with this name. */
    public Path log(String name) {
        return HOME.resolve(name + ".log");
    }

    private void provide(Path jar) throws IOException {
        Files.copy(jar, home.resolve("providers").resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/kc.sh").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(Path directory, List<String> command, Path log) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " failed:\n" + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
