package org.apppasswords.keycloak.directory;

import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.federation.StoredUserProvider;
import org.apppasswords.keycloak.policy.AllowedRole;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;

/**
 * Turns stored users into Keycloak's users, with the checks that Keycloak makes for each: whether the user's
 * organization is enabled, and whether the user's directory still has the user.
 *
 * <p>Users who are only stored are read past the user cache: a walk over 100,000 users would displace the users who
 * sign in. Users of a directory come through the cache, because each one outside it costs a query to the directory.
 */
final class UserLoader {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserProvider uncached;
    private final Memberships memberships;
    private final DirectRoles roles;
    private final boolean roleRequired;

    UserLoader(DirectoryCall call, Memberships memberships) {
        this.session = call.session();
        this.realm = call.realm();
        this.roles = new DirectRoles(session, realm);
        this.roleRequired = AllowedRole.isRequiredBy(call.client());
        this.uncached = StoredUserProvider.of(session);
        this.memberships = memberships;
    }

    /** Prepares {@link #load} for these users. */
    void prefetch(List<StoredUser> users) {
        List<String> ids =
                users.stream().filter(StoredUser::isLocal).map(StoredUser::id).toList();
        memberships.prefetch(ids);
        if (roleRequired) {
            roles.prefetch(ids);
        }
    }

    /** Prepares the same for users of whom only the visibility matters. */
    void prefetchAccess(List<StoredUser> users) {
        prefetch(roleRequired ? users : List.of());
    }

    /** Returns the user; empty if the user does not exist any more. */
    Optional<UserModel> load(StoredUser user) {
        return user.isLocal()
                ? Optional.ofNullable(uncached.getUserById(realm, user.id()))
                        .map(found -> new UserWithGroups(found, memberships, roles))
                : Optional.ofNullable(session.users().getUserById(realm, user.id()));
    }
}
