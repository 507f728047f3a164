package org.apppasswords.keycloak.it.support.bridges;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A mail program's sign-in on the wire: IMAP (RFC 9051), POP3 (RFC 1939) and ManageSieve (RFC 5804).
 */
public final class MailProgram {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final InetAddress DOVECOT = loopback(1);

    private final InetAddress address;
    private final int imapPort;
    private final int pop3Port;
    private final int sievePort;

    MailProgram(InetAddress address, int imapPort, int pop3Port, int sievePort) {
        this.address = address;
        this.imapPort = imapPort;
        this.pop3Port = pop3Port;
        this.sievePort = sievePort;
    }

    /** Returns the loopback address 127.0.0.something, which distinguishes a mail program from other local clients. */
    static InetAddress loopback(int something) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) something});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends LOGIN with quoted strings; returns the answer without its tag: "OK ..." or "NO [code] ...". */
    public String login(String username, String password) {
        return converse(imapPort, (in, out) -> {
            expect(in, "* OK");
            send(out, "a LOGIN " + quoted(username) + " " + quoted(password) + "\r\n");
            return answer(in, "b LOGOUT\r\n", out);
        });
    }

    /** Sends LOGIN with literals, which programs use for passwords beyond ASCII. */
    public String loginWithLiterals(String username, String password) {
        return converse(imapPort, (in, out) -> {
            expect(in, "* OK");
            send(out, "a LOGIN {" + length(username) + "}\r\n");
            expect(in, "+");
            send(out, username + " {" + length(password) + "}\r\n");
            expect(in, "+");
            send(out, password + "\r\n");
            return answer(in, "b LOGOUT\r\n", out);
        });
    }

    /** Sends IMAP's AUTHENTICATE with SASL PLAIN and any bytes; returns the answer without its tag. */
    public String authenticate(byte[] username, byte[] password) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        plain.write(0);
        plain.writeBytes(username);
        plain.write(0);
        plain.writeBytes(password);
        return converse(imapPort, (in, out) -> {
            expect(in, "* OK");
            send(out, "a AUTHENTICATE PLAIN\r\n");
            expect(in, "+");
            send(out, Base64.getEncoder().encodeToString(plain.toByteArray()) + "\r\n");
            return answer(in, "b LOGOUT\r\n", out);
        });
    }

    /** Sends POP3's USER and PASS; returns the answer: "+OK ..." or "-ERR [code] ...". */
    public String pop3(String username, String password) {
        return converse(pop3Port, (in, out) -> {
            expect(in, "+OK");
            send(out, "USER " + username + "\r\n");
            expect(in, "+OK");
            send(out, "PASS " + password + "\r\n");
            String answer = read(in);
            send(out, "QUIT\r\n");
            return answer;
        });
    }

    /** Sends ManageSieve's AUTHENTICATE with SASL PLAIN; returns the answer: "OK ..." or "NO ...". */
    public String manageSieve(String username, String password) {
        return converse(sievePort, (in, out) -> {
            skipCapabilities(in);
            String plain = "\0" + username + "\0" + password;
            String response = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
            send(out, "AUTHENTICATE \"PLAIN\" \"" + response + "\"\r\n");
            String answer = read(in);
            send(out, "LOGOUT\r\n");
            return answer;
        });
    }

    private static void skipCapabilities(BufferedReader in) throws IOException {
        String line = read(in);
        while (line.startsWith("\"")) {
            line = read(in);
        }
        if (!line.startsWith("OK")) {
            throw new IOException("Unexpected answer of the mail server: " + line);
        }
    }

    private interface Conversation {
        String talk(BufferedReader in, OutputStream out) throws IOException;
    }

    private String converse(int port, Conversation conversation) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address, 0));
            socket.connect(new InetSocketAddress(DOVECOT, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return conversation.talk(in, socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String answer(BufferedReader in, String farewell, OutputStream out) throws IOException {
        String line = read(in);
        while (!line.startsWith("a ")) {
            line = read(in);
        }
        send(out, farewell);
        return line.substring(2);
    }

    private static void expect(BufferedReader in, String start) throws IOException {
        String line = read(in);
        if (!line.startsWith(start)) {
            throw new IOException("Unexpected answer of the mail server: " + line);
        }
    }

    private static String read(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new EOFException("The mail server closed the connection");
        }
        return line;
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
