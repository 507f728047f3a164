package org.apppasswords.keycloak.directory;

import java.util.stream.Stream;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.models.utils.UserModelDelegate;

/**
 * A user whose groups and roles were read together with those of others, for the mappers that write groups into claims,
 * and for the role that the service requires.
 */
final class UserWithGroups extends UserModelDelegate {

    private final Memberships memberships;
    private final DirectRoles roles;

    UserWithGroups(UserModel user, Memberships memberships, DirectRoles roles) {
        super(user);
        this.memberships = memberships;
        this.roles = roles;
    }

    @Override
    public Stream<GroupModel> getGroupsStream() {
        return memberships.of(delegate);
    }

    @Override
    public boolean hasRole(RoleModel role) {
        return RoleUtils.hasRole(roles.of(delegate), role) || RoleUtils.hasRoleFromGroup(getGroupsStream(), role, true);
    }
}
