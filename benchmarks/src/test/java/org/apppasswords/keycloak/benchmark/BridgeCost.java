package org.apppasswords.keycloak.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apppasswords.keycloak.benchmark.Connections.Connector;

/** The cost of a sign-in through each bridge, side by side with what the bridge asks and with servers that have the hashes themselves. */
final class BridgeCost {

    private static final String REALM = "bridges";
    private static final int CONNECTIONS = 8;

    /** What is compared. */
    private enum Kind {
        VERIFY("`verify`, the user's only app password", true),
        VERIFY_25("`verify`, one of 25", true),
        VERIFY_25_NETWORKS("`verify`, one of 25, each limited to networks", true),
        VERIFY_FLOOR("`verify` with an authenticator that accepts without checking", false),
        VERIFY_FLOOR_25("the same, for users with 25 app passwords", false),
        DIRECT_GRANT("direct grant, the user's only app password", true),
        BUILT_IN("direct grant, account password (built in)", false),
        DOVECOT_OAUTH2("Dovecot, `oauth2`", true),
        DOVECOT_LUA("Dovecot, Lua without cache", true),
        DOVECOT_LOCAL("Dovecot, local hashes", false),
        RADIUS("FreeRADIUS", true),
        LDAP("LDAP bridge, bind", true),
        SLAPD("OpenLDAP, local hashes, bind", false);

        final String words;
        final boolean ours;

        Kind(String words, boolean ours) {
            this.words = words;
            this.ours = ours;
        }
    }

    /**
     * Sends the requests of a kind.
     *
     * @param load keeps 8 connections busy for this time
     * @param pid process of the bridge; 0 without a bridge
     */
    private record Load(Function<Duration, Wrk.Result> load, long pid) {

        static Load of(Requests requests) {
            return new Load(time -> Wrk.run(requests, CONNECTIONS, time), 0);
        }

        static Load of(Connector connector, long pid) {
            return new Load(time -> Connections.run(connector, CONNECTIONS, time), pid);
        }
    }

    private final Stand stand;
    private final Scale scale;
    private final People one;
    private final People many;
    private final People limited;

    private final Map<Kind, Load> loads = new EnumMap<>(Kind.class);
    private final Map<Kind, Series> rates = new EnumMap<>(Kind.class);
    private final Map<Kind, Series> keycloak = new EnumMap<>(Kind.class);
    private final Map<Kind, Series> bridge = new EnumMap<>(Kind.class);
    private final Map<Kind, Series> latency = new EnumMap<>(Kind.class);

    BridgeCost(Stand stand, Scale scale) {
        this.stand = stand;
        this.scale = scale;
        this.one = new People("one", scale.users(), 1);
        this.many = new People("many", scale.users(), 25);
        this.limited = new People("limited", scale.users(), 25);
    }

