package org.apppasswords.keycloak.authentication;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * The address of the program that signs in. Behind a bridge, Keycloak sees the bridge's address; the bridge can tell the
 * program's own in a header, which is believed only if an administrator has named that header in the bridge's client.
 */
final class ClientAddress {

    /** Client attribute that names the header. */
    static final String HEADER_ATTRIBUTE = "app-passwords.remote-address-header";

    /** No address with its port is longer; the patterns below need not look at more. Unit: characters. */
    private static final int MAX_LENGTH = 64;

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d{2}|\\d{1,2})";
    private static final String DOTTED = OCTET + "(?:\\." + OCTET + "){3}";
    private static final Pattern IPV4 = Pattern.compile("(" + DOTTED + ")(?::\\d{1,5})?");
    private static final Pattern IPV6 = Pattern.compile("((?=[^.]*:)[0-9a-fA-F:]+(?:" + DOTTED + ")?)");
    private static final Pattern IPV6_IN_BRACKETS = Pattern.compile("\\[([^\\[\\]]+)](?::\\d{1,5})?");

    private ClientAddress() {}

    /**
     * The address: from the client's header where it has one, else of the connection. Empty if the header is missing, has
     * several values or is no address: a guess would be worse than none.
     */
    static Optional<String> of(KeycloakSession session, HttpRequest request, ClientModel client) {
        String header = client.getAttribute(HEADER_ATTRIBUTE);
        if (header == null || header.isBlank()) {
            return Optional.ofNullable(session.getContext().getConnection().getRemoteAddr());
        }
        List<String> values = request.getHttpHeaders().getRequestHeader(header.strip());
        return values != null && values.size() == 1 ? parse(values.get(0)) : Optional.empty();
    }

    /**
     * Reads an IPv4 or IPv6 address, with or without a port. Never asks a name server.
     *
     * @return the address in its usual form, IPv4-mapped IPv6 as IPv4; empty if it is none
     */
    static Optional<String> parse(String text) {
        String trimmed = text.strip();
        if (trimmed.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        var bracketed = IPV6_IN_BRACKETS.matcher(trimmed);
        if (bracketed.matches()) {
            return parseLiteral(IPV6, bracketed.group(1));
        }
        return parseLiteral(IPV4, trimmed).or(() -> parseLiteral(IPV6, trimmed));
    }

    private static Optional<String> parseLiteral(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            // Both patterns let only literals through, which InetAddress reads without a look-up.
            return Optional.of(InetAddress.getByName(matcher.group(1)).getHostAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
