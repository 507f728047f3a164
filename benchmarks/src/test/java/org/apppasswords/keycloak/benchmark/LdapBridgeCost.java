package org.apppasswords.keycloak.benchmark;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apppasswords.keycloak.benchmark.Connections.Connector;
import org.apppasswords.keycloak.benchmark.LdapConnections.Walked;

/** The LDAP bridge side by side with an OpenLDAP that has the same people as local entries with local hashes. */
final class LdapBridgeCost {

    private static final String SMALL = "ldap-small";
    private static final String LARGE = "ldap-large";
    private static final int FEW = 10;
    private static final int CONNECTIONS = 8;
    private static final int IDLE_CONNECTIONS = 1000;

    /** Number of users in the cached look-ups: so few that the bridge seldom has to renew them, every two seconds. */
    private static final int WARM = 100;

    /** A prime, so that cold look-ups do not follow the order of the index. */
    private static final int STRIDE = 7919;

    private static final int HEAP_MEASUREMENTS = 6;
    private static final double FLAT_MEGABYTES = 10;

    private final Stand stand;
    private final Scale scale;
    private final People few = new People("user", FEW, 1);
    private final People many;

    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    LdapBridgeCost(Stand stand, Scale scale) {
        this.stand = stand;
        this.scale = scale;
        this.many = new People("user", scale.manyUsers(), 1);
    }

    /** What is compared, and its figures. */
    private static final class Kind {

        final String words;
        final boolean ours;
        final long pid;
        final Function<Duration, Wrk.Result> load;
        final Series rates = new Series();
        final Series keycloak = new Series();
        final Series server = new Series();
        final Series latency = new Series();

        /** @param pid process of the LDAP server; 0 without one */
        Kind(String words, boolean ours, long pid, Function<Duration, Wrk.Result> load) {
            this.words = words;
            this.ours = ours;
            this.pid = pid;
            this.load = load;
        }
    }

    void measure(Report report) {
        for (String realm : List.of(SMALL, LARGE)) {
            stand.create(LdapBridge.withDirectory(BenchmarkRealm.named(realm)));
        }
        long now = System.currentTimeMillis();
        stand.create(few, SMALL, BenchmarkRealm.MODEL, now);
        stand.create(many, LARGE, BenchmarkRealm.MODEL, now);
        stand.execute("vacuum analyze");
        try (LdapBridge small = LdapBridge.start(stand, SMALL);
                LdapBridge large = LdapBridge.start(stand, LARGE);
                Slapd smallSlapd = Slapd.of(few);
                Slapd largeSlapd = Slapd.of(many)) {
            addKinds("10 people", small.connections(), small.pid(), few, true);
            addKinds(people(), large.connections(), large.pid(), many, true);
            addKinds("10 people", smallSlapd.connections(), smallSlapd.pid(), few, false);
            addKinds(people(), largeSlapd.connections(), largeSlapd.pid(), many, false);
            Requests verify = new Grants(stand.realmUrl(SMALL)).verifications("verify", BenchmarkRealm.LDAP, few);
            add("verify", new Kind("`verify` alone, 10 people", false, 0, time -> Wrk.run(verify, CONNECTIONS, time)));
            takeTurns();
            report.add("# LDAP bridge", "").addAll(Machine.describe(stand)).addAll(table());
            report.chart("rates", "Binds and look-ups per second", chart());
            Idle idle = idle(large);
            Flatness walk = walk(large, largeSlapd);
            Series starts = starts();
            report.addAll(idle.report()).addAll(walk.report()).addAll(footprint(starts, large));
            report.aims(aims(walk, starts));
        }
    }

    private String people() {
        return String.format(Locale.ROOT, "%,d people", many.count());
    }

