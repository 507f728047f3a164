package org.apppasswords.keycloak.benchmark;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.benchmark.Polls.Poll;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.keycloak.representations.idm.RealmRepresentation;

/**
 * Hours of a mail morning on two nodes, while users create, rename and revoke app passwords. Nothing may grow: what the
 * idle servers hold at the end is compared with what they held after a warm-up.
 */
final class Soak {

    private static final String REALM = "soak";
    private static final int DEVICES_PER_USER = 2;
    private static final int OWNERS = 4;
    private static final int SAMPLES = 10;

    /** Longer than the settings that follow from it. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private static final Duration EVENTS_KEPT = Duration.ofMinutes(5);

    /** Keycloak removes expired events four times an hour. */
    private static final Duration BETWEEN_REMOVALS = Duration.ofMinutes(15);

    private static final String EVENTS = "event_entity";
    private static final String APP_PASSWORDS = "select count(*) from credential where type = 'app-password'";
    private static final String CONNECTIONS =
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    private static final String OLDEST_EVENT = "select coalesce((extract(epoch from now()) * 1000"
            + " - min(event_time)) / 60000, 0)::bigint from event_entity";
    private static final String MEGABYTES = "select sum(pg_total_relation_size(relid))::bigint / 1000000"
            + " from pg_stat_user_tables where relname <> '" + EVENTS + "'";

    private final Stand stand;
    private final Scale scale;

    Soak(Stand stand, Scale scale) {
        this.stand = stand;
        this.scale = scale;
    }

    /** What the servers hold. The heap is what is alive after a full collection. */
    private record Held(List<Use> nodes, long connections) {}

    private record Use(double heap, long threads, long descriptors) {}

    /**
     * What the idle servers and their database hold.
     *
     * @param rows number of rows in each table
     * @param megabytes size of all tables without events
     */
    private record State(Held held, Map<String, Long> rows, long appPasswords, long megabytes) {}

    void measure(Report report) {
        create();
        try (Node second = stand.startSecond();
                MailServer oauth2 = MailServer.start(stand.url(), REALM, "soak-one", "--passdb", "oauth2");
                MailServer lua = MailServer.start(second.url(), REALM, "soak-two", "--passdb", "lua")) {
            List<Node> nodes = List.of(stand.node(), second);
            Owners owners = new Owners(REALM, new People("owner", OWNERS, 0), nodes);
            owners.signIn();
            Load load = new Load(owners, oauth2.port(), lua.port());
            Benchmarks.progress("warm-up of " + warmUp());
            load.run(warmUp());
            State before = state(nodes);
            int turnsBefore = owners.completed();
            List<Held> samples = new ArrayList<>();
            CompletableFuture<Polled> polled = CompletableFuture.supplyAsync(() -> load.run(scale.soak()));
            long start = System.nanoTime();
            // The last one would be taken while the load ends.
            for (int sample = 1; sample < SAMPLES; sample++) {
                long due = start + scale.soak().toNanos() * sample / SAMPLES;
                Waiting.pause(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                samples.add(held(nodes));
                Benchmarks.progress(sample + " of " + SAMPLES + " parts, " + errors(load) + " errors");
            }
            Polled polls = polled.join();
            State after = state(nodes);
            int turns = owners.completed() - turnsBefore;
            if (turns == 0 || (scale.isSmoke() && errors(load) > 0)) {
                throw new IllegalStateException(turns + " app passwords were changed: " + load.firstErrors());
            }
            report.add("# Soak", "").addAll(Machine.describe(stand, "two nodes"));
            report.addAll(load(polls, turns));
            report.addAll(comparison(before, after)).addAll(tables(before, after));
            report.addAll(course(samples, polls)).aims(aims(before, after, errors(load)));
            load.firstErrors().forEach(error -> report.add("- " + error));
        }
    }

    private static int errors(Load load) {
        return load.errors().size();
    }

    private void create() {
        RealmRepresentation realm = BenchmarkRealm.named(REALM);
        realm.setEventsEnabled(true);
        realm.setEventsExpiration(EVENTS_KEPT.toSeconds());
        realm.setBruteForceProtected(true);
        // The users sign in once, for all of the time.
        int seconds = (int) warmUp().plus(scale.soak()).plus(MARGIN).toSeconds();
        realm.setAccessTokenLifespan(seconds);
        realm.setSsoSessionIdleTimeout(seconds);
        realm.setSsoSessionMaxLifespan(seconds);
        realm.getRequiredActions().stream()
                .filter(action -> "app-password-create".equals(action.getAlias()))
                .forEach(action -> {
                    action.getConfig().put("max_auth_age", String.valueOf(seconds));
                    action.getConfig().put("require-second-factor", "false");
                });
        // Without the roles, the account APIs reject their tokens.
        realm.getUsers().forEach(user -> user.setRealmRoles(List.of("default-roles-" + REALM)));
        stand.create(realm);
        for (People people : List.of(people("oauth2"), people("lua"), new People("owner", OWNERS, 0))) {
            stand.create(people, REALM, BenchmarkRealm.MODEL, null);
        }
        stand.execute("vacuum analyze");
    }

    private People people(String way) {
        return new People(way, Math.max(1, scale.devices() / 2 / DEVICES_PER_USER), DEVICES_PER_USER);
    }

    // Each device has polled by then, so its user has been in the caches.
    private Duration warmUp() {
        Duration tenth = scale.soak().dividedBy(SAMPLES);
        return scale.longestPoll().compareTo(tenth) > 0 ? scale.longestPoll() : tenth;
    }

    /** The polls through the two nodes. */
    private record Polled(Polls oauth2, Polls lua) {}

    /** Devices that poll through both nodes, and users who change their app passwords. */
    private final class Load {

        private final Owners owners;
        private final int oauth2Port;
        private final int luaPort;
        private final List<Polls> all = new ArrayList<>();

        Load(Owners owners, int oauth2Port, int luaPort) {
            this.owners = owners;
            this.oauth2Port = oauth2Port;
            this.luaPort = luaPort;
        }

        Polled run(Duration time) {
            Polls oauth2 = new Polls(oauth2Port, scale, time);
            Polls lua = new Polls(luaPort, scale, time);
            synchronized (all) {
                all.addAll(List.of(oauth2, lua));
            }
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(() -> oauth2.run(devices(people("oauth2"), 0))),
                            CompletableFuture.runAsync(() -> lua.run(devices(people("lua"), scale.devices() / 2))),
                            CompletableFuture.runAsync(() -> owners.run(time)))
                    .join();
            return new Polled(oauth2, lua);
        }

        List<String> errors() {
            List<String> errors = new ArrayList<>(owners.errors());
            synchronized (all) {
                all.forEach(polls -> errors.addAll(List.copyOf(polls.errors())));
            }
            return errors;
        }

        List<String> firstErrors() {
            return errors().stream().limit(5).toList();
        }
    }

