package org.apppasswords.keycloak.it.support.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A request most of which arrives later than its beginning. */
public final class SlowRequest implements AutoCloseable {

    private static final int READ_TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final String body;

    private SlowRequest(Socket socket, String body) {
        this.socket = socket;
        this.body = body;
    }

    /** Sends the headers of a POST with an access token, and the first character of the body. */
    public static SlowRequest post(URI url, String accessToken, String body) {
        return begin(url, "Authorization: Bearer " + accessToken + "\r\nContent-Type: application/json", body);
    }

    /** Sends the headers of a POST with a form, and the first character of the body. */
    public static SlowRequest form(URI url, String body) {
        return begin(url, "Content-Type: application/x-www-form-urlencoded", body);
    }

    /** Sends a part of the headers. Such a request cannot be finished. */
    public static SlowRequest headers(URI url) {
        SlowRequest request = connect(url, "");
        request.write("POST " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nAccept: ");
        return request;
    }

    private static SlowRequest begin(URI url, String headers, String body) {
        SlowRequest request = connect(url, body);
        request.write("POST " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n" + headers
                + "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
        request.writeChunk(body.substring(0, 1));
        return request;
    }

    private static SlowRequest connect(URI url, String body) {
        try {
            SlowRequest request = new SlowRequest(new Socket(url.getHost(), url.getPort()), body);
            request.socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            return request;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the rest of the body; returns the whole answer, from its status line to its end. */
    public String finish() {
        writeChunk(body.substring(1));
        write("0\r\n\r\n");
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeChunk(String text) {
        write(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
    }

    private void write(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