    private void addKinds(String size, LdapConnections connections, long pid, People people, boolean ours) {
        boolean large = people.equals(many);
        String prefix = (ours ? "bridge " : "slapd ") + (large ? "large " : "small ");
        String words = (ours ? "LDAP bridge, " : "OpenLDAP, ") + size + ", ";
        add(prefix + "bind", kind(words + "bind", ours, pid, number -> connections.binds(people, number)));
        int warm = Math.min(WARM, people.count());
        add(
                prefix + "warm",
                kind(
                        words + (ours ? "look-up, cached" : "look-up"),
                        ours,
                        pid,
                        number -> connections.lookUps(
                                people, () -> ThreadLocalRandom.current().nextInt(warm))));
        if (ours && large) {
            AtomicInteger next = new AtomicInteger();
            add(
                    prefix + "cold",
                    kind(
                            words + "look-up, another user each time",
                            true,
                            pid,
                            number -> connections.lookUps(
                                    people, () -> (int) ((long) next.getAndIncrement() * STRIDE % people.count()))));
        }
    }

    private static Kind kind(String words, boolean ours, long pid, Connector connector) {
        return new Kind(words, ours, pid, time -> Connections.run(connector, CONNECTIONS, time));
    }

    private void add(String key, Kind kind) {
        kinds.put(key, kind);
    }

    private void takeTurns() {
        if (!scale.isSmoke()) {
            for (int i = 0; i < 2; i++) {
                for (Kind kind : kinds.values()) {
                    Benchmarks.progress("warm-up: " + kind.words);
                    var unused = kind.load.apply(scale.warmUp());
                }
            }
        }
        List<Kind> order = new ArrayList<>(kinds.values());
        Random random = new Random(26);
        for (int round = 0; round < scale.rounds(); round++) {
            Benchmarks.progress("round " + (round + 1) + " of " + scale.rounds());
            Collections.shuffle(order, random);
            order.forEach(this::turn);
        }
    }

    private void turn(Kind kind) {
        double before = Processes.cpuSeconds(stand.node().pid());
        double serverBefore = kind.pid == 0 ? 0 : Processes.cpuSeconds(kind.pid);
        Wrk.Result result = kind.load.apply(scale.turn());
        double used = Processes.cpuSeconds(stand.node().pid()) - before;
        double serverUsed = kind.pid == 0 ? 0 : Processes.cpuSeconds(kind.pid) - serverBefore;
        kind.rates.add(result.perSecond());
        kind.latency.add(result.millis().p50());
        kind.keycloak.add(used * 1000 / result.requests());
        kind.server.add(serverUsed * 1000 / result.requests());
    }

    private List<String> table() {
        List<String> report = new ArrayList<>(List.of(
                "## Binds and look-ups",
                "",
                String.format(
                        Locale.ROOT,
                        "%d rounds, each with a turn of %d seconds for every kind, in random order. %d connections that"
                                + " stay open, each sending the next request after an answer. The bridge has a heap of at"
                                + " most %d MiB and never caches binds. A look-up is `(uid=...)` below `ou=people`; the cached"
                                + " ones are for the same %,d users. OpenLDAP has the hashes itself (SSHA), and an index."
                                + " min, **median** and max.",
                        scale.rounds(),
                        scale.turn().toSeconds(),
                        CONNECTIONS,
                        LdapBridge.HEAP_MEBIBYTES,
                        Math.min(WARM, many.count())),
                "",
                "| | requests per second | | | Keycloak's CPU, ms per request | | | the LDAP server's CPU, ms | | | median latency, ms | | |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"));
        for (Kind kind : kinds.values()) {
            report.add("| " + kind.words + " | " + kind.rates.cells("%.0f") + " | "
                    + kind.keycloak.cells("%.2f") + " | "
                    + (kind.pid == 0 ? " | | " : kind.server.cells("%.2f")) + " | "
                    + kind.latency.cells("%.2f") + " |");
        }
        report.addAll(List.of(
                "",
                "Ratios of the requests per second of the same round:",
                "",
                "| | min | median | max |",
                "| --- | ---: | ---: | ---: |",
                ratio("binds to `verify` alone, 10 people", "bridge small bind", "verify"),
                ratio("binds to OpenLDAP", "bridge large bind", "slapd large bind"),
                ratio("cached look-ups to OpenLDAP", "bridge large warm", "slapd large warm"),
                ratio("look-ups of other users to OpenLDAP", "bridge large cold", "slapd large warm"),
                ratio("binds among many to binds among 10", "bridge large bind", "bridge small bind"),
                ""));
        return report;
    }

