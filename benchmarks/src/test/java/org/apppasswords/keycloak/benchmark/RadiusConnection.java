package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apppasswords.keycloak.benchmark.Connections.Connection;

/** A RADIUS client, such as a VPN server, that sends one password after the other (PAP; RFC 2865). */
final class RadiusConnection implements Connection {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int ACCESS_REQUEST = 1;
    private static final int ACCESS_ACCEPT = 2;
    private static final int USER_NAME = 1;
    private static final int USER_PASSWORD = 2;
    private static final int MESSAGE_AUTHENTICATOR = 80;
    private static final int BLOCK = 16;
    private static final int HEADER = 20;

    private final DatagramSocket socket;
    private final byte[] secret;
    private final People people;
    private final Random random;
    private int identifier;

    RadiusConnection(int port, String secret, People people, int number) throws IOException {
        this.socket = new DatagramSocket();
        this.socket.connect(InetAddress.getLoopbackAddress(), port);
        this.socket.setSoTimeout(TIMEOUT_MILLIS);
        this.secret = secret.getBytes(StandardCharsets.US_ASCII);
        this.people = people;
        this.random = new Random(number);
    }

    @Override
    public void request() throws IOException, GeneralSecurityException {
        int user = random.nextInt(people.count());
        identifier = (identifier + 1) & 0xff;
        byte[] request = request(people.username(user), people.secret(user, 0));
        socket.send(new DatagramPacket(request, request.length));
        DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
        socket.receive(answer);
        if (answer.getData()[0] != ACCESS_ACCEPT || (answer.getData()[1] & 0xff) != identifier) {
            throw new IOException("RADIUS answered " + answer.getData()[0] + " to " + people.username(user));
        }
    }

    private byte[] request(String username, String password) throws GeneralSecurityException {
        byte[] authenticator = new byte[BLOCK];
        random.nextBytes(authenticator);
        byte[] name = username.getBytes(StandardCharsets.US_ASCII);
        byte[] hidden = hidden(password.getBytes(StandardCharsets.US_ASCII), authenticator);
        int length = HEADER + 2 + BLOCK + 2 + name.length + 2 + hidden.length;
        ByteBuffer packet = ByteBuffer.allocate(length)
                .put((byte) ACCESS_REQUEST)
                .put((byte) identifier)
                .putShort((short) length)
                .put(authenticator);
        put(packet, MESSAGE_AUTHENTICATOR, new byte[BLOCK]);
        put(packet, USER_NAME, name);
        put(packet, USER_PASSWORD, hidden);
        // Over the packet with zeros in place of the result (RFC 3579, section 3.2).
        Mac mac = Mac.getInstance("HmacMD5");
        mac.init(new SecretKeySpec(secret, "HmacMD5"));
        return packet.put(HEADER + 2, mac.doFinal(packet.array())).array();
    }

    // RFC 2865, section 5.2.
    private byte[] hidden(byte[] password, byte[] authenticator) throws GeneralSecurityException {
        byte[] hidden = Arrays.copyOf(password, (password.length + BLOCK - 1) / BLOCK * BLOCK);
        byte[] previous = authenticator;
        for (int start = 0; start < hidden.length; start += BLOCK) {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(secret);
            byte[] mask = md5.digest(previous);
            for (int i = 0; i < BLOCK; i++) {
                hidden[start + i] ^= mask[i];
            }
            previous = Arrays.copyOfRange(hidden, start, start + BLOCK);
        }
        return hidden;
    }

    private static void put(ByteBuffer packet, int type, byte[] value) {
        packet.put((byte) type).put((byte) (value.length + 2)).put(value);
    }

    @Override
    public void close() {
        socket.close();
    }
}