    void measure(Report report) {
        stand.create(BenchmarkRealm.named(REALM));
        long now = System.currentTimeMillis();
        for (People people : List.of(one, many, limited)) {
            stand.create(people, REALM, BenchmarkRealm.MODEL, now);
        }
        stand.limit(limited, REALM);
        stand.execute("vacuum analyze");
        try (MailServer oauth2 = MailServer.start(stand, REALM, "oauth2");
                MailServer lua = MailServer.start(stand, REALM, "lua", "--passdb", "lua");
                MailServer local = MailServer.startLocal(stand, REALM, one);
                FreeRadius radius = FreeRadius.start(stand, REALM);
                LdapBridge ldap = LdapBridge.start(stand, REALM);
                Slapd slapd = Slapd.of(one)) {
            Grants grants = new Grants(stand.realmUrl(REALM));
            loads.put(Kind.VERIFY, Load.of(grants.verifications("verify", BenchmarkRealm.VERIFY, one)));
            loads.put(Kind.VERIFY_25, Load.of(grants.verifications("verify-25", BenchmarkRealm.VERIFY, many)));
            loads.put(
                    Kind.VERIFY_25_NETWORKS,
                    Load.of(grants.verifications("verify-25-networks", BenchmarkRealm.VERIFY, limited)));
            loads.put(
                    Kind.VERIFY_FLOOR, Load.of(grants.verifications("verify-floor", BenchmarkRealm.VERIFY_FLOOR, one)));
            loads.put(
                    Kind.VERIFY_FLOOR_25,
                    Load.of(grants.verifications("verify-floor-25", BenchmarkRealm.VERIFY_FLOOR, many)));
            loads.put(Kind.DIRECT_GRANT, Load.of(grants.appPasswords("grant", BenchmarkRealm.APP_PASSWORDS, one)));
            loads.put(Kind.BUILT_IN, Load.of(grants.accountPasswords("built-in", one)));
            loads.put(Kind.DOVECOT_OAUTH2, Load.of(number -> oauth2.polls(one, number), oauth2.pid()));
            loads.put(Kind.DOVECOT_LUA, Load.of(number -> lua.polls(one, number), lua.pid()));
            loads.put(Kind.DOVECOT_LOCAL, Load.of(number -> local.polls(one, number), local.pid()));
            loads.put(
                    Kind.RADIUS,
                    Load.of(
                            number -> new RadiusConnection(radius.port(), FreeRadius.SHARED_SECRET, one, number),
                            radius.pid()));
            loads.put(Kind.LDAP, Load.of(number -> ldap.connections().binds(one, number), ldap.pid()));
            loads.put(Kind.SLAPD, Load.of(number -> slapd.connections().binds(one, number), slapd.pid()));
            takeTurns();
            report.add("# Bridges", "").addAll(Machine.describe(stand)).addAll(table());
            report.chart("sign-ins", "Sign-ins per second of each bridge", chart());
            report.addAll(comparison()).aims(aims());
            report.addAll(Profile.of(
                    stand, "`verify`, the user's only app password", () -> run(Kind.VERIFY, scale.profiled())));
            report.addAll(Profile.of(stand, "`verify`, one of 25", () -> run(Kind.VERIFY_25, scale.profiled())));
        }
    }

    private void takeTurns() {
        if (!scale.isSmoke()) {
            // Twice: the server's compiler is still busy during the first time.
            for (int i = 0; i < 2; i++) {
                loads.keySet().forEach(kind -> run(kind, scale.warmUp()));
            }
        }
        List<Kind> order = new ArrayList<>(List.of(Kind.values()));
        Random random = new Random(26);
        for (int round = 0; round < scale.rounds(); round++) {
            Benchmarks.progress("round " + (round + 1) + " of " + scale.rounds());
            Collections.shuffle(order, random);
            order.forEach(this::turn);
        }
    }

    private void turn(Kind kind) {
        long pid = loads.get(kind).pid();
        double before = Processes.cpuSeconds(stand.node().pid());
        double bridgeBefore = pid == 0 ? 0 : Processes.cpuSeconds(pid);
        Wrk.Result result = run(kind, scale.turn());
        double used = Processes.cpuSeconds(stand.node().pid()) - before;
        double bridgeUsed = pid == 0 ? 0 : Processes.cpuSeconds(pid) - bridgeBefore;
        add(rates, kind, result.perSecond());
        add(latency, kind, result.millis().p50());
        add(keycloak, kind, used * 1000 / result.requests());
        add(bridge, kind, bridgeUsed * 1000 / result.requests());
    }

    private Wrk.Result run(Kind kind, Duration time) {
        return loads.get(kind).load().apply(time);
    }

    private static void add(Map<Kind, Series> all, Kind kind, double value) {
        all.computeIfAbsent(kind, key -> new Series()).add(value);
    }

