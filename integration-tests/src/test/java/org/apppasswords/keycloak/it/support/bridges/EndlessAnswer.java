package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in for Keycloak with an answer that begins and never ends: twice a second, one more letter of a header. */
public final class EndlessAnswer {

    private static final String BEGINNING = "HTTP/1.1 204 No Content\r\nRemote-User: alice\r\nX-Trace: ";
    private static final int PAUSE_MILLIS = 500;

    private final ServerSocket server;
    private final AtomicInteger connections = new AtomicInteger();

    /** Listens until the tests end. */
    public EndlessAnswer() {
        try {
            server = new ServerSocket(BridgeScript.freePort(), 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Returns the URL to use as Keycloak's base URL. */
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Returns the number of connections so far. */
    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                start(() -> answer(socket));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void answer(Socket socket) {
        try (socket;
                OutputStream out = socket.getOutputStream()) {
            out.write(BEGINNING.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write('a');
                out.flush();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException e) {
            // The bridge has closed the connection, as it should.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "endless answer");
        thread.setDaemon(true);
        thread.start();
    }
}
