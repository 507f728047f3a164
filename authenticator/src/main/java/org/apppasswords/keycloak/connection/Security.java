package org.apppasswords.keycloak.connection;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a connection is encrypted. */
public enum Security {
    /** From the first byte. */
    TLS,
    /** After a command of the protocol. */
    STARTTLS,
    /** Not at all: for programs on the same machine, and for trying out. */
    NONE;

    /** As it is written in attributes and in JSON: {@code starttls}. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one with this code. */
    static Optional<Security> of(String code) {
        return Arrays.stream(values())
                .filter(security -> security.code().equals(code))
                .findFirst();
    }
}
