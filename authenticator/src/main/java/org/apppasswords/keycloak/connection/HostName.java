package org.apppasswords.keycloak.connection;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The syntax of host names. Does not check whether the host exists. */
final class HostName {

    private static final int MAX_LENGTH = 253;
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern DOMAIN = Pattern.compile("(" + LABEL + "\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private HostName() {}

    /** Returns the host in lower case and ASCII (RFC 5891); empty if it is invalid (RFC 1123, section 2.1). */
    static Optional<String> parse(String text) {
        return ascii(text).filter(host -> NAME.matcher(host).matches());
    }

    /** Returns the domain in lower case and ASCII; empty if it is not valid in an e-mail address. */
    static Optional<String> parseDomain(String text) {
        return ascii(text).filter(domain -> DOMAIN.matcher(domain).matches());
    }

    private static Optional<String> ascii(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(IDN.toASCII(text).toLowerCase(Locale.ROOT)).filter(host -> host.length() <= MAX_LENGTH);
        } catch (IllegalArgumentException invalid) {
            return Optional.empty();
        }
    }
}
