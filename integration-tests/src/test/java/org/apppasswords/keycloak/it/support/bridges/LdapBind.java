package org.apppasswords.keycloak.it.support.bridges;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A simple bind (RFC 4511, section 4.2) with a password of any bytes, which LDAP clients do not send. */
public final class LdapBind implements Closeable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int ENUMERATED = 0x0a;
    private static final int SEQUENCE = 0x30;
    private static final int BIND_REQUEST = 0x60;
    private static final int BIND_RESPONSE = 0x61;
    private static final int SIMPLE = 0x80;

    private final Socket socket;

    /** Sends the bind without waiting for the answer. */
    public LdapBind(int port, String dn, byte[] password) {
        this(null, port, dn, password);
    }

    private LdapBind(InetAddress from, int port, String dn, byte[] password) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            byte[] bind = element(
                    BIND_REQUEST,
                    element(INTEGER, new byte[] {3}),
                    element(OCTET_STRING, dn.getBytes(StandardCharsets.UTF_8)),
                    element(SIMPLE, password));
            socket.getOutputStream().write(element(SEQUENCE, element(INTEGER, new byte[] {1}), bind));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the bind from this address of the loopback network. */
    public static LdapBind from(String address, int port, String dn, byte[] password) {
        try {
            return new LdapBind(InetAddress.getByName(address), port, dn, password);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the result code of the answer. */
    public int resultCode() {
        try {
            // All lengths are below 128, so each takes one byte.
            byte[] head = socket.getInputStream().readNBytes(10);
            if (head.length < 10 || head[0] != SEQUENCE || head[5] != BIND_RESPONSE || head[7] != ENUMERATED) {
                throw new IOException("not a bind response");
            }
            return head[9];
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

    private static byte[] element(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.writeBytes(part);
        }
        return ByteBuffer.allocate(4 + content.size())
                .put((byte) tag)
                .put((byte) 0x82)
                .putShort((short) content.size())
                .put(content.toByteArray())
                .array();
    }
}
