package org.apppasswords.keycloak.model;

import java.util.Locale;

/** Why the policy has removed an app password. */
public enum RemovalReason {
    /** It ended long ago. */
    EXPIRED,
    /** The account password was changed. */
    PASSWORD_CHANGED,
    /** The user's last second factor was removed. */
    SECOND_FACTOR_REMOVED;

    /** The reason as it stands in the event log. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
