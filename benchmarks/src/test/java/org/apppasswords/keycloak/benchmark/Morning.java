package org.apppasswords.keycloak.benchmark;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.benchmark.Polls.Poll;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.RealmRepresentation;

/**
 * A morning of a mail server: many devices poll through a real Dovecot with the demo's configuration, which asks
 * Keycloak in one way after the other.
 */
final class Morning {

    private static final String REALM = "morning";
    private static final int DEVICES_PER_USER = 2;
    private static final int ONE_REVOKED_OF = 20;

    private static final String WRITES = "select relname, n_tup_ins, n_tup_upd, n_tup_del from pg_stat_user_tables"
            + " where n_tup_ins + n_tup_upd + n_tup_del > 0";
    private static final String WRITTEN_BYTES = "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint";

    private final Stand stand;
    private final Scale scale;

    Morning(Stand stand, Scale scale) {
        this.stand = stand;
        this.scale = scale;
    }

    /** How Dovecot asks Keycloak. Each way has devices of its own, none of which has signed in before. */
    private enum Way {
        OAUTH2("`oauth2`", "oauth2", false),
        LUA("Lua", "lua", false),
        REVOKED("Lua, 5 % revoked", "lua", true);

        final String words;
        final String passdb;
        final boolean someRevoked;

        Way(String words, String passdb, boolean someRevoked) {
            this.words = words;
            this.passdb = passdb;
            this.someRevoked = someRevoked;
        }

        People people(int devices) {
            return new People(
                    name().toLowerCase(Locale.ROOT), Math.max(1, devices / DEVICES_PER_USER), DEVICES_PER_USER);
        }

        MailServer start(Stand stand) {
            return MailServer.start(stand, REALM, "morning", "--passdb", passdb);
        }
    }

    void measure(Report report) {
        // As in the demo: events are stored, and failures are counted.
        RealmRepresentation realm = BenchmarkRealm.named(REALM);
        realm.setEventsEnabled(true);
        realm.setBruteForceProtected(true);
        stand.create(realm);
        People early = new People("early", scale.users(), DEVICES_PER_USER);
        stand.create(early, REALM, BenchmarkRealm.MODEL, null);
        for (Way way : Way.values()) {
            stand.create(way.people(scale.devices()), REALM, BenchmarkRealm.MODEL, null);
        }
        revoke(Way.REVOKED.people(scale.devices()));
        stand.execute("vacuum analyze");
        warmUp(early);
        List<Phase> phases = Arrays.stream(Way.values()).map(this::phase).toList();
        checkNoUserIsLockedOut(Way.REVOKED.people(scale.devices()));
        report.addAll(report(phases));
        Chart chart = new Chart("LOGIN accepted, ms: median, and from minimum to 99th percentile");
        phases.forEach(phase -> chart.bar(phase.words(), spread(phase), true));
        report.chart("latency", "Latency of LOGIN", chart);
    }

    // The server's compiler is busy during the first thousands of sign-ins.
    private void warmUp(People early) {
        if (scale.isSmoke()) {
            return;
        }
        for (Way way : List.of(Way.OAUTH2, Way.LUA)) {
            try (MailServer server = way.start(stand)) {
                Connections.run(
                        number -> server.polls(early, number), 4, scale.warmUp().multipliedBy(4));
            }
        }
    }

    /**
     * The resources that one of the two runs used.
     *
     * @param processor processor seconds of each process
     * @param rows rows written to each table: inserted, changed, deleted
     * @param bytes bytes written to PostgreSQL's write-ahead log
     */
    private record Phase(
            String words, Polls polls, double seconds, List<Double> processor, Map<String, long[]> rows, long bytes) {

        long logins() {
            return (long) polls.accepted().size() + polls.rejected().size();
        }

        long writes() {
            return rows.values().stream().flatMapToLong(Arrays::stream).sum();
        }
    }

    private List<Device> devices(People people, boolean someRevoked) {
        return IntStream.range(0, people.count() * DEVICES_PER_USER)
                .mapToObj(number -> new Device(
                        number,
                        people.username(number / DEVICES_PER_USER),
                        people.secret(number / DEVICES_PER_USER, number % DEVICES_PER_USER),
                        someRevoked && isRevoked(number)))
                .toList();
    }

    private static boolean isRevoked(int device) {
        return device % ONE_REVOKED_OF == 0;
    }

