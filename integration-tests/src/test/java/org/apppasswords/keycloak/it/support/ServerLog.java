package org.apppasswords.keycloak.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** What the server has logged since a point in time. */
public final class ServerLog {

    private final long start;

    private ServerLog(long start) {
        this.start = start;
    }

    /** The log from this moment on. */
    public static ServerLog fromHere() {
        try {
            return new ServerLog(Files.exists(AppPasswordServer.LOG_FILE) ? Files.size(AppPasswordServer.LOG_FILE) : 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole log of the server. */
    public static ServerLog whole() {
        return new ServerLog(0);
    }

    /** The log as text. */
    public String text() {
        try {
            byte[] bytes = Files.readAllBytes(AppPasswordServer.LOG_FILE);
            int from = (int) Math.min(start, bytes.length);
            return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of stack traces that run through the extension, and the errors that the server answers 500 for. */
    public List<String> stackTracesOfOurCode() {
        return text().lines()
                .filter(line -> line.startsWith("\tat org.apppasswords") || line.contains("Uncaught server error"))
                .toList();
    }
}
