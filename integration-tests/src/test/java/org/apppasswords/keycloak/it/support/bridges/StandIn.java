package org.apppasswords.keycloak.it.support.bridges;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** Stands in for a Keycloak that a real one cannot be made to be, or for another server at its URL. */
public final class StandIn {

    private HttpServer server;
    private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
    private volatile Response response = new Response(500, Map.of(), "");

    /** What it answers to every request. */
    public record Response(int status, Map<String, String> headers, String body) {}

    /** Listens until the tests end. */
    public StandIn() {
        server = start(BridgeScript.freePort());
    }

    private HttpServer start(int port) {
        HttpServer started;
        try {
            started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        started.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "stand-in");
            thread.setDaemon(true);
            return thread;
        }));
        started.createContext("/", exchange -> {
            Response now = response;
            clients.add(exchange.getRemoteAddress());
            exchange.getRequestBody().readAllBytes();
            now.headers.forEach(exchange.getResponseHeaders()::set);
            byte[] body = now.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(now.status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        started.start();
        return started;
    }

    /** Closes all connections, and listens again. */
    public void closeConnections() {
        int port = server.getAddress().getPort();
        server.stop(0);
        server = start(port);
    }

    /** Returns its base URL. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the number of connections that have sent requests since the response was set. */
    public int connections() {
        return clients.size();
    }

    /** Sets the response to all further requests. */
    public void answer(Response next) {
        response = next;
        clients.clear();
    }
}
