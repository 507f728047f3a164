package org.apppasswords.ldap.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.apppasswords.ldap.config.ListenAddress;

/** Accepts connections on one port, and gives each a thread. Never waits for a program. */
final class Listener {

    private static final int BACKLOG = 1024;
    private static final long STACK_BYTES = 512 * 1024;

    private final Bridge bridge;
    private final Connections connections;
    private final boolean isTls;
    private final TlsKeys tls;
    private final ServerSocket server;
    private final AtomicLong number = new AtomicLong();

    Listener(Bridge bridge, Connections connections, ListenAddress address, boolean isTls, TlsKeys tls)
            throws IOException {
        this.bridge = bridge;
        this.connections = connections;
        this.isTls = isTls;
        this.tls = tls;
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(
                address.host().isEmpty()
                        ? new InetSocketAddress(address.port())
                        : new InetSocketAddress(InetAddress.getByName(address.host()), address.port()),
                BACKLOG);
    }

    int port() {
        return server.getLocalPort();
    }

    void start() {
        new Thread(this::accept, "accept-" + port()).start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                serve(server.accept());
            } catch (IOException e) {
                if (!server.isClosed()) {
                    bridge.log().warnSometimes("A connection could not be accepted: " + e.getMessage());
                    pause();
                }
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        Connection connection = new Connection(bridge, connections, socket, isTls, tls);
        if (!connections.add(connection)) {
            socket.close();
            return;
        }
        try {
            Thread thread = new Thread(null, connection, "connection-" + number.incrementAndGet(), STACK_BYTES);
            thread.setDaemon(true);
            thread.start();
        } catch (OutOfMemoryError e) {
            // The system has no thread left.
            connections.remove(connection);
            socket.close();
            bridge.log().warnSometimes("A connection could not be accepted: " + e.getMessage());
        }
    }

    /** Without file descriptors, accepting fails at once, again and again. */
    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        try {
            server.close();
        } catch (IOException e) {
            bridge.log().debug(() -> "Closing failed: " + e);
        }
    }
}
