package org.apppasswords.ldap.server;

/**
 * Checks the nesting of a message before a recursive parser sees it: X.690. Also demands that every element ends within
 * the one around it.
 *
 * @param elements how many elements the message has; of a message that is not valid, those before the problem
 */
record BerStructure(Check check, int elements) {

    /** Programs nest filters a few levels deep. */
    static final int MAX_DEPTH = 100;

    private static final int CONSTRUCTED = 0x20;

    enum Check {
        VALID,
        TOO_DEEP,
        INVALID
    }

    static BerStructure of(byte[] message) {
        int[] ends = new int[MAX_DEPTH + 1];
        int depth = 0;
        ends[0] = message.length;
        int position = 0;
        int elements = 0;
        while (position < message.length) {
            while (position == ends[depth]) {
                depth--;
            }
            elements++;
            int tag = message[position++] & 0xff;
            if ((tag & 0x1f) == 0x1f || position >= ends[depth]) {
                return new BerStructure(Check.INVALID, elements);
            }
            int length = message[position++] & 0xff;
            if (length > 0x7f) {
                int bytes = length & 0x7f;
                if (bytes < 1 || bytes > 4 || position + bytes > ends[depth]) {
                    return new BerStructure(Check.INVALID, elements);
                }
                long value = 0;
                for (int i = 0; i < bytes; i++) {
                    value = value << 8 | (message[position++] & 0xff);
                }
                length = (int) Math.min(value, Integer.MAX_VALUE);
            }
            if (length > ends[depth] - position) {
                return new BerStructure(Check.INVALID, elements);
            }
            if ((tag & CONSTRUCTED) == 0) {
                position += length;
            } else if (depth == MAX_DEPTH) {
                return new BerStructure(Check.TOO_DEEP, elements);
            } else {
                ends[++depth] = position + length;
            }
        }
        return new BerStructure(Check.VALID, elements);
    }
}
