package org.apppasswords.keycloak.it.support.server;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The tests' Keycloak at another port, which a test closes and opens again. It is closed at first. */
public final class KeycloakBehindSwitch {

    private static final int KEYCLOAK_PORT = 8080;

    private final int port;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean passesNothingOn;
    private Thread acceptor;

    public KeycloakBehindSwitch() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the URL to use as Keycloak's base URL. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Opens the port. */
    public void open() {
        listen(false);
    }

    /** Opens the port to connections that are accepted, and then get no answer. */
    public void freeze() {
        listen(true);
    }

    private void listen(boolean nothing) {
        passesNothingOn = nothing;
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            open.add(server);
            acceptor = start(() -> accept(server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the port and all connections. */
    public void close() {
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        open.clear();
        try {
            // The system keeps the port open until the thread has left the call.
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                if (!passesNothingOn) {
                    Socket keycloak = new Socket(InetAddress.getLoopbackAddress(), KEYCLOAK_PORT);
                    open.add(keycloak);
                    start(() -> copy(client, keycloak));
                    start(() -> copy(keycloak, client));
                }
            } catch (IOException e) {
                // The port is closed.
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side has closed the connection.
        }
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "Keycloak behind a switch");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
