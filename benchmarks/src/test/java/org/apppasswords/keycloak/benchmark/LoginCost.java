package org.apppasswords.keycloak.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * The cost of a sign-in compared with Keycloak's own sign-ins: the kinds take turns, in a different order each round.
 */
final class LoginCost {

    private static final String REALM = "cost";
    private static final int CONNECTIONS = 8;

    /** What is compared. */
    private enum Kind {
        APP_1("app password, the user's only one", true),
        APP_5("app password, one of 5", true),
        APP_25("app password, one of 25", true),
        WRONG_1("wrong app password, user has 1", true),
        WRONG_25("wrong app password, user has 25", true),
        VERIFY("`verify`, one of 5", true),
        FLOOR("the floor: accepts without checking", false),
        BARE_FLOOR("the floor without our protocol mapper", false),
        CLIENT_CREDENTIALS("client credentials", false),
        BUILT_IN("account password (built in)", false),
        BUILT_IN_OTP("account password and one-time code (built in)", false);

        final String words;
        final boolean ours;

        Kind(String words, boolean ours) {
            this.words = words;
            this.ours = ours;
        }
    }

    private final Stand stand;
    private final Scale scale;
    private final Grants grants;

    private final People one;
    private final People five;
    private final People many;
    private final People withOtp;

    private final Map<Kind, Requests> requests = new EnumMap<>(Kind.class);
    private final Map<Kind, Series> rates = new EnumMap<>(Kind.class);
    private final Map<Kind, Series> processor = new EnumMap<>(Kind.class);
    private final Map<Kind, Series> latency = new EnumMap<>(Kind.class);

    LoginCost(Stand stand, Scale scale) {
        this.stand = stand;
        this.scale = scale;
        this.grants = new Grants(stand.realmUrl(REALM));
        this.one = new People("one", scale.users(), 1);
        this.five = new People("five", scale.users(), 5);
        this.many = new People("many", scale.users(), 25);
        this.withOtp = new People("otp", scale.users(), 1);
    }

    void measure(Report report) {
        prepare();
        report.add("# Cost of a sign-in", "").addAll(Machine.describe(stand));
        List<String> footprint = new Footprint(stand, scale).measure(requests.get(Kind.APP_5));
        if (!scale.warmUp().isZero()) {
            for (Kind kind : Kind.values()) {
                run(kind, scale.warmUp());
            }
        }
        List<Kind> order = new ArrayList<>(List.of(Kind.values()));
        Random random = new Random(26);
        for (int round = 0; round < scale.rounds(); round++) {
            Benchmarks.progress("round " + (round + 1) + " of " + scale.rounds());
            Collections.shuffle(order, random);
            for (Kind kind : order) {
                double cpu = Processes.cpuSeconds(stand.node().pid());
                Wrk.Result result = run(kind, scale.turn());
                cpu = Processes.cpuSeconds(stand.node().pid()) - cpu;
                add(rates, kind, result.perSecond());
                add(latency, kind, result.millis().p50());
                add(processor, kind, cpu * 1000 / result.requests());
            }
        }
        report.addAll(table());
        report.chart("throughput", "Requests per second of each kind", chart());
        report.addAll(targets());
        report.addAll(footprint);
        report.addAll(
                Profile.of(stand, "a sign-in, the user's only app password", () -> run(Kind.APP_1, scale.profiled())));
        report.addAll(Profile.of(stand, "a sign-in, one of 25", () -> run(Kind.APP_25, scale.profiled())));
    }

