package org.apppasswords.keycloak.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What sign-ins leave behind: database rows and heap objects. */
final class Footprint {

    private static final int CONNECTIONS = 8;
    private static final Duration PART = Duration.ofSeconds(10);

    private static final String SESSIONS =
            "select (select count(*) from offline_user_session) + (select count(*) from offline_client_session)";
    private static final String WRITES =
            "select sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint from pg_stat_user_tables where schemaname = 'public'";

    private final Stand stand;
    private final Scale scale;

    Footprint(Stand stand, Scale scale) {
        this.stand = stand;
        this.scale = scale;
    }

    private record Snapshot(long sessions, long writes, Heap heap) {}

    List<String> measure(Requests requests) {
        // Warms up first: classes that are loaded and compiled only once do not count as growth.
        long warmUp = run(requests, scale.logins() / 10);
        Snapshot before = snapshot();
        long logins = run(requests, scale.logins());
        Snapshot after = snapshot();
        if (after.sessions() != before.sessions()) {
            throw new IllegalStateException("Sign-ins by app password left sessions behind");
        }
        return List.of(
                "## What sign-ins leave behind",
                "",
                String.format(
                        Locale.ROOT,
                        "Before and after %,d sign-ins by app password, following %,d to warm up. Heap: live objects after a"
                                + " full collection, by `jcmd GC.class_histogram`.",
                        logins,
                        warmUp),
                "",
                "| | before | after | more |",
                "| --- | ---: | ---: | ---: |",
                row("rows of sessions", before.sessions(), after.sessions()),
                row("rows written to any table", before.writes(), after.writes()),
                row("sessions in the heap", sessions(before.heap()), sessions(after.heap())),
                row("objects of our classes in the heap", ours(before.heap()), ours(after.heap())),
                String.format(
                        Locale.ROOT,
                        "| heap, MB | %.1f | %.1f | %.1f |",
                        before.heap().megabytes(),
                        after.heap().megabytes(),
                        after.heap().megabytes() - before.heap().megabytes()),
                "",
                "The largest growth, in objects per 1000 sign-ins:",
                "",
                growth(before.heap(), after.heap(), logins),
                "");
    }

    private long run(Requests requests, int logins) {
        long done = 0;
        while (done < logins) {
            done += Wrk.run(requests, CONNECTIONS, scale.logins() < 10_000 ? scale.turn() : PART)
                    .requests();
        }
        return done;
    }

    private Snapshot snapshot() {
        // Twice, because objects with a finalizer or cleaner are freed by the second collection.
        Heap.of(stand.node().pid());
        return new Snapshot(
                stand.number(SESSIONS),
                stand.number(WRITES),
                Heap.of(stand.node().pid()));
    }

    private static long sessions(Heap heap) {
        return heap.objects(type ->
                type.startsWith("org.keycloak.models.sessions.infinispan.entities.") && type.endsWith("SessionEntity"));
    }

    private static long ours(Heap heap) {
        return heap.objects(type -> type.startsWith("org.apppasswords."));
    }

    private static String growth(Heap before, Heap after, long logins) {
        List<String> lines = new ArrayList<>();
        after.rows().stream()
                .map(row -> new Heap.Row(row.type(), row.objects() - before.objects(row.type()::equals), row.bytes()))
                .sorted((a, b) -> Long.compare(b.objects(), a.objects()))
                .limit(3)
                .forEach(row -> lines.add(
                        String.format(Locale.ROOT, "`%s` %.1f", row.type(), row.objects() * 1000.0 / logins)));
        return String.join(", ", lines) + ".";
    }

    private static String row(String words, long before, long after) {
        return String.format(Locale.ROOT, "| %s | %,d | %,d | %,d |", words, before, after, after - before);
    }
}
