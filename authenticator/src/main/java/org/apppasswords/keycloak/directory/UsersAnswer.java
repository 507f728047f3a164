package org.apppasswords.keycloak.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import jakarta.persistence.FlushModeType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.userinfo.UserInfoClaims;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/** Answers requests for users. */
final class UsersAnswer {

    private static final List<String> LOOKUPS =
            List.of(DirectoryParameters.USERNAME, DirectoryParameters.EMAIL, DirectoryParameters.ID);

    private static final Set<String> PARAMETERS = Set.of(
            DirectoryParameters.USERNAME,
            DirectoryParameters.EMAIL,
            DirectoryParameters.ID,
            DirectoryParameters.SEARCH,
            DirectoryParameters.GROUP,
            DirectoryParameters.MAX,
            DirectoryParameters.CURSOR);

    private final DirectoryCall call;
    private final Memberships memberships;
    private final UserInfoClaims claims;

    UsersAnswer(DirectoryCall call) {
        this.call = call;
        this.memberships = new Memberships(call.session(), call.realm());
        this.claims = new UserInfoClaims(call.session(), call.client());
    }

    /** @param next cursor of the next page; {@code null} on the last one, and after a look-up */
    @JsonInclude(Include.NON_NULL)
    record Users(List<UserJson> users, String next) {}

    /** @throws ApiError if the parameters are invalid, or the client may not ask this */
    Users to(MultivaluedMap<String, String> query) {
        DirectoryParameters parameters = new DirectoryParameters(query, PARAMETERS);
        Optional<String> lookup = parameters.lookup(LOOKUPS, Set.of());
        return lookup.isPresent() ? lookUp(lookup.get(), parameters.required(lookup.get())) : list(parameters);
    }

    private Users lookUp(String parameter, String value) {
        UserLookups lookups = new UserLookups(call);
        List<UserModel> found = switch (parameter) {
            case DirectoryParameters.USERNAME -> lookups.byUsername(value);
            case DirectoryParameters.EMAIL -> lookups.byEmail(value);
            default -> lookups.byId(value).stream().toList();
        };
        return new Users(json(found), null);
    }

    private Users list(DirectoryParameters parameters) {
        call.requireList();
        int max = parameters.max();
        Optional<String> group = parameters.optional(DirectoryParameters.GROUP);
        if (group.isPresent()) {
            // The members of a group are groups of users.
            call.requireGroups();
        }
        Optional<String> search = parameters.optional(DirectoryParameters.SEARCH);
        UserSelection selection = new UserSelection(
                search.map(text -> SearchTerms.parse(text, call.release().attributes())),
                group.map(id -> new GroupTree(call.session(), call.realm()).below(id)));
        String scan = "users\n" + group.orElse("") + "\n" + search.orElse("");
        UserPosition start = call.open(DirectoryParameters.CURSOR, scan, parameters.cursor(DirectoryParameters.CURSOR))
                .map(UserPosition::read)
                .orElse(UserPosition.START);
        return call.list(() -> {
            if (search.isEmpty()) {
                writeNothingBeforeQueries();
            }
            UserList.Page page = new UserList(call, selection, memberships).page(start, max);
            return new Users(
                    json(page.users()),
                    page.next().map(next -> call.seal(scan, next.write())).orElse(null));
        });
    }

    // Otherwise, Hibernate compares all users that were read with their stored state before each further query. A
    // search may import users of a directory, which queries must see.
    private void writeNothingBeforeQueries() {
        call.session()
                .getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .setFlushMode(FlushModeType.COMMIT);
    }

    private List<UserJson> json(List<UserModel> users) {
        return users.stream().map(this::json).toList();
    }

    private UserJson json(UserModel user) {
        return new UserJson(
                user.getId(),
                user.getUsername(),
                user.isEmailVerified(),
                // For other users of a directory, Keycloak reports the time of the request.
                StorageId.isLocalStorage(user.getId()) ? user.getCreatedTimestamp() : null,
                claims.of(user),
                call.release().groups() ? memberships.allOf(user) : null);
    }
}
