package org.apppasswords.keycloak.it.support.bridges;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.TrustManagerFactory;
import org.apppasswords.keycloak.it.support.server.PrivateAuthority;

/**
 * A device and an access point that send attributes of the test's choice, inside and outside the tunnel of EAP-TTLS (RFC
 * 5281), which eapol_test cannot do.
 */
public final class EapTtlsClient {

    /** RADIUS attributes, and AVPs inside the tunnel. */
    public static final int USER_NAME = 1;

    public static final int USER_PASSWORD = 2;
    public static final int CALLING_STATION_ID = 31;

    private static final int STATE = 24;
    private static final int EAP_MESSAGE = 79;
    private static final int MESSAGE_AUTHENTICATOR = 80;
    private static final int LONGEST_ATTRIBUTE = 253;

    private static final int ACCESS_REQUEST = 1;
    private static final int ACCESS_ACCEPT = 2;
    private static final int ACCESS_REJECT = 3;

    private static final int EAP_RESPONSE = 2;
    private static final int IDENTITY = 1;
    private static final int TTLS = 21;
    private static final int LENGTH_INCLUDED = 0x80;
    private static final int MORE_FRAGMENTS = 0x40;

    private static final int MANDATORY = 0x40000000;

    private static final int ROUND_TRIPS = 30;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int LARGEST_MESSAGE = 4096;

    private final int port;
    private final SSLEngine tls;
    private final SecureRandom random = new SecureRandom();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    private byte[] state = {};
    private int identifier;

