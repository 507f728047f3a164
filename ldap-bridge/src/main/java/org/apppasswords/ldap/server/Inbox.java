package org.apppasswords.ldap.server;

import com.unboundid.ldap.protocol.LDAPMessage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** The requests of one connection, in order. A long search looks ahead for the request to abandon it. */
final class Inbox {

    private static final int BUFFER = 2 * 1024;
    private static final int MAX_AHEAD = 16;

    private final BufferedInputStream in;
    private final MessageReader reader;
    private final Deque<byte[]> ahead = new ArrayDeque<>();

    /** @param memory holds every message that has been read, until the caller of {@link #next} gives it back */
    Inbox(InputStream in, int maxMessageBytes, RequestMemory.Share memory) {
        this.in = new BufferedInputStream(in, BUFFER);
        this.reader = new MessageReader(this.in, maxMessageBytes, memory);
    }

    /** Waits until a request has begun, and returns its first byte; -1 at the end of the connection. */
    int await() throws IOException {
        return ahead.isEmpty() ? reader.awaitFirstByte() : ahead.peek()[0];
    }

    /** Returns the request that {@link #await} has found. */
    byte[] next(int firstByte) throws IOException, MalformedMessageException {
        return ahead.isEmpty() ? reader.read(firstByte) : ahead.remove();
    }

    /** Returns whether something has arrived already. */
    boolean hasMore() throws IOException {
        return !ahead.isEmpty() || in.available() > 0;
    }

    /** Finds out whether the program has abandoned an operation, or left: RFC 4511, section 4.11. */
    boolean isAbandoned(int messageId) throws IOException, MalformedMessageException {
        while (ahead.size() < MAX_AHEAD && in.available() > 0) {
            ahead.add(reader.read(reader.awaitFirstByte()));
        }
        for (byte[] message : ahead) {
            MessageHead head = MessageHead.read(message);
            if (head.operation() == LDAPMessage.PROTOCOL_OP_TYPE_UNBIND_REQUEST
                    || (head.operation() == LDAPMessage.PROTOCOL_OP_TYPE_ABANDON_REQUEST
                            && head.abandonedId(message) == messageId)) {
                return true;
            }
        }
        return false;
    }
}
