package org.apppasswords.keycloak.benchmark;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;

/** The additional start time with the JAR: the same server with and without it take turns on the same database. */
final class ServerStart {

    /** Keycloak's own figure, from the start of its Java. */
    private static final Pattern STARTED = Pattern.compile("Keycloak .* started in ([0-9.]+)s");

    private static final double MOST = 1.05;

    private enum Kind {
        WITHOUT("without the JAR"),
        WITH("with the JAR");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private final Stand stand;
    private final Scale scale;

    /** @param stand its server is restarted; other parts cannot use it any more */
    ServerStart(Stand stand, Scale scale) {
        this.stand = stand;
        this.scale = scale;
    }

    void measure(Report report) {
        List<String> machine = Machine.describe(stand);
        Map<Kind, Series> seconds = new EnumMap<>(Kind.class);
        seconds.put(Kind.WITH, new Series());
        seconds.put(Kind.WITHOUT, new Series());
        double first = seconds(stand.node());
        stand.node().close();
        Installation without = stand.installation().withoutJar();
        if (scale.isSmoke()) {
            seconds.get(Kind.WITH).add(first);
            seconds.get(Kind.WITHOUT).add(seconds(without));
        } else {
            takeTurns(Map.of(Kind.WITH, stand.installation(), Kind.WITHOUT, without), seconds);
        }
        report.add("# Additional start time", "").addAll(machine).addAll(table(seconds));
    }

    private void takeTurns(Map<Kind, Installation> installations, Map<Kind, Series> seconds) {
        installations.values().forEach(this::seconds);
        for (int round = 0; round < scale.rounds(); round++) {
            List<Kind> order = round % 2 == 0 ? List.of(Kind.WITHOUT, Kind.WITH) : List.of(Kind.WITH, Kind.WITHOUT);
            for (Kind kind : order) {
                seconds.get(kind).add(seconds(installations.get(kind)));
            }
        }
    }

    private double seconds(Installation installation) {
        try (Node node = stand.start(installation, "start")) {
            return seconds(node);
        }
    }

    private static double seconds(Node node) {
        Matcher started = STARTED.matcher(node.log());
        if (!started.find()) {
            throw new IllegalStateException("Keycloak did not log its start time:\n" + node.log());
        }
        return Double.parseDouble(started.group(1));
    }

    private List<String> table(Map<Kind, Series> seconds) {
        Series ratio = seconds.get(Kind.WITH).by(seconds.get(Kind.WITHOUT));
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%d alternating starts of each kind, after one of each as a warm-up. The server is built"
                                + " ahead, and both have the floor's JAR. The database has the realms of the other parts. Times are Keycloak's own figures, in seconds"
                                + " from the start of its Java process. Aim: at most %.2f times as long.",
                        scale.rounds(),
                        MOST),
                "",
                "| | min | median | max |",
                "| --- | ---: | ---: | ---: |",
                row(Kind.WITHOUT.words, seconds.get(Kind.WITHOUT), "%.2f"),
                row(Kind.WITH.words, seconds.get(Kind.WITH), "%.2f"),
                row("with to without, in the same round", ratio, "%.3f"));
    }

    private static String row(String words, Series series, String format) {
        return "| " + words + " | " + series.cells(format) + " |";
    }
}
