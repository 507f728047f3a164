package org.apppasswords.keycloak.inventory;

import org.keycloak.models.UserModel;

/** What an administrator may do with which users. */
public interface UserRights {

    /** Whether there is no user whom the administrator may not see. */
    boolean seesEverybody();

    /** Whether the administrator may see this user. */
    boolean mayView(UserModel user);

    /** Whether the administrator may revoke this user's app passwords. */
    boolean mayRevoke(UserModel user);
}