    private Phase phase(Way way) {
        Benchmarks.progress(way.words);
        try (MailServer server = way.start(stand)) {
            return phase(way.words, server, devices(way.people(scale.devices()), way.someRevoked));
        }
    }

    private Phase phase(String words, MailServer server, List<Device> devices) {
        long[] pids = {stand.node().pid(), server.pid(), stand.databasePid()};
        Map<String, long[]> rows = rows();
        long bytes = stand.number(WRITTEN_BYTES);
        List<Double> before = processor(pids);
        long start = System.nanoTime();
        Polls polls = new Polls(server.port(), scale, scale.morning());
        polls.run(devices);
        double seconds = (System.nanoTime() - start) / 1e9;
        List<Double> after = processor(pids);
        List<Double> used = IntStream.range(0, pids.length)
                .mapToObj(process -> after.get(process) - before.get(process))
                .toList();
        if (!polls.errors().isEmpty() || polls.accepted().isEmpty()) {
            throw new IllegalStateException(polls.errors().size() + " errors: "
                    + polls.errors().stream().limit(5).toList());
        }
        return new Phase(words, polls, seconds, used, difference(rows, rows()), stand.number(WRITTEN_BYTES) - bytes);
    }

    private void revoke(People people) {
        RealmResource realm = stand.node().admin().realm(REALM);
        for (int device = 0; device < people.count() * DEVICES_PER_USER; device += ONE_REVOKED_OF) {
            UserResource user = user(realm, people, device);
            String label = "App " + device % DEVICES_PER_USER;
            user.removeCredential(user.credentials().stream()
                    .filter(credential -> label.equals(credential.getUserLabel()))
                    .findFirst()
                    .orElseThrow()
                    .getId());
        }
    }

    private void checkNoUserIsLockedOut(People people) {
        RealmResource realm = stand.node().admin().realm(REALM);
        for (int device = 0; device < people.count() * DEVICES_PER_USER; device += ONE_REVOKED_OF) {
            Map<String, Object> status = realm.attackDetection()
                    .bruteForceUserStatus(
                            user(realm, people, device).toRepresentation().getId());
            if (!Boolean.FALSE.equals(status.get("disabled"))
                    || !Integer.valueOf(0).equals(status.get("numFailures"))) {
                throw new IllegalStateException("A device with a revoked app password counts as a failure: " + status);
            }
        }
    }

    private static UserResource user(RealmResource realm, People people, int device) {
        String username = people.username(device / DEVICES_PER_USER);
        return realm.users()
                .get(realm.users().searchByUsername(username, true).get(0).getId());
    }

    private List<String> report(List<Phase> phases) {
        List<String> report = new ArrayList<>(List.of("# A mail morning", ""));
        report.addAll(Machine.describe(stand));
        report.addAll(List.of(
                String.format(
                        Locale.ROOT,
                        "%,d devices of %,d users poll by IMAP for %d seconds, each at random intervals of %d to %d"
                                + " seconds: connect, LOGIN, NOOP, LOGOUT. Each has its own address. Keycloak stores an"
                                + " event for each sign-in, as in the demo. This four times, with other devices each time,"
                                + " whose app passwords have not been used before. With `oauth2`, Dovecot asks Keycloak"
                                + " for a token, and then introspects it; with Lua, it asks `verify`. At the end, the app"
                                + " password of one device in %d is revoked: it is rejected each time after Dovecot's"
                                + " delay of two seconds.",
                        scale.devices(),
                        Way.OAUTH2.people(scale.devices()).count(),
                        scale.morning().toSeconds(),
                        scale.shortestPoll().toSeconds(),
                        scale.longestPoll().toSeconds(),
                        ONE_REVOKED_OF),
                "",
                heading("", phases),
                "| --- |" + " ---: |".repeat(phases.size()),
                row(
                        "LOGIN accepted",
                        phases,
                        phase -> number(phase.polls().accepted().size())),
                row(
                        "LOGIN rejected, as expected",
                        phases,
                        phase -> number(phase.polls().rejected().size())),
                row("errors", phases, phase -> number(phase.polls().errors().size())),
                row("LOGIN per second", phases, phase -> decimal(phase.logins() / phase.seconds())),
                row(
                        "accepted, median ms",
                        phases,
                        phase -> decimal(quantile(phase.polls().accepted(), 0.5))),
                row(
                        "accepted, 99th percentile ms",
                        phases,
                        phase -> decimal(quantile(phase.polls().accepted(), 0.99))),
                row(
                        "accepted, longest ms",
                        phases,
                        phase -> decimal(quantile(phase.polls().accepted(), 1))),
                row(
                        "rejected, median ms",
                        phases,
                        phase -> decimal(quantile(phase.polls().rejected(), 0.5))),
                row(
                        "begun late, 99th percentile ms",
                        phases,
                        phase -> decimal(lateness(phase.polls().accepted()))),
                row(
                        "CPU of Keycloak, seconds",
                        phases,
                        phase -> decimal(phase.processor().get(0))),
                row("CPU of Keycloak, % of a processor", phases, phase -> percent(phase, 0)),
                row("CPU of Dovecot", phases, phase -> percent(phase, 1)),
                row("CPU of PostgreSQL", phases, phase -> percent(phase, 2)),
                row(
                        "CPU of Keycloak, ms per LOGIN",
                        phases,
                        phase -> decimal(phase.processor().get(0) * 1000 / phase.logins())),
                row("rows written per LOGIN", phases, phase -> perLogin(phase, phase.writes())),
                row("PostgreSQL's log, bytes per LOGIN", phases, phase -> perLogin(phase, phase.bytes())),
                ""));
        report.addAll(List.of(
                "## Rows written",
                "",
                "Per LOGIN, by table: inserted, changed, deleted. Tables without writes are omitted. The first use"
                        + " of an app password within an hour is recorded, which is its first sign-in here.",
                "",
                heading("table", phases),
                "| --- |" + " ---: |".repeat(phases.size())));
        phases.stream()
                .flatMap(phase -> phase.rows().keySet().stream())
                .distinct()
                .sorted()
                .forEach(table -> report.add(row("`" + table + "`", phases, phase -> rows(phase, table))));
        report.add("");
        return report;
    }

