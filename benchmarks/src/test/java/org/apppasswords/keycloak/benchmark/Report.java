package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A part's report: a page in Markdown, and its charts. */
final class Report {

    private final Path folder;
    private final String name;
    private final List<String> lines = new ArrayList<>();
    private final List<Aim> missed = new ArrayList<>();

    Report(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    Report add(String... text) {
        lines.addAll(List.of(text));
        return this;
    }

    Report addAll(List<String> text) {
        lines.addAll(text);
        return this;
    }

    /** Adds a chart. */
    Report chart(String chartName, String words, Chart chart) {
        String file = name + "-" + chartName + ".svg";
        write(folder.resolve(file), chart.svg());
        return add("![" + words + "](" + file + ")", "");
    }

    /** Adds a table of what the figures must reach. */
    Report aims(List<Aim> aims) {
        aims.stream().filter(aim -> !aim.isReached()).forEach(missed::add);
        return addAll(Aim.table(aims));
    }

    /** Returns the aims that were not reached. */
    List<Aim> missed() {
        return List.copyOf(missed);
    }

    void write() {
        write(folder.resolve(name + ".md"), String.join("\n", lines).stripTrailing() + "\n");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
