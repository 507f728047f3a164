package org.apppasswords.ldap.server;

import java.io.IOException;

/** The requests of all connections together take too much memory, so that this connection has to end. */
final class RequestMemoryException extends IOException {

    private static final long serialVersionUID = 1;

    RequestMemoryException() {
        super("The requests of all connections together take too much memory.");
    }
}
