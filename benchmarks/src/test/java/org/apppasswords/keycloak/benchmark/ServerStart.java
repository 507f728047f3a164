package org.apppasswords.keycloak.benchmark;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.cluster.NodeRealm;
import org.apppasswords.keycloak.it.support.server.Postgres;

/** The additional start time with the JAR: the same server with and without it take turns on the same database. */
final class ServerStart {

    private static final int PORT = 8081;
    private static final String DATABASE = "start";

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

    private final int rounds;

    ServerStart(Scale scale) {
        this.rounds = scale.rounds();
    }

    void measure(Report report) {
        Map<Kind, Installation> installations = new EnumMap<>(Kind.class);
        installations.put(Kind.WITH, Installation.create());
        installations.put(Kind.WITHOUT, installations.get(Kind.WITH).withoutJar());
        try (Postgres postgres = Postgres.start()) {
            postgres.create(DATABASE);
            List<String> machine;
            // The first start creates the tables; later ones do not.
            try (Node node = start(installations.get(Kind.WITH), postgres)) {
                NodeRealm.create(node, realm -> {});
                machine = Machine.describe(
                        node,
                        postgres.texts(DATABASE, "show server_version")
                                .iterator()
                                .next());
            }
            Map<Kind, Series> seconds = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                seconds.put(kind, new Series());
                seconds(installations.get(kind), postgres);
            }
            for (int round = 0; round < rounds; round++) {
                List<Kind> order = round % 2 == 0 ? List.of(Kind.WITHOUT, Kind.WITH) : List.of(Kind.WITH, Kind.WITHOUT);
                for (Kind kind : order) {
                    seconds.get(kind).add(seconds(installations.get(kind), postgres));
                }
            }
            report.add("# Additional start time", "").addAll(machine).addAll(table(seconds));
        }
    }

    private static Node start(Installation installation, Postgres postgres) {
        return Node.start(installation, "start", PORT, Node.quiet(postgres.options(DATABASE)))
                .awaitReady();
    }

    private static double seconds(Installation installation, Postgres postgres) {
        try (Node node = start(installation, postgres)) {
            Matcher started = STARTED.matcher(node.log());
            if (!started.find()) {
                throw new IllegalStateException("Keycloak did not log its start time:\n" + node.log());
            }
            return Double.parseDouble(started.group(1));
        }
    }

    private List<String> table(Map<Kind, Series> seconds) {
        Series ratio = seconds.get(Kind.WITH).by(seconds.get(Kind.WITHOUT));
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%d alternating starts of each kind, after one of each as a warm-up. The server is built"
                                + " ahead, its database has the demo's realm. Times are Keycloak's own figures, in seconds"
                                + " from the start of its Java process. Aim: at most %.2f times as long.",
                        rounds,
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
