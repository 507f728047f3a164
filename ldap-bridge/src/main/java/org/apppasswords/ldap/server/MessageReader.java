package org.apppasswords.ldap.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads one message at a time: RFC 4511, section 5.1. A message is complete before anything parses it, its length is
 * limited, and memory grows with what arrives, not with what the header promises. The connection's share of the memory
 * for requests holds the message until the caller gives it back.
 */
final class MessageReader {

    private static final int SEQUENCE = 0x30;
    private static final int FIRST_BYTES = 4 * 1024;

    private final InputStream in;
    private final int maxLength;
    private final RequestMemory.Share memory;

    MessageReader(InputStream in, int maxLength, RequestMemory.Share memory) {
        this.in = in;
        this.maxLength = maxLength;
        this.memory = memory;
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
     * @throws RequestMemoryException if the requests of all connections together take too much memory
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
        int end = headerLength + length;
        byte[] message = grow(header, 0, Math.min(end, FIRST_BYTES));
        int position = headerLength;
        while (position < end) {
            if (position == message.length) {
                message = grow(message, message.length, Math.min(end, message.length * 2));
            }
            int read = in.read(message, position, message.length - position);
            if (read < 0) {
                throw new EOFException();
            }
            position += read;
        }
        return message;
    }

    private byte[] grow(byte[] message, int takenBytes, int newLength) throws RequestMemoryException {
        memory.take(newLength - takenBytes);
        return Arrays.copyOf(message, newLength);
    }

    private int next() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException();
        }
        return next;
    }
}
