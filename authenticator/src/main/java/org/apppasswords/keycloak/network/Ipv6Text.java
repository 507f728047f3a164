package org.apppasswords.keycloak.network;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The canonical text of an IPv6 address (RFC 5952, section 4). */
final class Ipv6Text {

    private static final int GROUPS = 8;

    /** A single group of zeros is not shortened (RFC 5952, section 4.2.2). */
    private static final int MIN_SHORTENED = 2;

    private Ipv6Text() {}

    /** @param address 16 bytes */
    static String of(byte[] address) {
        int[] groups = IntStream.range(0, GROUPS)
                .map(i -> (Byte.toUnsignedInt(address[2 * i]) << Byte.SIZE) | Byte.toUnsignedInt(address[2 * i + 1]))
                .toArray();
        int start = 0;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zerosFrom(groups, i);
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        return length < MIN_SHORTENED
                ? join(groups, 0, GROUPS)
                : join(groups, 0, start) + "::" + join(groups, start + length, GROUPS);
    }

    private static int zerosFrom(int[] groups, int start) {
        int end = start;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - start;
    }

    private static String join(int[] groups, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Integer.toHexString(groups[i]))
                .collect(Collectors.joining(":"));
    }
}
