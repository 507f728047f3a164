package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs the benchmarks and writes a report for each part. */
public final class Benchmarks {

    /** The part that starts its own servers; the others share one. */
    private static final String START = "start";

    private final Path folder;
    private final Scale scale;
    private final List<String> failed = new ArrayList<>();

    private Benchmarks(Path folder, Scale scale) {
        this.folder = folder;
        this.scale = scale;
    }

    /**
     * Runs the given parts. A failed part does not stop the others, but the run fails.
     *
     * @param arguments the folder for the reports, the scale, and the parts
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        List<String> parts = List.of(arguments).subList(2, arguments.length);
        new Benchmarks(folder, Scale.named(arguments[1])).measure(parts);
    }

    private void measure(List<String> parts) {
        List<String> withStand = new ArrayList<>(parts);
        if (withStand.removeIf(START::equals)) {
            measure(START, report -> new ServerStart(scale).measure(report));
        }
        if (!withStand.isEmpty()) {
            try (Stand stand = Stand.start()) {
                withStand.forEach(part -> measure(part, report -> measure(part, stand, report)));
            }
        }
        if (!failed.isEmpty()) {
            throw new IllegalStateException("Failed: " + failed);
        }
    }

    private void measure(String part, Consumer<Report> measurement) {
        progress(part + " ...");
        Report report = new Report(folder, part);
        try {
            measurement.accept(report);
            report.write();
        } catch (RuntimeException e) {
            e.printStackTrace();
            failed.add(part);
        }
    }

    private void measure(String part, Stand stand, Report report) {
        switch (part) {
            case "cost" -> new LoginCost(stand, scale).measure(report);
            case "size" -> new Size(stand, scale).measure(report);
            case "timing" -> new Timing(stand, scale).measure(report);
            case "flood" -> new Flood(stand, scale).measure(report);
            case "morning" -> new Morning(stand, scale).measure(report);
            default -> throw new IllegalArgumentException("There is no part " + part);
        }
    }

    /** Reports progress. */
    static void progress(String words) {
        System.out.println("   " + words);
    }
}
