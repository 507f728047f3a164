package org.apppasswords.ldap.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.apppasswords.ldap.config.ListenAddress;
import org.apppasswords.ldap.monitoring.BridgeLog;

/** Accepts connections on one port. Never waits for a program, and goes on whatever happens to one connection. */
final class Listener {

    private static final int BACKLOG = 1024;

    private final BridgeLog log;
    private final Handler handler;
    private final ServerSocket server;

    /** What happens with a new connection. It must not wait for the program. */
    @FunctionalInterface
    interface Handler {
        void accepted(Socket socket) throws IOException;
    }

    Listener(ListenAddress address, BridgeLog log, Handler handler) throws IOException {
        this.log = log;
        this.handler = handler;
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

    /** Catches everything, since nobody would notice that this thread has ended. Even the log can fail. */
    private void accept() {
        Throwable failure = null;
        while (!server.isClosed()) {
            try {
                if (failure != null) {
                    Throwable last = failure;
                    failure = null;
                    report(last);
                }
                handler.accepted(server.accept());
            } catch (Throwable e) {
                failure = e;
                pause();
            }
        }
    }

    private void report(Throwable failure) {
        String message = "A connection could not be accepted: ";
        // The system has no thread left, for example.
        if (failure instanceof IOException || failure instanceof OutOfMemoryError) {
            log.warnSometimes(message + failure.getMessage());
        } else {
            log.error(message + failure, failure);
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
            log.debug(() -> "Closing failed: " + e);
        }
    }
}
