package org.apppasswords.keycloak.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which changes of the account password revoke all app passwords of the user. */
public enum PasswordChange {
    /** None. */
    NEVER,
    /** Changes without the old password: by an administrator, or by the user with a link in an e-mail. */
    RESET,
    /** All changes that Keycloak sees. */
    ANY;

    static List<String> codes() {
        return Arrays.stream(values()).map(PasswordChange::code).toList();
    }

    static PasswordChange ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns whether a change revokes the user's app passwords.
     *
     * @param reset whether the change was made without the old password
     */
    public boolean covers(boolean reset) {
        return this == ANY || (this == RESET && reset);
    }
}