    private List<String> table() {
        List<String> report = new ArrayList<>(List.of(
                "## Sign-ins",
                "",
                String.format(
                        Locale.ROOT,
                        "%d rounds, each with a turn of %d seconds for every kind, in random order. %d connections,"
                                + " each sending the next request after an answer; a sign-in through Dovecot is an IMAP"
                                + " connection with LOGIN, NOOP and LOGOUT. %d users of each sort, in the user cache. No"
                                + " bridge caches sign-ins. min, **median** and max.",
                        scale.rounds(),
                        scale.turn().toSeconds(),
                        CONNECTIONS,
                        scale.users()),
                "",
                "| | sign-ins per second | | | Keycloak's CPU, ms per sign-in | | | the bridge's CPU, ms | | | median latency, ms | | |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"));
        for (Kind kind : Kind.values()) {
            report.add("| " + kind.words + " | " + rates.get(kind).cells("%.0f") + " | "
                    + keycloak.get(kind).cells("%.2f") + " | "
                    + (loads.get(kind).pid() == 0 ? " | | " : bridge.get(kind).cells("%.2f")) + " | "
                    + latency.get(kind).cells("%.1f") + " |");
        }
        report.add("");
        return report;
    }

    private Chart chart() {
        Chart chart = new Chart("Sign-ins per second: median, and from minimum to maximum");
        rates.forEach((kind, values) -> chart.bar(kind.words, values, kind.ours));
        return chart;
    }

    private List<String> comparison() {
        return List.of(
                "## Comparison",
                "",
                "Ratios of the sign-ins per second, and of Keycloak's CPU per sign-in, of the same round.",
                "",
                "| | throughput | | | CPU | | |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
                ratio("`verify` to the direct grant", Kind.VERIFY, Kind.DIRECT_GRANT),
                ratio("`verify` to accepting without checking", Kind.VERIFY, Kind.VERIFY_FLOOR),
                ratio("`verify`, one of 25 to the only one", Kind.VERIFY_25, Kind.VERIFY),
                ratio("accepting without checking, 25 app passwords to one", Kind.VERIFY_FLOOR_25, Kind.VERIFY_FLOOR),
                ratio("`verify`, one of 25, with networks to without", Kind.VERIFY_25_NETWORKS, Kind.VERIFY_25),
                ratio("`verify` to the account password", Kind.VERIFY, Kind.BUILT_IN),
                ratio("Dovecot, Lua to `oauth2`", Kind.DOVECOT_LUA, Kind.DOVECOT_OAUTH2),
                ratio("FreeRADIUS to `verify`", Kind.RADIUS, Kind.VERIFY),
                ratio("LDAP bridge to `verify`", Kind.LDAP, Kind.VERIFY),
                "");
    }

    private String ratio(String words, Kind kind, Kind base) {
        return "| " + words + " | " + rates.get(kind).by(rates.get(base)).cells("%.2f") + " | "
                + keycloak.get(kind).by(keycloak.get(base)).cells("%.2f") + " |";
    }

    private List<Aim> aims() {
        return List.of(
                Aim.atLeast(
                        5,
                        "`verify`, times as many as the direct grant",
                        median(rates, Kind.VERIFY, Kind.DIRECT_GRANT)),
                Aim.atLeast(
                        0.9,
                        "`verify`, relative to accepting without checking",
                        median(rates, Kind.VERIFY, Kind.VERIFY_FLOOR)),
                Aim.atLeast(
                        0.97,
                        "`verify`, one of 25 app passwords relative to the only one",
                        median(rates, Kind.VERIFY_25, Kind.VERIFY)),
                Aim.atLeast(
                        0.97,
                        "`verify`, one of 25 app passwords with networks relative to one of 25 without",
                        median(rates, Kind.VERIFY_25_NETWORKS, Kind.VERIFY_25)),
                Aim.atLeast(
                        4,
                        "Dovecot with Lua, sign-ins per CPU second of Keycloak relative to `oauth2`",
                        median(keycloak, Kind.DOVECOT_OAUTH2, Kind.DOVECOT_LUA)));
    }

    private static double median(Map<Kind, Series> figures, Kind kind, Kind base) {
        return figures.get(kind).by(figures.get(base)).median();
    }
}
