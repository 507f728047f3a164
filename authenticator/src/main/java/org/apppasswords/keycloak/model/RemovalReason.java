package org.apppasswords.keycloak.model;

import java.util.Locale;

/** Why the policy removed an app password. */
public enum RemovalReason {
    /** It expired long ago. */
    EXPIRED,
    /** The account password was changed. */
    PASSWORD_CHANGED,
    /** The user's last second factor was removed. */
    SECOND_FACTOR_REMOVED;

    /** Returns the reason as the event log shows it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
