package org.apppasswords.keycloak.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apppasswords.keycloak.it.support.server.Program;

/**
 * The live objects of a Java process: its class histogram after a full collection.
 *
 * @param rows one for each class
 */
record Heap(List<Row> rows) {

    /** The number of objects of a class, and their size in bytes. */
    record Row(String type, long objects, long bytes) {}

    static Heap of(long pid) {
        return new Heap(jcmd(pid, "GC.class_histogram")
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("\\d+: .*"))
                .map(line -> line.split("\\s+", -1))
                .map(cells -> new Row(cells[3], Long.parseLong(cells[1]), Long.parseLong(cells[2])))
                .toList());
    }

    /** Runs a command of jcmd, the JDK's tool for running processes. */
    static String jcmd(long pid, String... command) {
        List<String> all = new java.util.ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(pid)));
        all.addAll(List.of(command));
        Program.Result result = new Program(all).within(Duration.ofMinutes(2)).run();
        if (result.status() != 0) {
            throw new IllegalStateException(result.output());
        }
        return result.output();
    }

    double megabytes() {
        return rows.stream().mapToLong(Row::bytes).sum() / 1e6;
    }

    /** Returns the number of objects of these classes. */
    long objects(Predicate<String> type) {
        return rows.stream()
                .filter(row -> type.test(row.type()))
                .mapToLong(Row::objects)
                .sum();
    }
}
