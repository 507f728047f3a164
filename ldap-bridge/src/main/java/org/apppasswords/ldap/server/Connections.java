package org.apppasswords.ldap.server;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apppasswords.ldap.config.Limits;
import org.apppasswords.ldap.monitoring.Metrics;

/** All open connections, with the limits that apply to them. */
final class Connections {

    private final Limits limits;
    private final Metrics metrics;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();

    Connections(Limits limits, Metrics metrics) {
        this.limits = limits;
        this.metrics = metrics;
    }

    /**
     * Accepts a connection, or not. If there are too many, the one that has been waiting for its first request longest
     * makes room, so that connections that send nothing cannot keep others out.
     */
    boolean add(Connection connection) {
        String address = connection.address();
        if (perAddress.merge(address, 1, Integer::sum) > limits.connectionsPerAddress()) {
            forget(address);
            metrics.connectionRejected("per-address");
            return false;
        }
        if (open.size() >= limits.connections() && !makeRoom()) {
            forget(address);
            metrics.connectionRejected("total");
            return false;
        }
        open.add(connection);
        metrics.connectionOpened();
        return true;
    }

    private boolean makeRoom() {
        Connection oldest = open.stream()
                .filter(Connection::isUnused)
                .min(Comparator.comparingLong(Connection::since))
                .orElse(null);
        if (oldest == null) {
            return false;
        }
        metrics.connectionRejected("unused");
        remove(oldest);
        oldest.close();
        return true;
    }

    void remove(Connection connection) {
        if (open.remove(connection)) {
            forget(connection.address());
            metrics.connectionClosed();
        }
    }

    private void forget(String address) {
        perAddress.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
    }

    /** Ends connections that exceed a time limit. */
    void closeExceeding() {
        long now = System.nanoTime();
        for (Connection connection : open) {
            String reason = connection.exceededLimit(limits, now);
            if (reason != null) {
                metrics.connectionRejected(reason);
                connection.close();
            }
        }
    }

    void stopAll() {
        open.forEach(Connection::stop);
    }

    void closeAll() {
        open.forEach(Connection::close);
    }

    int size() {
        return open.size();
    }
}
