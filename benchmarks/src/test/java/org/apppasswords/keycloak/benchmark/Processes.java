package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Kernel statistics of a process and its descendants. */
final class Processes {

    /** Linux counts in hundredths of a second on all current machines. */
    private static final double TICKS_PER_SECOND = 100;

    // Indexes count from the state, which follows the name in brackets.
    private static final int USER_TIME = 11;
    private static final int CHILDREN_SYSTEM_TIME = 14;

    private Processes() {}

    /** Returns the processor time in seconds of the process and its descendants, including ended ones. */
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

    /** Returns the memory of the process that is in use, in MB: its resident set. */
    static double residentMegabytes(long pid) {
        return status(pid, "VmRSS:") * 1024 / 1e6;
    }

    /** Returns the number of threads of the process. */
    static long threads(long pid) {
        return status(pid, "Threads:");
    }

    /** Returns the number of open files and sockets of the process. */
    static long descriptors(long pid) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long status(long pid, String field) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith(field))
                    .map(line ->
                            line.substring(field.length()).replace("kB", "").strip())
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
