package org.apppasswords.keycloak.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address. IPv4 within IPv6 ({@code ::ffff:192.0.2.7}) is IPv4.
 *
 * @param text the address in its usual form
 */
public record IpAddress(String text) {

    /** Longer than any address with a port; protects the patterns below. Unit: characters. */
    private static final int MAX_LENGTH = 64;

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d{2}|\\d{1,2})";
    private static final String DOTTED = OCTET + "(?:\\." + OCTET + "){3}";
    private static final Pattern IPV4 = Pattern.compile(DOTTED);
    private static final Pattern IPV4_WITH_PORT = Pattern.compile("(" + DOTTED + "):\\d{1,5}");
    private static final Pattern IPV6 = Pattern.compile("(?=[^.]*:)[0-9a-fA-F:]+(?:" + DOTTED + ")?");
    private static final Pattern IPV6_IN_BRACKETS = Pattern.compile("\\[([^\\[\\]]+)](?::\\d{1,5})?");

    /** Parses an address with or without a port; empty if invalid. */
    public static Optional<IpAddress> parse(String text) {
        String trimmed = text.strip();
        if (trimmed.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        if (trimmed.indexOf(':') < 0) {
            // The usual case, at every sign-in.
            return literal(IPV4, trimmed);
        }
        Matcher bracketed = IPV6_IN_BRACKETS.matcher(trimmed);
        if (bracketed.matches()) {
            return literal(IPV6, bracketed.group(1));
        }
        Matcher withPort = IPV4_WITH_PORT.matcher(trimmed);
        return withPort.matches() ? literal(IPV4, withPort.group(1)) : parseBare(trimmed);
    }

    /** Parses an address without a port; empty if invalid. */
    public static Optional<IpAddress> parseBare(String text) {
        return literal(IPV4, text).or(() -> literal(IPV6, text));
    }

    /** Returns the 4 or 16 bytes. */
    byte[] bytes() {
        return inet(text).getAddress();
    }

    private static Optional<IpAddress> literal(Pattern pattern, String text) {
        if (text.length() > MAX_LENGTH || !pattern.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new IpAddress(InetAddress.getByName(text).getHostAddress()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static InetAddress inet(String literal) {
        try {
            // InetAddress parses literals without a look-up.
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the address was parsed before", e);
        }
    }
}
