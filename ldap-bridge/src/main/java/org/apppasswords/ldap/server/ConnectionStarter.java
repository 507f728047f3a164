package org.apppasswords.ldap.server;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Gives each connection a thread, unless there are too many connections. */
final class ConnectionStarter implements Listener.Handler {

    private static final long STACK_BYTES = 512 * 1024;

    private final Bridge bridge;
    private final Connections connections;
    private final boolean isTls;
    private final TlsKeys tls;
    private final AtomicLong number = new AtomicLong();

    /** @param tls null if there is no certificate */
    ConnectionStarter(Bridge bridge, Connections connections, boolean isTls, TlsKeys tls) {
        this.bridge = bridge;
        this.connections = connections;
        this.isTls = isTls;
        this.tls = tls;
    }

    @Override
    public void accepted(Socket socket) throws IOException {
        Connection connection = null;
        boolean isStarted = false;
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            connection = new Connection(bridge, connections, socket, isTls, tls);
            if (connections.add(connection)) {
                Thread thread = new Thread(null, connection, "connection-" + number.incrementAndGet(), STACK_BYTES);
                thread.setDaemon(true);
                // Throws an OutOfMemoryError if the system has no thread left.
                thread.start();
                isStarted = true;
            }
        } finally {
            if (!isStarted) {
                if (connection != null) {
                    connections.remove(connection);
                }
                socket.close();
            }
        }
    }
}
