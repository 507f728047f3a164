package org.apppasswords.keycloak.error;

import java.util.Locale;

/** The reasons to reject a request. */
public enum ErrorCode {
    /** A field, a parameter or the whole body is not valid. */
    INVALID_REQUEST,
    /** The body of the request has another media type. */
    MEDIA_TYPE_UNSUPPORTED("invalid_request"),
    /** The name is empty. */
    NAME_MISSING("invalid_request"),
    /** The name is longer than the maximum. */
    NAME_TOO_LONG("invalid_request"),
    /** The name contains invisible characters. */
    NAME_CHARACTERS("invalid_request"),
    /** The database cannot store a character of the name. */
    NAME_NOT_STORABLE,
    /** A client is not a service of the realm, or not one that the user may use. */
    SERVICE_UNKNOWN("invalid_request"),
    /** The policy does not allow the lifetime. */
    LIFETIME_NOT_ALLOWED("invalid_request"),
    /** A network is neither an address nor in CIDR notation. */
    NETWORKS_INVALID("invalid_request"),
    /** The app password would have more networks than the maximum. */
    NETWORKS_TOO_MANY("invalid_request"),
    /** The cursor was not issued for this realm. */
    CURSOR_UNKNOWN("invalid_request"),
    /** The request needs another access token. */
    INVALID_TOKEN,
    /** The credentials that a program sent to a proxy or a bridge are missing or wrong. */
    INVALID_CREDENTIALS,
    /** The caller is known, but lacks the permission. */
    ACCESS_DENIED,
    /** The user is not a device account. */
    NOT_A_DEVICE,
    /** Users can write the mark of device accounts, so it does not count. */
    DEVICE_MARK_EDITABLE,
    /** The requested object does not exist, or the caller may not know that it exists. */
    NOT_FOUND,
    /** Another app password of the user has this name; case is ignored. */
    NAME_TAKEN,
    /** An earlier request with the same idempotency key created an app password, which was shown once. */
    ALREADY_CREATED,
    /** Too many requests for the same user are in progress, or one of them takes too long. A retry helps. */
    BUSY("temporarily_unavailable"),
    /** The request has more lines than one import may have. */
    TOO_MANY_LINES,
    /** An unexpected failure, which is in the server's log. */
    SERVER_ERROR,

    /** The realm does not let users create app passwords. */
    DISABLED(true),
    /** The user may not use any service of the realm. */
    NO_SERVICE(true),
    /** An administrator is signed in as the user. */
    IMPERSONATED("access_denied", true),
    /** The sign-in is too old. */
    REAUTHENTICATION_REQUIRED("insufficient_user_authentication", true),
    /** The identity provider did not report when the user authenticated there. Signing in there again does not help. */
    SIGN_IN_TIME_UNKNOWN(true),
    /** The policy requires a second factor, and the user does not have one. */
    SECOND_FACTOR_REQUIRED(true),
    /** The user has a second factor, but did not use it in this sign-in. */
    SECOND_FACTOR_NOT_USED("insufficient_user_authentication", true),
    /** The user has as many app passwords as the policy allows. */
    LIMIT_REACHED(true);

    private final String error;
    private final boolean blocksCreation;

    ErrorCode() {
        this(false);
    }

    ErrorCode(String error) {
        this(error, false);
    }

    ErrorCode(boolean blocksCreation) {
        this.error = reason();
        this.blocksCreation = blocksCreation;
    }

    ErrorCode(String error, boolean blocksCreation) {
        this.error = error;
        this.blocksCreation = blocksCreation;
    }

    /** The field {@code error} of a response (RFC 6749, section 5.2); several codes can share a value. */
    public String error() {
        return error;
    }

    /** The code in lower case, which names a reason in {@code policy.reason} and in message keys. */
    public String reason() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns whether the code explains why a user cannot create an app password now, whatever the request contains.
     */
    public boolean blocksCreation() {
        return blocksCreation;
    }
}
