package org.apppasswords.ldap.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads one message at a time: RFC 4511, section 5.1. A message is complete before anything parses it, its length is
 * limited, and memory grows with what arrives, not with what the header promises.
 */
final class MessageReader {

    private static final int SEQUENCE = 0x30;
    private static final int CHUNK = 16 * 1024;

    private final InputStream in;
    private final int maxLength;

    MessageReader(InputStream in, int maxLength) {
        this.in = in;
        this.maxLength = maxLength;
    }

    /** Waits for the first byte of a message; -1 at the end of the connection. */
    int awaitFirstByte() throws IOException {
        return in.read();
    }

    /**
     * Reads the rest of a message.
     *
     * @return the whole message with its header
     * @throws MalformedMessageException if it cannot be a message, or is too long
     */
    byte[] read(int firstByte) throws IOException, MalformedMessageException {
        if (firstByte != SEQUENCE) {
            throw new MalformedMessageException("The message does not start with a sequence.");
        }
        byte[] header = new byte[6];
        header[0] = SEQUENCE;
        int headerLength = 2;
        int length = next();
        header[1] = (byte) length;
        if (length > 0x7f) {
            int bytes = length & 0x7f;
            if (bytes < 1 || bytes > 4) {
                throw new MalformedMessageException("The length of the message is not valid.");
            }
            long value = 0;
            for (int i = 0; i < bytes; i++) {
                int next = next();
                header[headerLength++] = (byte) next;
                value = value << 8 | next;
            }
            length = (int) Math.min(value, Integer.MAX_VALUE);
        }
        if (length > maxLength) {
            throw new MalformedMessageException("The message is longer than " + maxLength + " bytes.");
        }
        byte[] message = Arrays.copyOf(header, headerLength + Math.min(length, CHUNK));
        int end = headerLength + length;
        int position = headerLength;
        while (position < end) {
            if (position == message.length) {
                message = Arrays.copyOf(message, Math.min(end, message.length * 2));
            }
            int read = in.read(message, position, message.length - position);
            if (read < 0) {
                throw new EOFException();
            }
            position += read;
        }
        return message;
    }

    private int next() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException();
        }
        return next;
    }
}