    private void prepare() {
        stand.create(BenchmarkRealm.named(REALM));
        long now = System.currentTimeMillis();
        for (People people : List.of(one, five, many)) {
            stand.create(people, REALM, BenchmarkRealm.MODEL, now);
        }
        stand.create(withOtp, REALM, BenchmarkRealm.MODEL_WITH_OTP, now);
        stand.execute("vacuum analyze");
        requests.put(Kind.APP_1, grants.appPasswords("app-1", BenchmarkRealm.APP_PASSWORDS, one));
        requests.put(Kind.APP_5, grants.appPasswords("app-5", BenchmarkRealm.APP_PASSWORDS, five));
        requests.put(Kind.APP_25, grants.appPasswords("app-25", BenchmarkRealm.APP_PASSWORDS, many));
        requests.put(Kind.WRONG_1, grants.wrongAppPasswords("wrong-1", one));
        requests.put(Kind.WRONG_25, grants.wrongAppPasswords("wrong-25", many));
        requests.put(Kind.VERIFY, grants.verifications("verify", BenchmarkRealm.VERIFY, five));
        requests.put(Kind.FLOOR, grants.appPasswords("floor", BenchmarkRealm.FLOOR, one));
        requests.put(Kind.BARE_FLOOR, grants.appPasswords("bare-floor", BenchmarkRealm.BARE_FLOOR, one));
        requests.put(Kind.CLIENT_CREDENTIALS, grants.clientCredentials("client-credentials"));
        requests.put(Kind.BUILT_IN, grants.accountPasswords("built-in", one));
        requests.put(Kind.BUILT_IN_OTP, grants.of("built-in-otp", grants.accountPasswordsWithCode(withOtp)));
    }

    private Wrk.Result run(Kind kind, Duration time) {
        if (kind == Kind.BUILT_IN_OTP) {
            requests.get(kind).rewrite(grants.accountPasswordsWithCode(withOtp));
        }
        return Wrk.run(requests.get(kind), CONNECTIONS, time);
    }

    private static void add(Map<Kind, Series> all, Kind kind, double value) {
        all.computeIfAbsent(kind, key -> new Series()).add(value);
    }

    private List<String> table() {
        List<String> report = new ArrayList<>(List.of(
                "## Throughput",
                "",
                String.format(
                        Locale.ROOT,
                        "%d rounds, each with a turn of %d seconds for every kind, in random order. %d connections,"
                                + " each sending the next request after an answer. %d users of each sort, in the user cache."
                                + " min, **median** and max.",
                        scale.rounds(),
                        scale.turn().toSeconds(),
                        CONNECTIONS,
                        scale.users()),
                "",
                "| kind | requests per second | | | Keycloak's CPU, ms per request | | | median latency, ms | | |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"));
        for (Kind kind : Kind.values()) {
            report.add("| " + kind.words + " | " + rates.get(kind).cells("%.0f") + " | "
                    + processor.get(kind).cells("%.2f") + " | "
                    + latency.get(kind).cells("%.1f") + " |");
        }
        report.add("");
        return report;
    }

    private Chart chart() {
        Chart chart = new Chart("Requests per second: median, and from minimum to maximum");
        rates.forEach((kind, values) -> chart.bar(kind.words, values, kind.ours));
        return chart;
    }

    private List<String> targets() {
        return List.of(
                "## Comparison",
                "",
                "Ratios of the requests per second, and of the CPU per request, of the same round.",
                "",
                "| | throughput | | | CPU | | | aim |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
                ratio("app password to the floor", Kind.APP_1, Kind.FLOOR, "at least 0.95"),
                ratio("app password to the floor without mapper", Kind.APP_1, Kind.BARE_FLOOR, ""),
                ratio("app password to the account password", Kind.APP_1, Kind.BUILT_IN, "at least 8"),
                ratio("app password to account password and code", Kind.APP_1, Kind.BUILT_IN_OTP, ""),
                ratio("one of 5 to the only one", Kind.APP_5, Kind.APP_1, ""),
                ratio("one of 25 to the only one", Kind.APP_25, Kind.APP_1, "at least 0.97"),
                ratio("wrong to right, 1", Kind.WRONG_1, Kind.APP_1, "at least 1"),
                ratio("wrong to right, 25", Kind.WRONG_25, Kind.APP_25, "at least 1"),
                ratio("`verify` to the direct grant, 5", Kind.VERIFY, Kind.APP_5, ""),
                "");
    }

    private String ratio(String words, Kind kind, Kind base, String aim) {
        return "| " + words + " | " + rates.get(kind).by(rates.get(base)).cells("%.2f") + " | "
                + processor.get(kind).by(processor.get(base)).cells("%.2f") + " | " + aim + " |";
    }
}
