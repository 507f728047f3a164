package org.apppasswords.keycloak.model;

import java.util.Locale;

/**
 * Why a sign-in with an app password was rejected. Only the event log shows the reason: the answer to the program is
 * the same for all but {@link #NOT_APP_PASSWORD}, {@link #CLIENT_NOT_ELIGIBLE} and {@link #FLOW_NOT_SUPPORTED}, which
 * do not depend on the user, and the {@linkplain #isTemporary() temporary} ones.
 */
public enum RejectionReason {
    /** HTTP Basic: no credentials were sent, or none that can be read. */
    NO_CREDENTIALS,
    /** What was sent has not the shape of an app password. */
    NOT_APP_PASSWORD,
    /** No such user. */
    USER_NOT_FOUND,
    /** The e-mail address belongs to more than one user. */
    USER_AMBIGUOUS,
    /** The directory that would know the user does not answer. The answer tells, so that programs try again. */
    USER_UNAVAILABLE,
    /** The user is a service account. */
    SERVICE_ACCOUNT,
    /** The user is disabled. */
    USER_DISABLED,
    /** None of the user's app passwords matches. */
    NO_MATCH,
    /** It matches, but its lifetime is over. */
    EXPIRED,
    /** It matches, but has ended because it was not used for too long. */
    UNUSED_EXPIRED,
    /** It matches, but is limited to other services. */
    SERVICE_NOT_ALLOWED,
    /** It matches, but its stored data cannot be read, or is of a newer version. */
    UNREADABLE,
    /** It matches, but belongs to another person who had the user name before, in a directory that is not imported. */
    OWNER_CHANGED,
    /** HTTP Basic: it matches, but Keycloak waits for the user to do something in a browser. */
    REQUIRED_ACTION,
    /** HTTP Basic: the client asks users for consent, which takes a browser. */
    CONSENT_REQUIRED,
    /** HTTP Basic: the request has the cookies of a browser in which a user is signed in. */
    SESSION_EXISTS,
    /** HTTP Basic: Keycloak would store the session. No supported version does so in these flows. */
    SESSION_NOT_TRANSIENT,
    /** The step runs in a kind of flow that it does not work in, such as a direct-grant step in a browser flow. */
    FLOW_NOT_SUPPORTED,
    /** Too many hashes of other systems were being checked to find out. The answer tells, so that programs try again. */
    BUSY,
    /**
     * The client may not use app passwords at all: it is public, always asks for offline access, or would get a token that
     * is not restricted to it.
     */
    CLIENT_NOT_ELIGIBLE;

    /** Whether another attempt can succeed: nobody knows yet whether the password is right. */
    public boolean isTemporary() {
        return this == USER_UNAVAILABLE || this == BUSY;
    }

    /** The reason as it stands in the event log. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