    private static List<Device> devices(People people, int first) {
        return IntStream.range(0, people.count() * DEVICES_PER_USER)
                .mapToObj(number -> new Device(
                        first + number,
                        people.username(number / DEVICES_PER_USER),
                        people.secret(number / DEVICES_PER_USER, number % DEVICES_PER_USER),
                        false))
                .toList();
    }

    private State state(List<Node> nodes) {
        if (!scale.isSmoke()) {
            // The last usages are written, and idle threads and connections end.
            Waiting.pause(Duration.ofMinutes(1));
        }
        Map<String, Long> rows = new TreeMap<>();
        stand.execute("vacuum analyze");
        for (String table : names()) {
            rows.put(table, stand.number("select count(*) from " + table));
        }
        return new State(held(nodes), rows, stand.number(APP_PASSWORDS), stand.number(MEGABYTES));
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        try (Connection connection = stand.connect();
                Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery("select relname from pg_stat_user_tables")) {
            while (tables.next()) {
                names.add(tables.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }

    private Held held(List<Node> nodes) {
        return new Held(nodes.stream().map(Soak::use).toList(), stand.number(CONNECTIONS));
    }

    private static Use use(Node node) {
        long pid = node.pid();
        // Twice, because objects with a finalizer or cleaner are freed by the second collection.
        Heap.of(pid);
        double heap = Heap.of(pid).megabytes();
        return new Use(heap, Processes.threads(pid), Processes.descriptors(pid));
    }

    private List<String> load(Polled polls, int turns) {
        long signIns =
                (long) polls.oauth2().accepted().size() + polls.lua().accepted().size();
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%,d minutes, after a warm-up of %,d seconds. %,d devices poll by IMAP, each at random intervals of %d to"
                                + " %d seconds: half of them through a Dovecot with `oauth2` and the first node, half through"
                                + " a Dovecot with Lua and the second one. %,d sign-ins were accepted. Meanwhile, %d users"
                                + " created %,d app passwords on one node, renamed them on the other and revoked them, and"
                                + " signed in on both before and after the revocation; the second node must accept and"
                                + " reject within a second. Keycloak stores an event for each sign-in, and keeps it for %d"
                                + " minutes.",
                        scale.soak().toMinutes(),
                        warmUp().toSeconds(),
                        scale.devices(),
                        scale.shortestPoll().toSeconds(),
                        scale.longestPoll().toSeconds(),
                        signIns,
                        OWNERS,
                        turns,
                        EVENTS_KEPT.toMinutes()),
                "");
    }

    private static List<String> comparison(State before, State after) {
        List<String> report = new ArrayList<>(List.of(
                "## Before and after",
                "",
                "Without load. Heap: live objects after a full collection.",
                "",
                "| | before | after | more |",
                "| --- | ---: | ---: | ---: |"));
        for (int node = 0; node < before.held().nodes().size(); node++) {
            Use old = before.held().nodes().get(node);
            Use now = after.held().nodes().get(node);
            String name = ", node " + (node + 1);
            report.add(String.format(
                    Locale.ROOT,
                    "| heap in MB%s | %.1f | %.1f | %.1f |",
                    name,
                    old.heap(),
                    now.heap(),
                    now.heap() - old.heap()));
            report.add(row("threads" + name, old.threads(), now.threads()));
            report.add(row("open files and sockets" + name, old.descriptors(), now.descriptors()));
        }
        report.add(row(
                "connections to PostgreSQL",
                before.held().connections(),
                after.held().connections()));
        report.add(row("rows of app passwords", before.appPasswords(), after.appPasswords()));
        report.add(row("rows of all tables, without events", rows(before), rows(after)));
        report.add(row("MB of all tables, without events", before.megabytes(), after.megabytes()));
        report.add("");
        return report;
    }

    private static long rows(State state) {
        return state.rows().entrySet().stream()
                .filter(table -> !table.getKey().equals(EVENTS))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static List<String> tables(State before, State after) {
        TreeSet<String> names = new TreeSet<>(before.rows().keySet());
        names.addAll(after.rows().keySet());
        String changed = names.stream()
                .filter(name -> !before.rows()
                        .getOrDefault(name, 0L)
                        .equals(after.rows().getOrDefault(name, 0L)))
                .map(name -> String.format(
                        Locale.ROOT,
                        "`%s` from %,d to %,d",
                        name,
                        before.rows().getOrDefault(name, 0L),
                        after.rows().getOrDefault(name, 0L)))
                .collect(Collectors.joining(", "));
        return List.of("Tables whose number of rows changed: " + (changed.isEmpty() ? "none" : changed) + ".", "");
    }

    private List<String> course(List<Held> samples, Polled polls) {
        List<String> report = new ArrayList<>(List.of(
                "## Meanwhile",
                "",
                "Under load, at the end of each part of " + scale.soak().toSeconds() / SAMPLES
                        + " seconds, except for the last. Latency: median ms of the sign-ins in that part.",
                "",
                "| part | heap in MB | | threads | | open files and sockets | | connections | latency, `oauth2` | Lua |",
                "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"));
        for (int part = 0; part < samples.size(); part++) {
            List<Use> nodes = samples.get(part).nodes();
            report.add(String.format(
                    Locale.ROOT,
                    "| %d | %s | %s | %s | %d | %.1f | %.1f |",
                    part + 1,
                    cells(nodes, "%.1f", Use::heap),
                    cells(nodes, "%.0f", Use::threads),
                    cells(nodes, "%.0f", Use::descriptors),
                    samples.get(part).connections(),
                    latency(polls.oauth2(), part),
                    latency(polls.lua(), part)));
        }
        report.add("");
        return report;
    }

    private static String cells(List<Use> nodes, String format, ToDoubleFunction<Use> figure) {
        return nodes.stream()
                .map(node -> String.format(Locale.ROOT, format, figure.applyAsDouble(node)))
                .collect(Collectors.joining(" | "));
    }

    private double latency(Polls polls, int part) {
        double length = scale.soak().toMillis() / 1000.0 / SAMPLES;
        double[] sorted = polls.accepted().stream()
                .filter(poll -> (int) (poll.atSeconds() / length) == part)
                .mapToDouble(Poll::millis)
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    private List<Aim> aims(State before, State after, int errors) {
        List<Aim> aims = new ArrayList<>();
        for (int node = 0; node < before.held().nodes().size(); node++) {
            Use old = before.held().nodes().get(node);
            Use now = after.held().nodes().get(node);
            String name = ", node " + (node + 1);
            aims.addAll(List.of(
                    Aim.atMost(10, "growth of the heap in MB" + name, now.heap() - old.heap()),
                    Aim.atMost(10, "more threads" + name, (double) now.threads() - old.threads()),
                    Aim.atMost(
                            20, "more open files and sockets" + name, (double) now.descriptors() - old.descriptors())));
        }
        aims.addAll(List.of(
                Aim.atMost(
                        10,
                        "more connections to PostgreSQL",
                        (double) after.held().connections() - before.held().connections()),
                Aim.atMost(0, "more app passwords", (double) after.appPasswords() - before.appPasswords()),
                Aim.atMost(0, "more rows in all tables, without events", (double) rows(after) - rows(before)),
                Aim.atMost(
                        10,
                        "growth of all tables in MB, without events",
                        (double) after.megabytes() - before.megabytes()),
                Aim.atMost(
                        1.0 + EVENTS_KEPT.plus(BETWEEN_REMOVALS).toMinutes(), "minutes since the oldest event", (double)
                                stand.number(OLDEST_EVENT)),
                Aim.atMost(0, "unexpected answers", errors)));
        return aims;
    }

    private static String row(String words, long before, long after) {
        return String.format(Locale.ROOT, "| %s | %,d | %,d | %,d |", words, before, after, after - before);
    }
}