    private String ratio(String words, String kind, String base) {
        return "| " + words + " | " + ratio(kind, base).cells("%.2f") + " |";
    }

    private Series ratio(String kind, String base) {
        return kinds.get(kind).rates.by(kinds.get(base).rates);
    }

    private Chart chart() {
        Chart chart = new Chart("Requests per second: median, and from minimum to maximum");
        kinds.values().forEach(kind -> chart.bar(kind.words, kind.rates, kind.ours));
        return chart;
    }

    /**
     * The effect of connections that send nothing.
     *
     * @param before the bridge without them
     * @param with the bridge with them
     * @param bindsPerSecond binds of other connections meanwhile
     */
    private record Idle(Use before, Use with, double bindsPerSecond) {

        /** The resident memory and the number of threads of the bridge. */
        record Use(double megabytes, long threads) {

            static Use of(LdapBridge bridge) {
                return new Use(Processes.residentMegabytes(bridge.pid()), Processes.threads(bridge.pid()));
            }
        }

        List<String> report() {
            return List.of(
                    "## Connections that send nothing",
                    "",
                    "| the bridge | before | with " + String.format(Locale.ROOT, "%,d", IDLE_CONNECTIONS) + " |",
                    "| --- | ---: | ---: |",
                    String.format(
                            Locale.ROOT, "| resident memory, MB | %.0f | %.0f |", before.megabytes(), with.megabytes()),
                    String.format(Locale.ROOT, "| threads | %d | %d |", before.threads(), with.threads()),
                    "",
                    String.format(
                            Locale.ROOT,
                            "Meanwhile, %d other connections make %.0f binds a second.",
                            CONNECTIONS,
                            bindsPerSecond),
                    "");
        }
    }

