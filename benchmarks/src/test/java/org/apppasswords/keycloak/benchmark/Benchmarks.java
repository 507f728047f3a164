package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs the benchmarks and writes a report for each part. */
public final class Benchmarks {

    /** The last part: it restarts the server that the others share. */
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
        List<String> ordered = new ArrayList<>(parts);
        if (ordered.remove(START)) {
            ordered.add(START);
        }
        try (Stand stand = Stand.start()) {
            ordered.forEach(part -> measure(part, report -> measure(part, stand, report)));
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
            if (scale.meaningful()) {
                report.missed().forEach(aim -> failed.add(part + ": " + aim));
            }
        } catch (RuntimeException e) {
            e.printStackTrace();
            failed.add(part);
        }
    }

    private void measure(String part, Stand stand, Report report) {
        switch (part) {
            case "bridges" -> new BridgeCost(stand, scale).measure(report);
            case "ldap-bridge" -> new LdapBridgeCost(stand, scale).measure(report);
            case "cost" -> new LoginCost(stand, scale).measure(report);
            case "size" -> new Size(stand, scale).measure(report);
            case "timing" -> new Timing(stand, scale).measure(report);
            case "flood" -> new Flood(stand, scale).measure(report);
            case "morning" -> new Morning(stand, scale).measure(report);
            case "inventory" -> new InventoryCost(stand, scale).measure(report);
            case "jar" -> new JarCost(stand, scale).measure(report);
            case "soak" -> new Soak(stand, scale).measure(report);
            case START -> new ServerStart(stand, scale).measure(report);
            default -> throw new IllegalArgumentException("There is no part " + part);
        }
    }

    /** Reports progress. */
    static void progress(String words) {
        System.out.println("   " + words);
    }
}
