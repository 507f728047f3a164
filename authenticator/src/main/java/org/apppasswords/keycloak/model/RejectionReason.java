package org.apppasswords.keycloak.model;

import java.util.Locale;

/**
 * The reasons to reject a sign-in by app password. Only the event log shows the reason. The response to the program is
 * the same for all reasons except {@link #NOT_APP_PASSWORD}, {@link #CLIENT_NOT_ELIGIBLE} and {@link
 * #FLOW_NOT_SUPPORTED}, which do not depend on the user, and the {@linkplain #isTemporary() temporary} ones.
 */
public enum RejectionReason {
    /** HTTP Basic: the credentials are missing or malformed. */
    NO_CREDENTIALS,
    /** The password does not have the format of an app password. */
    NOT_APP_PASSWORD,
    /** The user does not exist. */
    USER_NOT_FOUND,
    /** The e-mail address belongs to more than one user. */
    USER_AMBIGUOUS,
    /** The directory of the user does not respond. The response reports this, so that programs try again. */
    USER_UNAVAILABLE,
    /** The user is a service account. */
    SERVICE_ACCOUNT,
    /** The user is disabled. */
    USER_DISABLED,
    /** None of the user's app passwords matches. */
    NO_MATCH,
    /** The app password matches, but its lifetime is over. */
    EXPIRED,
    /** The app password is for every service, and its lifetime is over at this one. */
    SERVICE_EXPIRED,
    /** The app password matches, but has expired because it was not used for too long. */
    UNUSED_EXPIRED,
    /** The app password matches, but is limited to other services. */
    SERVICE_NOT_ALLOWED,
    /** The password matches, but the user does not have the role that the service requires. */
    ROLE_MISSING,
    /** The app password matches, but may not be used from this address, or the address is unknown. */
    NETWORK_NOT_ALLOWED,
    /** The app password matches, but its stored data is damaged or of a newer version. */
    UNREADABLE,
    /**
     * The app password matches, but belongs to another person who had the user name before, in a directory without
     * import.
     */
    OWNER_CHANGED,
    /** HTTP Basic: the app password matches, but Keycloak requires an action of the user in a browser. */
    REQUIRED_ACTION,
    /** HTTP Basic: the client requires consent, which users give in a browser. */
    CONSENT_REQUIRED,
    /** HTTP Basic: the request has the cookies of a browser in which a user is signed in. */
    SESSION_EXISTS,
    /** HTTP Basic: Keycloak would store the session. No supported version does so in these flows. */
    SESSION_NOT_TRANSIENT,
    /** The step does not support this kind of flow, such as a direct-grant step in a browser flow. */
    FLOW_NOT_SUPPORTED,
    /** {@code verify}: no step of the flow has checked the credentials, for example because a condition leaves all of them out. */
    NO_STEP,
    /** Too many imported hashes are being computed. The response reports this, so that programs try again. */
    BUSY,
    /**
     * The client may not use app passwords: it is public, always requests offline access, or would get a token that is
     * not restricted to it.
     */
    CLIENT_NOT_ELIGIBLE;

    /** Returns whether another attempt can succeed, because the password was not checked. */
    public boolean isTemporary() {
        return this == USER_UNAVAILABLE || this == BUSY;
    }

    /** Returns the reason as written in the event log. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
