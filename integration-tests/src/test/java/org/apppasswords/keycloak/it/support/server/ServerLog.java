package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server's log since a point in time. The server starts a new file every 10 MB and at each start, and keeps five
 * old ones.
 */
public final class ServerLog {

    private static final int OLD_FILES = 5;
    private static final Pattern RECORD = Pattern.compile("^\\d{4}-\\d\\d-\\d\\d \\S+ (?<level>[A-Z]+) ");
    private static final Set<String> DEBUGGING = Set.of("DEBUG", "TRACE");

    /** Key of the file that was current then; null for all files. */
    private final Object file;

    private final long start;

    private ServerLog(Object file, long start) {
        this.file = file;
        this.start = start;
    }

    /** Returns the log from now on. */
    public static ServerLog fromHere() {
        try {
            if (!Files.exists(AppPasswordServer.LOG_FILE)) {
                return whole();
            }
            BasicFileAttributes file = Files.readAttributes(AppPasswordServer.LOG_FILE, BasicFileAttributes.class);
            return new ServerLog(file.fileKey(), file.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the whole log of the server, as far as it is kept. */
    public static ServerLog whole() {
        return new ServerLog(null, 0);
    }

    /**
     * Returns the log as text.
     *
     * @throws IllegalStateException if the file that it began in is no longer kept
     */
    public String text() {
        try {
            Map<Object, Path> files = files();
            if (file != null && !files.containsKey(file)) {
                throw new IllegalStateException("The server no longer keeps the file that the log began in.");
            }
            StringBuilder text = new StringBuilder();
            boolean begun = file == null;
            for (Map.Entry<Object, Path> each : files.entrySet()) {
                if (begun) {
                    text.append(Files.readString(each.getValue()));
                } else if (each.getKey().equals(file)) {
                    begun = true;
                    byte[] bytes = Files.readAllBytes(each.getValue());
                    text.append(new String(bytes, (int) start, bytes.length - (int) start, StandardCharsets.UTF_8));
                }
            }
            // If the log was rotated meanwhile, the names refer to other files.
            return files().equals(files) ? text.toString() : text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // By a key that survives renaming, oldest first.
    private static Map<Object, Path> files() throws IOException {
        Map<Object, Path> files = new LinkedHashMap<>();
        for (int age = OLD_FILES; age >= 0; age--) {
            Path path = age == 0
                    ? AppPasswordServer.LOG_FILE
                    : AppPasswordServer.LOG_FILE.resolveSibling(AppPasswordServer.LOG_FILE.getFileName() + "." + age);
            if (Files.exists(path)) {
                files.put(Files.readAttributes(path, BasicFileAttributes.class).fileKey(), path);
            }
        }
        return files;
    }

    /**
     * Returns lines of stack traces that contain the extension, and errors that the server answers with 500. Omits
     * DEBUG records, in which Keycloak logs a stack trace for each rejection.
     */
    public List<String> stackTracesOfOurCode() {
        List<String> found = new ArrayList<>();
        boolean forDebugging = false;
        for (String line : text().lines().toList()) {
            Matcher record = RECORD.matcher(line);
            if (record.find()) {
                forDebugging = DEBUGGING.contains(record.group("level"));
            }
            if (!forDebugging && (line.startsWith("\tat org.apppasswords") || line.contains("Uncaught server error"))) {
                found.add(line);
            }
        }
        return found;
    }
}
