package org.apppasswords.keycloak.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which changes of the account password revoke all app passwords of the user. */
public enum PasswordChange {
    /** None. */
    NEVER,
    /** One that somebody made who did not give the old password: an administrator, or the user by a link in an e-mail. */
    RESET,
    /** Every one that Keycloak sees. */
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
     * Whether a change revokes.
     *
     * @param reset whether it was made without the old password
     */
    public boolean covers(boolean reset) {
        return this == ANY || (this == RESET && reset);
    }
}
