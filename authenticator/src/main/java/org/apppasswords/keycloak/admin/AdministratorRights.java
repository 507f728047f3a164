package org.apppasswords.keycloak.admin;

import org.apppasswords.keycloak.service.UserRights;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Keycloak's own permissions, fine-grained ones with them. */
record AdministratorRights(AdminPermissionEvaluator auth) implements UserRights {

    // By role only: a fine-grained permission for all users can have exceptions.
    @Override
    public boolean seesEverybody() {
        return auth.hasOneAdminRole(AdminRoles.VIEW_USERS, AdminRoles.MANAGE_USERS);
    }

    @Override
    public boolean mayView(UserModel user) {
        return auth.users().canView(user);
    }

    @Override
    public boolean mayManage(UserModel user) {
        return auth.users().canManage(user);
    }
}
