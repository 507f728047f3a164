package org.apppasswords.keycloak.connection;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The encryption of a connection. */
public enum Security {
    /** Encrypted from the first byte. */
    TLS,
    /** Encrypted after a command of the protocol. */
    STARTTLS,
    /** Not encrypted: for programs on the same machine, and for trying things out. */
    NONE;

    /** Returns the name in attributes and JSON: {@code starttls}. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the value with this code. */
    static Optional<Security> of(String code) {
        return Arrays.stream(values())
                .filter(security -> security.code().equals(code))
                .findFirst();
    }
}
