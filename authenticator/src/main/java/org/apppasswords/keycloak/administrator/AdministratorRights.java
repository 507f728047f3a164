package org.apppasswords.keycloak.administrator;

import org.apppasswords.keycloak.inventory.UserRights;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;
import org.keycloak.services.resources.admin.fgap.UserPermissionEvaluator;

/** Keycloak's permissions, including fine-grained ones. */
public record AdministratorRights(AdminPermissionEvaluator auth) implements UserRights {

    // By role only, because a fine-grained permission for all users can have exceptions.
    @Override
    public boolean mayViewAll() {
        return auth.hasOneAdminRole(AdminRoles.VIEW_USERS, AdminRoles.MANAGE_USERS);
    }

    @Override
    public boolean mayView(UserModel user) {
        return auth.users().canView(user);
    }

    @Override
    public boolean mayRevoke(UserModel user) {
        return mayChangeCredentials(auth.users(), user);
    }

    /**
     * Returns whether an administrator may change a user's credentials. Since 26.8.1, Keycloak itself requires both
     * permissions to delete a credential: a denied {@code reset-password} also protects the credentials of a user whom
     * the administrator may manage otherwise.
     */
    public static boolean mayChangeCredentials(UserPermissionEvaluator users, UserModel user) {
        return users.canManage(user) && users.canResetPassword(user);
    }
}
