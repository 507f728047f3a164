package org.apppasswords.keycloak.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.directory.GroupMembers.Members;
import org.apppasswords.keycloak.error.ApiError;
import org.keycloak.models.GroupModel;

/** Answers requests for groups. */
final class GroupsAnswer {

    private static final List<String> LOOKUPS =
            List.of(DirectoryParameters.ID, DirectoryParameters.NAME, DirectoryParameters.USER);

    private static final Set<String> WITH_LOOKUP = Set.of(
            DirectoryParameters.MEMBERS,
            DirectoryParameters.MEMBERS_CURSOR,
            DirectoryParameters.MAX,
            DirectoryParameters.CURSOR);

    private static final Set<String> PARAMETERS = Set.of(
            DirectoryParameters.ID,
            DirectoryParameters.NAME,
            DirectoryParameters.USER,
            DirectoryParameters.SEARCH,
            DirectoryParameters.MEMBERS,
            DirectoryParameters.MEMBERS_CURSOR,
            DirectoryParameters.MAX,
            DirectoryParameters.CURSOR);

    private final DirectoryCall call;
    private final StoredGroups stored;
    private final GroupTree tree;
    private final GroupNames names;
    private final Memberships memberships;

    GroupsAnswer(DirectoryCall call) {
        this.call = call;
        this.stored = new StoredGroups(call.session(), call.realm());
        this.tree = new GroupTree(call.session(), call.realm());
        this.names = new GroupNames(call.session(), call.realm());
        this.memberships = new Memberships(call.session(), call.realm());
    }

    /** @param next cursor of the next page; {@code null} on the last one */
    @JsonInclude(Include.NON_NULL)
    record Groups(List<GroupJson> groups, String next) {}

    /**
     * The groups of a page.
     *
     * @param next ID of the group after which the next page starts; empty on the last page
     */
    private record Page(List<String> ids, Optional<String> next) {

        static Page of(Optional<GroupModel> group) {
            return new Page(group.map(GroupModel::getId).stream().toList(), Optional.empty());
        }

        static Page of(List<String> oneMoreThanMax, int max) {
            return oneMoreThanMax.size() <= max
                    ? new Page(oneMoreThanMax, Optional.empty())
                    : new Page(oneMoreThanMax.subList(0, max), Optional.of(oneMoreThanMax.get(max - 1)));
        }
    }

    /** @throws ApiError if the parameters are invalid, or the client may not ask this */
    Groups to(MultivaluedMap<String, String> query) {
        DirectoryParameters parameters = new DirectoryParameters(query, PARAMETERS);
        call.requireGroups();
        Optional<String> lookup = parameters.lookup(LOOKUPS, WITH_LOOKUP);
        boolean withMembers = parameters.flag(DirectoryParameters.MEMBERS);
        if (withMembers && lookup.equals(Optional.of(DirectoryParameters.USER))) {
            throw ApiError.invalidRequest(DirectoryParameters.MEMBERS + ": must not be combined with user");
        }
        if (lookup.isPresent() && !withMembers && !parameters.has(DirectoryParameters.MEMBERS_CURSOR)) {
            return page(lookup, false, parameters);
        }
        call.requireList();
        return call.list(() -> parameters.has(DirectoryParameters.MEMBERS_CURSOR)
                ? furtherMembers(lookup, withMembers, parameters)
                : page(lookup, withMembers, parameters));
    }

    private Groups page(Optional<String> lookup, boolean withMembers, DirectoryParameters parameters) {
        int max = parameters.max();
        String value = lookup.map(parameters::required).orElse("");
        Optional<String> search = parameters.optional(DirectoryParameters.SEARCH);
        String scan = "groups\n" + lookup.orElse("") + "\n" + value + "\n" + search.orElse("");
        String last = call.open(DirectoryParameters.CURSOR, scan, parameters.cursor(DirectoryParameters.CURSOR))
                .orElse("");
        Page page = switch (lookup.orElse("")) {
            case DirectoryParameters.ID -> Page.of(tree.group(value));
            case DirectoryParameters.NAME -> Page.of(names.find(value).map(GroupPath::group));
            case DirectoryParameters.USER -> Page.of(groupsOf(value, last), max);
            default -> Page.of(stored.after(last, search, max + 1), max);
        };
        Map<String, Optional<Members>> members = withMembers ? members(page) : without(page);
        // The work limit may not suffice for the members of all groups.
        Optional<String> next = members.size() < page.ids().size()
                ? members.keySet().stream().reduce((one, other) -> other)
                : page.next();
        return new Groups(
                json(members), next.map(position -> call.seal(scan, position)).orElse(null));
    }

    private Groups furtherMembers(Optional<String> lookup, boolean withMembers, DirectoryParameters parameters) {
        if (!withMembers || !lookup.equals(Optional.of(DirectoryParameters.ID))) {
            throw ApiError.invalidRequest(DirectoryParameters.MEMBERS_CURSOR + ": requires id and members=true");
        }
        String id = parameters.required(DirectoryParameters.ID);
        String last = call.open(
                DirectoryParameters.MEMBERS_CURSOR,
                membersScan(id),
                parameters.cursor(DirectoryParameters.MEMBERS_CURSOR).orElse(""));
        return new Groups(
                tree.group(id)
                        .map(group -> json(Map.of(id, Optional.of(new GroupMembers(call, memberships).of(id, last)))))
                        .orElse(List.of()),
                null);
    }

    private Map<String, Optional<Members>> members(Page page) {
        Map<String, Optional<Members>> members = new LinkedHashMap<>();
        new GroupMembers(call, memberships).of(page.ids()).forEach((id, found) -> members.put(id, Optional.of(found)));
        return members;
    }

    private static Map<String, Optional<Members>> without(Page page) {
        Map<String, Optional<Members>> members = new LinkedHashMap<>();
        page.ids().forEach(id -> members.put(id, Optional.empty()));
        return members;
    }

    private List<String> groupsOf(String userId, String last) {
        return new UserLookups(call)
                .byId(userId)
                .map(user -> memberships.allOf(user).stream()
                        .filter(id -> id.compareTo(last) > 0)
                        .sorted()
                        .toList())
                .orElse(List.of());
    }

    private List<GroupJson> json(Map<String, Optional<Members>> groups) {
        List<GroupPath> paths = groups.keySet().stream()
                .map(call.realm()::getGroupById)
                // Deleted meanwhile.
                .filter(Objects::nonNull)
                .map(group -> GroupPath.of(call.realm(), group))
                .toList();
        Map<String, String> uniqueNames = names.of(paths);
        Map<String, List<String>> children = stored.children(groups.keySet());
        List<GroupJson> json = new ArrayList<>();
        for (GroupPath path : paths) {
            String id = path.group().getId();
            Optional<Members> members = groups.get(id);
            json.add(new GroupJson(
                    id,
                    uniqueNames.get(id),
                    path.asKeycloak(),
                    path.group().getParentId(),
                    children.get(id),
                    members.map(Members::ids).orElse(null),
                    members.flatMap(Members::next)
                            .map(next -> call.seal(membersScan(id), next))
                            .orElse(null)));
        }
        return json;
    }

    private static String membersScan(String groupId) {
        return "members\n" + groupId;
    }
}
