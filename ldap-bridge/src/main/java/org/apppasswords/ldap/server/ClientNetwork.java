package org.apppasswords.ldap.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/**
 * What counts as one address for the limit of connections: an IPv4 address, or a network of 64 bits of IPv6, of which a
 * single machine can use every address (RFC 4291, section 2.5.4).
 */
record ClientNetwork(String prefix) {

    private static final int INTERFACE_BYTES = 8;

    static ClientNetwork of(InetAddress address) {
        byte[] bytes = address.getAddress();
        int length = address instanceof Inet6Address ? bytes.length - INTERFACE_BYTES : bytes.length;
        return new ClientNetwork(HexFormat.of().formatHex(bytes, 0, length));
    }
}
