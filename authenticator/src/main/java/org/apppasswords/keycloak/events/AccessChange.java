package org.apppasswords.keycloak.events;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;

/**
 * A change by an administrator through which users may lose a role that a service requires.
 *
 * @param userId the only user whose roles have changed; empty if it may be any user of the realm
 */
record AccessChange(Optional<String> userId) {

    private static final Set<ResourceType> OF_ONE_USER_OR_GROUP =
            Set.of(ResourceType.REALM_ROLE_MAPPING, ResourceType.CLIENT_ROLE_MAPPING, ResourceType.GROUP_MEMBERSHIP);

    /**
     * What else a user can get a role through, and the client whose attribute names the role. Names, because older versions
     * lack some: the groups of organizations have roles too.
     */
    private static final Set<String> OF_MANY_USERS = Set.of(
            "REALM_ROLE",
            "CLIENT_ROLE",
            "GROUP",
            "CLIENT",
            "REALM",
            "ORGANIZATION",
            "ORGANIZATION_MEMBERSHIP",
            "ORGANIZATION_GROUP",
            "ORGANIZATION_GROUP_MEMBERSHIP");

    // The ID of a federated user may contain slashes.
    private static final Pattern OF_USER =
            Pattern.compile("users/(.+)/(?:role-mappings/realm|role-mappings/clients/[^/]+|groups/[^/]+)");

    /** Returns the change that the event reports; empty for other events. */
    static Optional<AccessChange> of(AdminEvent event) {
        ResourceType type = event.getResourceType();
        if (type == null || event.getOperationType() == OperationType.CREATE) {
            return Optional.empty();
        }
        if (OF_ONE_USER_OR_GROUP.contains(type)) {
            return Optional.of(new AccessChange(userOf(event)));
        }
        return OF_MANY_USERS.contains(type.name()) ? Optional.of(new AccessChange(Optional.empty())) : Optional.empty();
    }

    private static Optional<String> userOf(AdminEvent event) {
        return Optional.ofNullable(event.getResourcePath())
                .map(OF_USER::matcher)
                .filter(Matcher::matches)
                .map(path -> path.group(1));
    }
}
