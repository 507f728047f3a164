package org.apppasswords.keycloak.policy;

import org.keycloak.models.ClientModel;
import org.keycloak.util.TokenUtil;

/**
 * The client scope that lets an application other than the account console call the account API. Keycloak gives every
 * client with default settings a token with that API's audience and roles, so these do not identify the application.
 */
public final class AccountApiScope {

    /** Name of the client scope, and the value in the token's {@code scope}. */
    public static final String NAME = "app-passwords";

    private AccountApiScope() {}

    /**
     * Returns whether a token with this {@code scope} was granted the client scope, and its client still has it. A
     * value from a mapper does not count, nor does a scope that an administrator has removed since.
     *
     * @param scopeClaim values separated by spaces; may be {@code null}
     */
    public static boolean isGranted(ClientModel client, String scopeClaim) {
        return TokenUtil.hasScope(scopeClaim, NAME) && isAssignedTo(client);
    }

    /** Returns whether the client has the scope, by default or on request. */
    public static boolean isAssignedTo(ClientModel client) {
        return client.getClientScopes(true).containsKey(NAME)
                || client.getClientScopes(false).containsKey(NAME);
    }
}
