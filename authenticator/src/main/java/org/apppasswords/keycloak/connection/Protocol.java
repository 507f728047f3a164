package org.apppasswords.keycloak.connection;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** A protocol that the programs of users speak. */
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

    /** As it is written in attributes and in JSON: {@code imap}. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The port that IANA has registered; empty where the protocol does not know this kind of security. */
    Optional<Integer> usualPort(Security security) {
        return switch (security) {
            case TLS -> Optional.of(tls);
            case STARTTLS -> startTls ? Optional.of(plain) : Optional.empty();
            case NONE -> Optional.of(plain);
        };
    }
}
