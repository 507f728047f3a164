package org.apppasswords.ldap.server;

import java.util.Arrays;

/**
 * Message ID and kind of a request, read without parsing the rest: RFC 4511, section 4.1.1.
 *
 * @param position where the operation starts
 */
record MessageHead(int messageId, byte operation, int position) {

    static MessageHead read(byte[] message) throws MalformedMessageException {
        int position = 2 + (message.length > 1 && message[1] < 0 ? message[1] & 0x7f : 0);
        if (position + 2 > message.length || message[position] != 2) {
            throw new MalformedMessageException("The message has no ID.");
        }
        int length = message[position + 1];
        position += 2;
        if (length < 1 || length > 4 || position + length >= message.length) {
            throw new MalformedMessageException("The message ID is not valid.");
        }
        int id = number(Arrays.copyOfRange(message, position, position + length));
        return new MessageHead(id, message[position + length], position + length);
    }

    /** Returns the ID of the operation that an abandon request names; -1 if it is not valid. */
    int abandonedId(byte[] message) {
        int start = position + 2;
        int length = position + 1 < message.length ? message[position + 1] : -1;
        return length < 1 || length > 4 || start + length > message.length
                ? -1
                : number(Arrays.copyOfRange(message, start, start + length));
    }

    private static int number(byte[] bytes) {
        int number = bytes[0] < 0 ? -1 : 0;
        for (byte next : bytes) {
            number = number << 8 | (next & 0xff);
        }
        return number;
    }
}
