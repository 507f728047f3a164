package org.apppasswords.ldap.server;

/** What arrived cannot be a message, so that the connection has to end: RFC 4511, section 4.1.1. */
final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1;

    MalformedMessageException(String message) {
        super(message, null, false, false);
    }
}
