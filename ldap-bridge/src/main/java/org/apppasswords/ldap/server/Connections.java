package org.apppasswords.ldap.server;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apppasswords.ldap.config.Limits;
import org.apppasswords.ldap.monitoring.Metrics;

/** All open connections, with the limits that apply to them. */
final class Connections {

    /** The oldest first. The difference may overflow: see {@link System#nanoTime}. */
    private static final Comparator<Connection> BY_AGE = (a, b) -> Long.signum(a.since() - b.since());

    private final Limits limits;
    private final Metrics metrics;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Map<ClientNetwork, Integer> perNetwork = new ConcurrentHashMap<>();

    Connections(Limits limits, Metrics metrics) {
        this.limits = limits;
        this.metrics = metrics;
    }

    /**
     * Accepts a connection, or not. If there are too many, the one without a bind that has done nothing for the longest
     * time makes room, so that connections without a bind cannot keep others out. If all of them wait for the result of a
     * bind, one of the network with the most connections makes room: the newest, so that the others advance.
     */
    boolean add(Connection connection) {
        ClientNetwork network = connection.network();
        if (perNetwork.merge(network, 1, Integer::sum) > limits.connectionsPerAddress()) {
            forget(network);
            metrics.connectionRejected("per-address");
            return false;
        }
        if (open.size() >= limits.connections() && !makeRoom()) {
            forget(network);
            metrics.connectionRejected("total");
            return false;
        }
        open.add(connection);
        metrics.connectionOpened();
        return true;
    }

    private boolean makeRoom() {
        Optional<Connection> leaving = open.stream()
                .filter(Connection::canMakeRoom)
                .min(BY_AGE)
                .or(() -> open.stream()
                        .filter(Connection::isAnonymous)
                        .max(Comparator.comparingInt(this::connectionsOfNetwork).thenComparing(BY_AGE)));
        if (leaving.isEmpty()) {
            return false;
        }
        metrics.connectionRejected("anonymous");
        remove(leaving.get());
        leaving.get().close();
        return true;
    }

    private int connectionsOfNetwork(Connection connection) {
        return perNetwork.getOrDefault(connection.network(), 0);
    }

    void remove(Connection connection) {
        if (open.remove(connection)) {
            forget(connection.network());
            metrics.connectionClosed();
        }
    }

    private void forget(ClientNetwork network) {
        perNetwork.computeIfPresent(network, (key, count) -> count > 1 ? count - 1 : null);
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
