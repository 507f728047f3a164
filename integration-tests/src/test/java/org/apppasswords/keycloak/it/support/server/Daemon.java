package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A server that a test starts in the foreground and stops again. */
public final class Daemon implements AutoCloseable {

    private final Process process;
    private final Path log;

    /** Starts it with these environment variables, and waits until it is ready. */
    public Daemon(List<String> command, Map<String, String> environment, Path log, BooleanSupplier ready) {
        this.log = log;
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Waiting.until(command.get(0) + " is ready", () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(command + " has ended: " + log());
            }
            return ready.getAsBoolean();
        });
    }

    /** Returns its process id. */
    public long pid() {
        return process.pid();
    }

    /** Returns its output so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
