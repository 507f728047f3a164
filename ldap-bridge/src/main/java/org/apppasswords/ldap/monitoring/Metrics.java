package org.apppasswords.ldap.monitoring;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Counters in Prometheus' text format, version 0.0.4. */
public final class Metrics {

    private record Timing(LongAdder count, LongAdder nanoseconds) {}

    private record Key(String first, String second) {}

    /** The result codes as text, so that counting one operation creates none. */
    private static final List<String> CODES =
            IntStream.range(0, 130).mapToObj(String::valueOf).toList();

    private final Map<Key, Timing> operations = new ConcurrentHashMap<>();
    private final Map<Key, Timing> keycloakRequests = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> rejectedConnections = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final LongAdder entries = new LongAdder();

    /** Counts an operation, for example {@code bind} with LDAP's result code. */
    public void operation(String operation, int resultCode, long nanoseconds) {
        count(
                operations,
                new Key(operation, resultCode >= 0 && resultCode < CODES.size() ? CODES.get(resultCode) : "other"),
                nanoseconds);
    }

    /** Counts a request to Keycloak with its HTTP status or the reason why there was no answer. */
    public void keycloakRequest(String endpoint, String outcome, long nanoseconds) {
        count(keycloakRequests, new Key(endpoint, outcome), nanoseconds);
    }

    public void connectionOpened() {
        connections.incrementAndGet();
    }

    public void connectionClosed() {
        connections.decrementAndGet();
    }

    /** Counts a connection that was closed, or never served, for this reason. */
    public void connectionRejected(String reason) {
        rejectedConnections.computeIfAbsent(reason, key -> new LongAdder()).increment();
    }

    public void entriesSent(int number) {
        entries.add(number);
    }

    private static void count(Map<Key, Timing> timings, Key key, long nanoseconds) {
        Timing timing = timings.get(key);
        if (timing == null) {
            timing = timings.computeIfAbsent(key, unused -> new Timing(new LongAdder(), new LongAdder()));
        }
        timing.count().increment();
        timing.nanoseconds().add(nanoseconds);
    }

    /** Returns all metrics as text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        append(text, "ldap_bridge_operations", "LDAP operations by result code.", "operation", "code", operations);
        append(
                text,
                "ldap_bridge_keycloak_requests",
                "Requests to Keycloak by HTTP status, or by the reason why there was no answer.",
                "endpoint",
                "outcome",
                keycloakRequests);
        header(text, "ldap_bridge_connections", "gauge", "Open connections.");
        text.append("ldap_bridge_connections ").append(connections.get()).append('\n');
        header(text, "ldap_bridge_connections_rejected_total", "counter", "Connections closed because of a limit.");
        new TreeMap<>(rejectedConnections)
                .forEach((reason, count) -> text.append("ldap_bridge_connections_rejected_total{reason=\"")
                        .append(reason)
                        .append("\"} ")
                        .append(count.sum())
                        .append('\n'));
        header(text, "ldap_bridge_entries_total", "counter", "Entries sent.");
        text.append("ldap_bridge_entries_total ").append(entries.sum()).append('\n');
        Runtime runtime = Runtime.getRuntime();
        header(text, "ldap_bridge_heap_used_bytes", "gauge", "Used heap.");
        text.append("ldap_bridge_heap_used_bytes ")
                .append(runtime.totalMemory() - runtime.freeMemory())
                .append('\n');
        return text.toString();
    }

    private static void append(
            StringBuilder text, String name, String help, String first, String second, Map<Key, Timing> timings) {
        header(text, name + "_total", "counter", help);
        StringBuilder seconds = new StringBuilder();
        timings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(
                        (a, b) -> (a.first() + " " + a.second()).compareTo(b.first() + " " + b.second())))
                .forEach(entry -> {
                    String labels = "{" + first + "=\"" + entry.getKey().first() + "\"," + second + "=\""
                            + entry.getKey().second() + "\"} ";
                    text.append(name)
                            .append("_total")
                            .append(labels)
                            .append(entry.getValue().count().sum())
                            .append('\n');
                    seconds.append(name)
                            .append("_seconds_total")
                            .append(labels)
                            .append(String.format(
                                    Locale.ROOT,
                                    "%.6f",
                                    entry.getValue().nanoseconds().sum() / 1e9))
                            .append('\n');
                });
        header(text, name + "_seconds_total", "counter", "Time spent. " + help);
        text.append(seconds);
    }

    private static void header(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
