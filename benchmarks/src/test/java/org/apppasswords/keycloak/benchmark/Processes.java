package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel says of a process and all that it has started. */
final class Processes {

    /** Linux counts in hundredths of a second, on every machine of today. */
    private static final double TICKS_PER_SECOND = 100;

    // Counted from the state, which follows the name in brackets.
    private static final int USER_TIME = 11;
    private static final int CHILDREN_SYSTEM_TIME = 14;

    private Processes() {}

    /** The processor time, in seconds, that it and its descendants have used, those included that have ended. */
    static double cpuSeconds(long pid) {
        return Stream.concat(
                                Stream.of(pid),
                                ProcessHandle.of(pid).stream()
                                        .flatMap(ProcessHandle::descendants)
                                        .map(ProcessHandle::pid))
                        .mapToLong(Processes::ticks)
                        .sum()
                / TICKS_PER_SECOND;
    }

    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            return fields.subList(USER_TIME, CHILDREN_SYSTEM_TIME + 1).stream()
                    .mapToLong(Long::parseLong)
                    .sum();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
