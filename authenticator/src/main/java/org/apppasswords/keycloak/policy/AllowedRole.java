package org.apppasswords.keycloak.policy;

import java.util.Optional;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The role that a user must have to use a service, as an administrator has set it in the client: a realm role or, as
 * {@code client.role}, a client role. Users also have the roles of their groups and of composite roles.
 */
public final class AllowedRole {

    /** Client attribute with the name of the role. Without it, every user may use the service. */
    public static final String ATTRIBUTE = "app-passwords.allowed-role";

    private static final ExtensionLog LOG = ExtensionLog.of(AllowedRole.class);

    private AllowedRole() {}

    /** Returns whether users need a role for the service. */
    public static boolean isRequiredBy(ClientModel service) {
        return nameIn(service).isPresent();
    }

    /** Returns whether the service is for this user. A role that does not exist admits no user. */
    static boolean admits(ClientModel service, UserModel user) {
        Optional<String> name = nameIn(service);
        if (name.isEmpty()) {
            return true;
        }
        Optional<RoleModel> role = find(service, name.get());
        if (role.isEmpty()) {
            LOG.warnOnce("realm %s, service %s", service.getRealm().getName(), words(service, name.get()));
        }
        return role.filter(user::hasRole).isPresent();
    }

    /** Returns a warning for an administrator if no user can use the service; empty if the role exists. */
    public static Optional<String> violation(ClientModel service) {
        return nameIn(service).filter(name -> find(service, name).isEmpty()).map(name -> words(service, name));
    }

    private static String words(ClientModel service, String name) {
        return service.getClientId() + ": no user can use it, because the role '" + name + "' in its attribute "
                + ATTRIBUTE + " does not exist.";
    }

    private static Optional<String> nameIn(ClientModel service) {
        return Optional.ofNullable(service.getAttribute(ATTRIBUTE))
                .map(String::strip)
                .filter(name -> !name.isEmpty());
    }

    // The same reading of the name as in Keycloak's own settings.
    // Newer versions deprecate this method, and Keycloak 26.4 lacks the one that replaces it.
    @SuppressWarnings("removal")
    private static Optional<RoleModel> find(ClientModel service, String name) {
        return Optional.ofNullable(KeycloakModelUtils.getRoleFromString(service.getRealm(), name));
    }
}
