package org.apppasswords.keycloak.connection;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** A protocol of the users' programs. */
public enum Protocol {
    IMAP(993, 143, true),
    SMTP(465, 587, true),
    CALDAV(443, 80, false),
    LDAP(636, 389, true);

    private final int tls;
    private final int plain;
    private final boolean startTls;

    Protocol(int tls, int plain, boolean startTls) {
        this.tls = tls;
        this.plain = plain;
        this.startTls = startTls;
    }

    /** Returns the name in attributes and JSON: {@code imap}. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the port that IANA has registered; empty if the protocol does not support this kind of security. */
    Optional<Integer> defaultPort(Security security) {
        return switch (security) {
            case TLS -> Optional.of(tls);
            case STARTTLS -> startTls ? Optional.of(plain) : Optional.empty();
            case NONE -> Optional.of(plain);
        };
    }
}
