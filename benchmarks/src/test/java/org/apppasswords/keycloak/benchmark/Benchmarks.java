package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Runs the benchmarks against one server, and writes a report for each part. */
public final class Benchmarks {

    private Benchmarks() {}

    /**
     * Measures. A part that fails does not stop the others, but the whole.
     *
     * @param arguments the folder for the reports, and then parts, each after the scale to measure it in
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        List<String> words = List.of(arguments).subList(1, arguments.length);
        List<String> failed = new ArrayList<>();
        Map<String, BiConsumer<Stand, Scale>> parts = parts(folder);
        Scale scale = Scale.full();
        try (Stand stand = Stand.start()) {
            for (String word : words) {
                if (!parts.containsKey(word)) {
                    scale = Scale.named(word);
                    continue;
                }
                progress(word + " ...");
                try {
                    parts.get(word).accept(stand, scale);
                } catch (RuntimeException e) {
                    e.printStackTrace();
                    failed.add(word);
                }
            }
        }
        if (!failed.isEmpty()) {
            throw new IllegalStateException("Failed: " + failed);
        }
    }

    private static Map<String, BiConsumer<Stand, Scale>> parts(Path folder) {
        return Map.of(
                "cost",
                (stand, scale) -> {
                    Report report = new Report(folder, "cost");
                    new LoginCost(stand, scale).measure(report);
                    report.write();
                },
                "size",
                (stand, scale) -> {
                    Report report = new Report(folder, "size");
                    new Size(stand, scale).measure(report);
                    report.write();
                },
                "timing",
                (stand, scale) -> {
                    Report report = new Report(folder, "timing");
                    new Timing(stand, scale).measure(report);
                    report.write();
                },
                "morning",
                (stand, scale) -> {
                    Report report = new Report(folder, "morning");
                    new Morning(stand, scale).measure(report);
                    report.write();
                });
    }

    /** Tells whoever waits. */
    static void progress(String words) {
        System.out.println("   " + words);
    }
}
