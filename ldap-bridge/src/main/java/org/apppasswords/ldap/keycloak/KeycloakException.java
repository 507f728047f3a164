package org.apppasswords.ldap.keycloak;

/** Keycloak did not answer, or its answer cannot be used. Never means "wrong password" or "no such user". */
public final class KeycloakException extends Exception {

    private static final long serialVersionUID = 1;

    /** Why there is no answer. */
    public enum Reason {
        /** No connection, or it broke. */
        UNREACHABLE,
        /** No complete answer within the time limit. */
        TIMEOUT,
        /** Keycloak, or this program's own limit of concurrent requests, asks to retry later. */
        BUSY,
        /** An answer that is not what the API promises, for example the error page of a proxy. */
        INVALID_ANSWER,
        /** Keycloak rejects the client: the administrator must change a setting. */
        MISCONFIGURED,
        /** Keycloak does not allow the client this look-up. */
        FORBIDDEN,
        /** Keycloak does not allow the client to list users or groups; it may still look up single ones. */
        LIST_NOT_ALLOWED
    }

    private final Reason reason;

    KeycloakException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    KeycloakException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
