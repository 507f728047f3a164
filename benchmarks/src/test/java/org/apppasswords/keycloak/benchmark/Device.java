package org.apppasswords.keycloak.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A phone or mail program that polls for mail: it has an IP address of its own, connects, signs in, sends NOOP and
 * disconnects.
 *
 * @param number number of the device, from which its address is derived
 * @param username name of its user
 * @param secret its app password
 * @param revoked whether that app password is revoked
 */
record Device(int number, String username, String secret, boolean revoked) {

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int NETWORKS = 250;

    /** Polls once; returns how long the server took for LOGIN, in milliseconds. */
    double poll(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address(), 0));
            socket.connect(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            expect(in, "* OK");
            long start = System.nanoTime();
            String answer = ask(in, socket.getOutputStream(), "a", "LOGIN " + username + " " + secret);
            double millis = (System.nanoTime() - start) / 1e6;
            if (revoked) {
                require(answer.startsWith("a NO [AUTHENTICATIONFAILED]"), answer);
            } else {
                require(answer.startsWith("a OK"), answer);
                String noop = ask(in, socket.getOutputStream(), "b", "NOOP");
                require(noop.startsWith("b OK"), noop);
            }
            String bye = ask(in, socket.getOutputStream(), "c", "LOGOUT");
            require(bye.startsWith("c OK"), bye);
            return millis;
        }
    }

    private InetAddress address() throws IOException {
        return InetAddress.getByAddress(
                new byte[] {127, 1, (byte) (number / NETWORKS), (byte) (number % NETWORKS + 1)});
    }

    private static String ask(BufferedReader in, OutputStream out, String tag, String command) throws IOException {
        out.write((tag + " " + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String line = in.readLine();
        while (line != null && line.startsWith("* ")) {
            line = in.readLine();
        }
        require(line != null, "hung up");
        return line;
    }

    private static void expect(BufferedReader in, String start) throws IOException {
        String line = in.readLine();
        require(line != null && line.startsWith(start), line);
    }

    private static void require(boolean holds, String answer) throws IOException {
        if (!holds) {
            throw new IOException("Unexpected answer of the mail server: " + answer);
        }
    }

    /** Omits the secret. */
    @Override
    public String toString() {
        return "device " + number + " of " + username;
    }
}