    /** Creates one for one sign-in to this port. */
    public EapTtlsClient(int port, PrivateAuthority trusted) {
        this.port = port;
        try (InputStream certificate = Files.newInputStream(trusted.certificates())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLSv1.2");
            context.init(null, factory.getTrustManagers(), random);
            tls = context.createSSLEngine();
            tls.setUseClientMode(true);
            tls.beginHandshake();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the server accepts the sign-in with these attributes outside and inside the tunnel. */
    public boolean accepts(Map<Integer, String> outside, Map<Integer, String> inside) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(InetAddress.getLoopbackAddress(), port);
            byte[] eap = eap(0, IDENTITY, outside.get(USER_NAME).getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < ROUND_TRIPS; i++) {
                ByteBuffer response = exchange(socket, outside, eap);
                int code = response.get(0);
                if (code == ACCESS_ACCEPT || code == ACCESS_REJECT) {
                    return code == ACCESS_ACCEPT;
                }
                Map<Integer, byte[]> attributes = attributes(response);
                state = attributes.get(STATE);
                eap = answer(ByteBuffer.wrap(attributes.get(EAP_MESSAGE)), inside);
            }
            throw new IllegalStateException("no decision");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] answer(ByteBuffer request, Map<Integer, String> inside) throws IOException {
        int eapIdentifier = request.get(1);
        int type = request.get(4);
        if (type != TTLS) {
            throw new IllegalStateException("the server asks for the EAP type " + type);
        }
        int flags = request.get(5);
        request.position((flags & LENGTH_INCLUDED) == 0 ? 6 : 10);
        while (request.hasRemaining()) {
            received.write(request.get());
        }
        byte[] data = (flags & MORE_FRAGMENTS) == 0 ? afterReceiving(inside) : new byte[0];
        return eap(
                eapIdentifier,
                TTLS,
                ByteBuffer.allocate(1 + data.length).put((byte) 0).put(data).array());
    }

    /** Returns the next bytes of the TLS connection: of its handshake, and then the attributes. */
    private byte[] afterReceiving(Map<Integer, String> inside) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(received.toByteArray());
        received.reset();
        ByteBuffer out = ByteBuffer.allocate(2 * tls.getSession().getPacketBufferSize());
        ByteBuffer none = ByteBuffer.allocate(tls.getSession().getApplicationBufferSize());
        while (true) {
            switch (tls.getHandshakeStatus()) {
                case NEED_TASK -> tls.getDelegatedTask().run();
                case NEED_WRAP -> tls.wrap(ByteBuffer.allocate(0), out);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!in.hasRemaining()) {
                        return written(out);
                    }
                    if (tls.unwrap(in, none).getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                        throw new IllegalStateException("the server has sent a part of a TLS record");
                    }
                }
                default -> {
                    tls.wrap(ByteBuffer.wrap(avps(inside)), out);
                    return written(out);
                }
            }
        }
    }

    private static byte[] written(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Encodes attributes as in RFC 5281, section 10.1. */
    private static byte[] avps(Map<Integer, String> attributes) {
        ByteBuffer avps = ByteBuffer.allocate(LARGEST_MESSAGE);
        attributes.forEach((number, text) -> {
            byte[] value = text.getBytes(StandardCharsets.UTF_8);
            avps.putInt(number).putInt(MANDATORY | (8 + value.length)).put(value);
            avps.put(new byte[(4 - value.length % 4) % 4]);
        });
        return written(avps);
    }

    private static byte[] eap(int identifier, int type, byte[] data) {
        return ByteBuffer.allocate(5 + data.length)
                .put((byte) EAP_RESPONSE)
                .put((byte) identifier)
                .putShort((short) (5 + data.length))
                .put((byte) type)
                .put(data)
                .array();
    }

    private ByteBuffer exchange(DatagramSocket socket, Map<Integer, String> outside, byte[] eap)
            throws IOException, GeneralSecurityException {
        byte[] request = request(outside, eap);
        socket.send(new DatagramPacket(request, request.length));
        DatagramPacket response = new DatagramPacket(new byte[LARGEST_MESSAGE], LARGEST_MESSAGE);
        socket.receive(response);
        return ByteBuffer.wrap(response.getData(), 0, response.getLength());
    }

    private byte[] request(Map<Integer, String> outside, byte[] eap) throws GeneralSecurityException {
        ByteBuffer request = ByteBuffer.allocate(LARGEST_MESSAGE);
        byte[] authenticator = new byte[16];
        random.nextBytes(authenticator);
        request.put((byte) ACCESS_REQUEST)
                .put((byte) identifier++)
                .putShort((short) 0)
                .put(authenticator);
        outside.forEach((number, text) -> put(request, number, text.getBytes(StandardCharsets.UTF_8)));
        for (int from = 0; from < eap.length; from += LONGEST_ATTRIBUTE) {
            int length = Math.min(LONGEST_ATTRIBUTE, eap.length - from);
            put(
                    request,
                    EAP_MESSAGE,
                    ByteBuffer.allocate(length).put(eap, from, length).array());
        }
        if (state.length > 0) {
            put(request, STATE, state);
        }
        put(request, MESSAGE_AUTHENTICATOR, new byte[16]);
        int length = request.position();
        request.putShort(2, (short) length);
        Mac mac = Mac.getInstance("HmacMD5");
        mac.init(new SecretKeySpec(StockFreeRadius.SECRET.getBytes(StandardCharsets.US_ASCII), "HmacMD5"));
        mac.update(request.array(), 0, length);
        request.position(length - 16).put(mac.doFinal());
        return written(request);
    }

    private static void put(ByteBuffer packet, int attribute, byte[] value) {
        packet.put((byte) attribute).put((byte) (2 + value.length)).put(value);
    }

    /** Returns the attributes of a response. Those that occur several times are joined, as parts of an EAP message are. */
    private static Map<Integer, byte[]> attributes(ByteBuffer response) {
        Map<Integer, byte[]> attributes = new LinkedHashMap<>();
        response.position(20);
        while (response.hasRemaining()) {
            int number = response.get() & 0xff;
            byte[] value = new byte[(response.get() & 0xff) - 2];
            response.get(value);
            attributes.merge(
                    number,
                    value,
                    (one, next) -> ByteBuffer.allocate(one.length + next.length)
                            .put(one)
                            .put(next)
                            .array());
        }
        return attributes;
    }
}
