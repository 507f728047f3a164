package org.apppasswords.keycloak.inventory;

import org.keycloak.models.UserModel;

/** An administrator's rights for users. */
public interface UserRights {

    /** Returns whether the administrator may view all users. */
    boolean mayViewAll();

    /** Returns whether the administrator may view this user. */
    boolean mayView(UserModel user);

    /** Returns whether the administrator may revoke this user's app passwords. */
    boolean mayRevoke(UserModel user);
}
