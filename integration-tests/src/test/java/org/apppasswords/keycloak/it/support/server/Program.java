package org.apppasswords.keycloak.it.support.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A run of an installed program. */
public final class Program {

    private final List<String> command;
    private Duration timeout = Duration.ofSeconds(30);
    private String input = "";

    public Program(List<String> command) {
        this.command = List.copyOf(command);
    }

    public Program(String... command) {
        this(List.of(command));
    }

    /** Exit status and output. */
    public record Result(int status, String output) {}

    /** Sets the time limit; the default is 30 seconds. */
    public Program within(Duration limit) {
        timeout = limit;
        return this;
    }

    /** Sets its standard input. */
    public Program reading(String text) {
        input = text;
        return this;
    }

    /** Runs the program. */
    public Result run() {
        try {
            Path output = Files.createTempFile("program", ".out");
            try {
                return outputTo(output);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the program with its output in this file, not in a pipe, which daemons that it starts would keep open. */
    public Result outputTo(Path output) {
        try {
            File in = File.createTempFile("program", ".in");
            Files.writeString(in.toPath(), input);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(in)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            Files.delete(in.toPath());
            if (!ended) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " took too long: " + text(output));
            }
            return new Result(process.exitValue(), text(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
