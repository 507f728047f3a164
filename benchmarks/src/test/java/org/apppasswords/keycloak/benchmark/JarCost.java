package org.apppasswords.keycloak.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;

/**
 * What the JAR costs those who do not use app passwords: Keycloak's own grants on a server with the JAR, and on two
 * without it. What these two differ by is the accuracy of the measurement. The three nodes share a database with the one
 * that began the cluster, which is idle, and take turns.
 */
final class JarCost {

    private static final String REALM = "jar";
    private static final int CONNECTIONS = 8;
    private static final double LEAST = 0.97;

    /** What is compared. */
    private enum Kind {
        ACCOUNT_PASSWORD("password grant with the account password"),
        CLIENT_CREDENTIALS("client credentials");

        final String words;

        Kind(String words) {
            this.words = words;
        }

        Requests requests(Grants grants, People people) {
            return this == ACCOUNT_PASSWORD ? grants.accountPasswords("jar", people) : grants.clientCredentials("jar");
        }
    }

    private enum Server {
        WITH("with the JAR"),
        WITHOUT("without the JAR"),
        WITHOUT_TOO("another one without the JAR");

        final String words;

        Server(String words) {
            this.words = words;
        }
    }

    private record Turn(Kind kind, Server server) {}

    /** Figures of each round. */
    private record Figures(Series rate, Series processor, Series latency) {}

    private final Stand stand;
    private final Scale scale;
    private final People people;
    private final Map<Server, Node> nodes = new EnumMap<>(Server.class);
    private final Map<Kind, Map<Server, Requests>> requests = new EnumMap<>(Kind.class);
    private final Map<Kind, Map<Server, Figures>> figures = new EnumMap<>(Kind.class);

    JarCost(Stand stand, Scale scale) {
        this.stand = stand;
        this.scale = scale;
        this.people = new People("one", scale.users(), 1);
    }

    void measure(Report report) {
        stand.create(BenchmarkRealm.named(REALM));
        stand.create(people, REALM, BenchmarkRealm.MODEL, System.currentTimeMillis());
        stand.execute("vacuum analyze");
        Installation without = stand.installation().withoutJar();
        try (Node first = stand.startAnother(stand.installation(), 2);
                Node second = stand.startAnother(without, 3);
                Node third = stand.startAnother(without, 4)) {
            nodes.put(Server.WITH, first);
            nodes.put(Server.WITHOUT, second);
            nodes.put(Server.WITHOUT_TOO, third);
            prepare();
            takeTurns();
            report.add("# What the JAR costs others", "")
                    .addAll(Machine.describe(stand, "a node with and two without the JAR"));
            report.addAll(table()).aims(aims());
        }
    }

    private void prepare() {
        for (Kind kind : Kind.values()) {
            requests.put(kind, new EnumMap<>(Server.class));
            figures.put(kind, new EnumMap<>(Server.class));
            for (Server server : Server.values()) {
                Grants grants = new Grants(nodes.get(server).realmUrl(REALM));
                requests.get(kind).put(server, kind.requests(grants, people));
                figures.get(kind).put(server, new Figures(new Series(), new Series(), new Series()));
            }
        }
    }

    private void takeTurns() {
        List<Turn> order = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Server server : Server.values()) {
                order.add(new Turn(kind, server));
            }
        }
        if (!scale.isSmoke()) {
            // Twice: the server's compiler is still busy during the first time.
            for (int i = 0; i < 2; i++) {
                order.forEach(
                        turn -> Wrk.run(requests.get(turn.kind()).get(turn.server()), CONNECTIONS, scale.warmUp()));
            }
        }
        Random random = new Random(26);
        for (int round = 0; round < scale.rounds(); round++) {
            Benchmarks.progress("round " + (round + 1) + " of " + scale.rounds());
            Collections.shuffle(order, random);
            order.forEach(this::turn);
        }
    }

    private void turn(Turn turn) {
        long pid = nodes.get(turn.server()).pid();
        double before = Processes.cpuSeconds(pid);
        Wrk.Result result = Wrk.run(requests.get(turn.kind()).get(turn.server()), CONNECTIONS, scale.turn());
        Figures of = figures.get(turn.kind()).get(turn.server());
        of.rate().add(result.perSecond());
        of.processor().add((Processes.cpuSeconds(pid) - before) * 1000 / result.requests());
        of.latency().add(result.millis().p50());
    }

    private List<String> table() {
        List<String> report = new ArrayList<>(List.of(
                String.format(
                        Locale.ROOT,
                        "%d rounds, each with a turn of %d seconds for every row, in random order. %d connections, each sending"
                                + " the next request after an answer. %d users, in the user cache. The client belongs to"
                                + " Keycloak's own flow, and does not get a refresh token. min, **median** and max.",
                        scale.rounds(),
                        scale.turn().toSeconds(),
                        CONNECTIONS,
                        scale.users()),
                "",
                "| | requests per second | | | Keycloak's CPU, ms per request | | | median latency, ms | | |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"));
        figures.forEach((kind, servers) -> servers.forEach((server, of) -> report.add("| " + kind.words + ", "
                + server.words + " | " + of.rate().cells("%.0f") + " | "
                + of.processor().cells("%.2f") + " | "
                + of.latency().cells("%.1f") + " |")));
        report.addAll(List.of(
                "",
                "Ratios to the first server without the JAR, in the same round. A difference like that of the second one is chance:",
                "",
                "| | throughput | | | CPU | | |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"));
        for (Kind kind : Kind.values()) {
            for (Server server : List.of(Server.WITH, Server.WITHOUT_TOO)) {
                report.add("| " + kind.words + ", " + server.words + " | "
                        + ratio(kind, server, Figures::rate).cells("%.2f") + " | "
                        + ratio(kind, server, Figures::processor).cells("%.2f") + " |");
            }
        }
        report.add("");
        return report;
    }

    private List<Aim> aims() {
        return Stream.of(Kind.values())
                .map(kind -> Aim.atLeast(
                        LEAST,
                        kind.words + ", requests per second relative to a server without the JAR",
                        ratio(kind, Server.WITH, Figures::rate).median()))
                .toList();
    }

    private Series ratio(Kind kind, Server server, Function<Figures, Series> figure) {
        Map<Server, Figures> servers = figures.get(kind);
        return figure.apply(servers.get(server)).by(figure.apply(servers.get(Server.WITHOUT)));
    }
}
