package org.apppasswords.keycloak.it.support.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

    private static final Path HOME = ProjectFiles.OUTPUT.resolve("production");

    private static final String RELATIVE_PATH = "--http-relative-path=";

    private static Installation unpacked;
    private static boolean built;
    private static int copies;

    private final Path home;
    private String relativePath = "";

    private Installation(Path home) {
        this.home = home;
    }

    /** Returns the one installation that all tests share. Built by the first call, and not changed afterwards. */
    public static synchronized Installation built() {
        Installation shared = unpacked();
        if (!built) {
            shared.build();
            built = true;
        }
        return shared;
    }

    /** Returns the shared installation for those who copy it. It may not be built yet, but each copy is. */
    public static synchronized Installation unpacked() {
        if (unpacked == null) {
            unpacked = unpack();
        }
        return unpacked;
    }

    private static Installation unpack() {
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
            Files.copy(ProjectFiles.JAR, installation.deployedJar(), StandardCopyOption.REPLACE_EXISTING);
            return installation;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a copy with this JAR in place of the build's, as if on another machine. */
    public Installation with(Path jar) {
        try {
            Installation other = copy();
            Files.copy(jar, other.deployedJar(), StandardCopyOption.REPLACE_EXISTING);
            other.build();
            return other;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a copy with these JARs in {@code providers/} beside ours. */
    public Installation providing(Path... jars) {
        Installation other = copy();
        try {
            for (Path jar : jars) {
                Files.copy(jar, other.home.resolve("providers").resolve(jar.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        other.build();
        return other;
    }

    /** Returns a copy without our JAR. */
    public Installation withoutJar() {
        try {
            Installation other = copy();
            Files.delete(other.deployedJar());
            other.build();
            return other;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Installation copy() {
        synchronized (Installation.class) {
            copies++;
        }
        Path other = HOME.resolve("copy-" + copies);
        run(HOME, List.of("cp", "-a", home.toString(), other.toString()), log("copy"));
        return new Installation(other);
    }

    private Path deployedJar() {
        return home.resolve("providers").resolve(ProjectFiles.JAR.getFileName());
    }

    /** Returns a copy that is built with these additional options. */
    public Installation builtWith(String... options) {
        Installation other = copy();
        other.build(options);
        Arrays.stream(options)
                .filter(option -> option.startsWith(RELATIVE_PATH))
                .forEach(option -> other.relativePath = option.substring(RELATIVE_PATH.length()));
        return other;
    }

    /** Returns the path below which it serves everything; empty for the top of the server. */
    String relativePath() {
        return relativePath;
    }

    private void build(String... options) {
        boolean withDatabase = Arrays.stream(options).anyMatch(option -> option.startsWith("--db="));
        Stream<String> defaults = Stream.of("build", "--db=postgres", "--health-enabled=true")
                .filter(option -> !(withDatabase && option.startsWith("--db=")));
        kc(Stream.concat(defaults, Arrays.stream(options)).toArray(String[]::new));
    }

    /** Runs a command of {@code kc.sh} to its end. */
    public void kc(String... arguments) {
        run(home, command(arguments), log(arguments[0]));
    }

    /** Starts a server in the background, with these further environment variables. */
    Process start(String name, Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Returns the log file of the command or node with this name. */
    public Path log(String name) {
        return HOME.resolve(home.getFileName() + "-" + name + ".log");
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/kc.sh").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(Path directory, List<String> command, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // A build takes half the processor time without the optimizing compiler.
        builder.environment().put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
        try {
            Process process = builder.start();
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
