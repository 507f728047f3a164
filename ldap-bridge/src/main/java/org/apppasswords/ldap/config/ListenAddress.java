package org.apppasswords.ldap.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where to listen. Port 0 lets the system choose. */
public record ListenAddress(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^\\[\\]:\\s]+)|):([0-9]{1,5})");

    /** Reads {@code host:port}, {@code [IPv6]:port}, or {@code :port} for all addresses. */
    static Optional<ListenAddress> read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65535) {
            return Optional.empty();
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return Optional.of(new ListenAddress(host == null ? "" : host, Integer.parseInt(matcher.group(3))));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