    private static Series spread(Phase phase) {
        Series spread = new Series();
        for (double share : new double[] {0, 0.5, 0.99}) {
            spread.add(quantile(phase.polls().accepted(), share));
        }
        return spread;
    }

    private interface Cell {
        String of(Phase phase);
    }

    private static String heading(String first, List<Phase> phases) {
        return "| " + first + " | " + phases.stream().map(Phase::words).collect(Collectors.joining(" | ")) + " |";
    }

    private static String row(String words, List<Phase> phases, Cell cell) {
        return "| " + words + " | " + phases.stream().map(cell::of).collect(Collectors.joining(" | ")) + " |";
    }

    private static String rows(Phase phase, String table) {
        long[] rows = phase.rows().getOrDefault(table, new long[3]);
        return perLogin(phase, rows[0]) + ", " + perLogin(phase, rows[1]) + ", " + perLogin(phase, rows[2]);
    }

    private static String perLogin(Phase phase, long amount) {
        return String.format(Locale.ROOT, "%.2f", (double) amount / phase.logins());
    }

    private static String percent(Phase phase, int process) {
        return decimal(100 * phase.processor().get(process) / phase.seconds());
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String decimal(double number) {
        return Double.isNaN(number) ? "" : String.format(Locale.ROOT, "%.1f", number);
    }

    private static double quantile(List<Poll> polls, double share) {
        return quantile(polls.stream().mapToDouble(Poll::millis).sorted().toArray(), share);
    }

    private static double lateness(List<Poll> polls) {
        return quantile(polls.stream().mapToDouble(Poll::lateMillis).sorted().toArray(), 0.99);
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private static List<Double> processor(long[] pids) {
        return Arrays.stream(pids).mapToObj(Processes::cpuSeconds).toList();
    }

    private Map<String, long[]> rows() {
        Map<String, long[]> rows = new TreeMap<>();
        try (Connection connection = stand.connect();
                Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery(WRITES)) {
            while (tables.next()) {
                rows.put(tables.getString(1), new long[] {tables.getLong(2), tables.getLong(3), tables.getLong(4)});
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    private static Map<String, long[]> difference(Map<String, long[]> before, Map<String, long[]> after) {
        Map<String, long[]> difference = new TreeMap<>();
        after.forEach((table, rows) -> {
            long[] old = before.getOrDefault(table, new long[3]);
            long[] more = {rows[0] - old[0], rows[1] - old[1], rows[2] - old[2]};
            if (more[0] + more[1] + more[2] > 0) {
                difference.put(table, more);
            }
        });
        return difference;
    }
}
