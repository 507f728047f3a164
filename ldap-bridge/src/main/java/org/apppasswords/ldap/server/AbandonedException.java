package org.apppasswords.ldap.server;

import java.io.Serial;

/** The program has abandoned the operation, so that there is no answer: RFC 4511, section 4.11. */
final class AbandonedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    AbandonedException() {
        super("abandoned", null, false, false);
    }
}
