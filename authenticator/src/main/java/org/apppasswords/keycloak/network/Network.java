package org.apppasswords.keycloak.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A range of IP addresses in CIDR notation (RFC 4632, RFC 4291): {@code 192.0.2.0/24}, {@code 2001:db8::/32}.
 *
 * <p>The project has its own code, because Keycloak does not contain a library for IP address ranges; Netty's filter
 * rules are meant for its own connections.
 */
public final class Network {

    private static final Pattern CIDR = Pattern.compile("([^/]+)(?:/(\\d{1,3}))?");

    private static final int IPV4_BYTES = 4;

    /** Length of the prefix of an IPv4 address that is written as IPv6. */
    private static final int MAPPED_BITS = 96;

    /** The usual range of one household or branch. */
    private static final int IPV4_SITE_BITS = 24;

    private static final int IPV6_SITE_BITS = 48;

    private final byte[] base;
    private final int bits;

    private Network(byte[] base, int bits) {
        this.base = base;
        this.bits = bits;
    }

    /**
     * Parses a network; a single address is a network of one. Bits after the prefix are ignored. IPv4 within IPv6
     * ({@code ::ffff:192.0.2.0/120}) is IPv4.
     *
     * @return empty if invalid
     */
    public static Optional<Network> parse(String text) {
        Matcher cidr = CIDR.matcher(text.strip());
        if (!cidr.matches()) {
            return Optional.empty();
        }
        return IpAddress.parseBare(cidr.group(1)).flatMap(address -> {
            byte[] bytes = address.bytes();
            boolean mapped = bytes.length == IPV4_BYTES && cidr.group(1).contains(":");
            int maxBits = Byte.SIZE * bytes.length;
            int prefix = cidr.group(2) == null ? maxBits : Integer.parseInt(cidr.group(2)) - (mapped ? MAPPED_BITS : 0);
            return prefix >= 0 && prefix <= maxBits ? Optional.of(of(bytes, prefix)) : Optional.empty();
        });
    }

    /** Returns the network that represents the location of an address: a /24 or a /48. */
    public static Network siteOf(IpAddress address) {
        byte[] bytes = address.bytes();
        return of(bytes, bytes.length == IPV4_BYTES ? IPV4_SITE_BITS : IPV6_SITE_BITS);
    }

    /** Returns whether the network contains the address. Always false between IPv4 and IPv6. */
    public boolean contains(IpAddress address) {
        return contains(address.bytes());
    }

    /** @param bytes of an address */
    boolean contains(byte[] bytes) {
        return bytes.length == base.length && Arrays.equals(masked(bytes, bits), base);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network && bits == network.bits && Arrays.equals(base, network.base);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(base) + bits;
    }

    /** Returns the CIDR notation with the shortest form of an IPv6 address (RFC 5952), for people. */
    public String shortest() {
        return (base.length == IPV4_BYTES ? dotted() : Ipv6Text.of(base)) + "/" + bits;
    }

    private String dotted() {
        return IntStream.range(0, base.length)
                .mapToObj(i -> String.valueOf(Byte.toUnsignedInt(base[i])))
                .collect(Collectors.joining("."));
    }

    /** Returns the CIDR notation with all groups of an IPv6 address, which stored data is compared with. */
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(base).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    private static Network of(byte[] bytes, int bits) {
        return new Network(masked(bytes, bits), bits);
    }

    private static byte[] masked(byte[] bytes, int bits) {
        byte[] masked = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.min(Byte.SIZE, Math.max(0, bits - i * Byte.SIZE));
            masked[i] = (byte) (bytes[i] & (0xFF << (Byte.SIZE - kept)));
        }
        return masked;
    }
}