    private Idle idle(LdapBridge bridge) {
        Benchmarks.progress(IDLE_CONNECTIONS + " idle connections");
        Idle.Use before = Idle.Use.of(bridge);
        List<LDAPConnection> idle = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                idle.add(bridge.connections().open());
            }
            double binds =
                    kinds.get("bridge large bind").load.apply(scale.turn()).perSecond();
            return new Idle(before, Idle.Use.of(bridge), binds);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        } finally {
            idle.forEach(LDAPConnection::close);
        }
    }

    /**
     * A walk through all people, and the live heap in MB on the way.
     *
     * @param bridgeMegabytes largest resident memory of the bridge
     * @param keycloakMegabytes largest resident memory of Keycloak
     */
    private record Flatness(
            Walked walked,
            Walked slapd,
            List<Double> bridge,
            List<Double> keycloak,
            double bridgeMegabytes,
            double keycloakMegabytes) {

        List<String> report() {
            return List.of(
                    "## All people, page by page",
                    "",
                    "Pages of 500 entries. Heap: live objects after a full collection; from the first sixth of the way to"
                            + " the end. Resident memory: the largest.",
                    "",
                    "| | entries | seconds | entries per second | heap of the bridge, MB | resident | heap of Keycloak, MB | resident |",
                    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
                    String.format(
                            Locale.ROOT,
                            "| LDAP bridge | %,d | %.1f | %,.0f | %s | %.0f | %s | %.0f |",
                            walked.entries(),
                            walked.seconds(),
                            walked.entries() / walked.seconds(),
                            heaps(bridge),
                            bridgeMegabytes,
                            heaps(keycloak),
                            keycloakMegabytes),
                    String.format(
                            Locale.ROOT,
                            "| OpenLDAP | %,d | %.1f | %,.0f | | | | |",
                            slapd.entries(),
                            slapd.seconds(),
                            slapd.entries() / slapd.seconds()),
                    "");
        }

        private static String heaps(List<Double> megabytes) {
            return String.join(
                    ", ",
                    megabytes.stream()
                            .map(value -> String.format(Locale.ROOT, "%.0f", value))
                            .toList());
        }

        /** Returns how much larger the live heap is in the second half of the way than in the first. */
        static double growth(List<Double> megabytes) {
            int half = megabytes.size() / 2;
            return Collections.max(megabytes.subList(half, megabytes.size()))
                    - Collections.max(megabytes.subList(0, half));
        }
    }

    private Flatness walk(LdapBridge large, Slapd slapd) {
        Benchmarks.progress("walk through " + people());
        long keycloakPid = stand.node().pid();
        List<Double> bridge = new ArrayList<>();
        List<Double> keycloak = new ArrayList<>();
        double[] resident = new double[2];
        Walked walked = large.connections().walk(entries -> {
            resident[0] = Math.max(resident[0], Processes.residentMegabytes(large.pid()));
            resident[1] = Math.max(resident[1], Processes.residentMegabytes(keycloakPid));
            if (bridge.size() < HEAP_MEASUREMENTS
                    && entries >= (bridge.size() + 1L) * many.count() / HEAP_MEASUREMENTS) {
                bridge.add(Heap.of(large.pid()).megabytes());
                keycloak.add(Heap.of(keycloakPid).megabytes());
            }
        });
        if (walked.entries() < many.count()) {
            throw new IllegalStateException("The walk found only " + walked.entries() + " of " + people());
        }
        return new Flatness(
                walked, slapd.connections().walk(entries -> {}), bridge, keycloak, resident[0], resident[1]);
    }

    private Series starts() {
        Series seconds = new Series();
        for (int round = 0; round < scale.rounds(); round++) {
            try (LdapBridge bridge = LdapBridge.start(stand, SMALL)) {
                seconds.add(bridge.startSeconds());
            }
        }
        return seconds;
    }

    private static List<String> footprint(Series starts, LdapBridge bridge) {
        return List.of(
                "## Start and size",
                "",
                "| | min | median | max |",
                "| --- | ---: | ---: | ---: |",
                "| seconds from the start of its Java to its first answer | " + starts.cells("%.2f") + " |",
                "",
                String.format(
                        Locale.ROOT,
                        "The JAR has %.1f MB. At the end, %.0f MB of the heap are alive.",
                        LdapBridge.jarMegabytes(),
                        Heap.of(bridge.pid()).megabytes()),
                "");
    }

    private List<Aim> aims(Flatness walk, Series starts) {
        return List.of(
                Aim.atLeast(
                        1000,
                        "binds a second",
                        kinds.get("bridge small bind").rates.median()),
                Aim.atLeast(
                        0.5,
                        "binds relative to `verify` alone",
                        ratio("bridge small bind", "verify").median()),
                Aim.atLeast(
                        1,
                        "cached look-ups relative to OpenLDAP",
                        ratio("bridge large warm", "slapd large warm").median()),
                Aim.atLeast(
                        800,
                        "look-ups of other users a second",
                        kinds.get("bridge large cold").rates.median()),
                Aim.atMost(
                        FLAT_MEGABYTES,
                        "growth of the bridge's heap in the second half of the walk, MB",
                        Flatness.growth(walk.bridge())),
                Aim.atMost(
                        FLAT_MEGABYTES,
                        "growth of Keycloak's heap in the second half of the walk, MB",
                        Flatness.growth(walk.keycloak())),
                Aim.lessThan(2, "seconds to the first answer after a start", starts.median()),
                Aim.atMost(128, "limit of the bridge's heap, MiB", LdapBridge.HEAP_MEBIBYTES));
    }
}
