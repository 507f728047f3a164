package org.apppasswords.ldap.keycloak;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends HTTP requests over keep-alive connections, in the thread of the caller.
 *
 * <p>{@link HttpURLConnection} rather than {@code java.net.http}, which hands each request to a thread of its own and
 * back, and sends the body in a packet of its own: a bind costs the bridge a third of the processor time, and Keycloak
 * less too ({@code benchmarks/report/bridges.md}).
 */
final class HttpExchange {

    private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

    static {
        // Proxies close idle connections after a minute or more: ours close before, so that no request meets a closed
        // one. A request that meets one is sent once more.
        setDefault("http.keepAlive.time.server", "20");
        setDefault("http.maxConnections", "1000");
    }

    private final SSLSocketFactory trusted;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "keycloak-timeouts");
        thread.setDaemon(true);
        return thread;
    });

    /** @param trusted opens TLS connections; {@code null} for Java's own certificate authorities */
    HttpExchange(SSLSocketFactory trusted) {
        this.trusted = trusted;
        timer.setRemoveOnCancelPolicy(true);
    }

    /** @param body already received, at most 16 MiB */
    record Answer(int status, InputStream body) {}

    /**
     * Sends a request and reads the answer. Does not follow redirects.
     *
     * @param body {@code null} for a GET request; otherwise of a POST request
     * @param timeout for all of it; the body of the answer can take as long again
     * @throws SocketTimeoutException after this time, never before
     * @throws IOException if there is no complete answer
     */
    Answer send(URI uri, Map<String, String> headers, byte[] body, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        HttpURLConnection connection = open(uri, headers, timeout);
        try {
            if (body != null) {
                connection.setDoOutput(true);
            }
            int status = status(connection, body, deadline);
            return new Answer(status, new ByteArrayInputStream(body(connection, status, deadline)));
        } catch (IOException | RuntimeException e) {
            connection.disconnect();
            if (System.nanoTime() - deadline >= 0 && !(e instanceof SocketTimeoutException)) {
                throw timeout(e);
            }
            throw e;
        }
    }

    private HttpURLConnection open(URI uri, Map<String, String> headers, Duration timeout) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        if (trusted != null && connection instanceof HttpsURLConnection https) {
            https.setSSLSocketFactory(trusted);
        }
        // Rounded up: code that then reads the clock must find that the time has passed.
        int millis = (int) Math.max(1, Math.min(timeout.plusNanos(999_999).toMillis(), Integer.MAX_VALUE));
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        headers.forEach(connection::setRequestProperty);
        return connection;
    }

    // A server that sends one byte of the headers at a time would otherwise never meet the read timeout.
    private int status(HttpURLConnection connection, byte[] body, long deadline) throws IOException {
        Future<?> end = timer.schedule(connection::disconnect, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        try {
            if (body != null) {
                connection.getOutputStream().write(body);
            }
            return connection.getResponseCode();
        } finally {
            end.cancel(false);
        }
    }

    private static byte[] body(HttpURLConnection connection, int status, long deadline) throws IOException {
        try (InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            if (in == null) {
                return new byte[0];
            }
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            byte[] block = new byte[8192];
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                if (System.nanoTime() - deadline >= 0) {
                    throw timeout(null);
                }
                if (received.size() + length > MAX_ANSWER_BYTES) {
                    throw new IOException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
                }
                received.write(block, 0, length);
            }
            return received.toByteArray();
        }
    }

    private static SocketTimeoutException timeout(Exception cause) {
        SocketTimeoutException timeout = new SocketTimeoutException("no complete answer in time");
        timeout.initCause(cause);
        return timeout;
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
