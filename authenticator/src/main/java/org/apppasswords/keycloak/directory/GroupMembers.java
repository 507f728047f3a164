package org.apppasswords.keycloak.directory;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apppasswords.keycloak.paging.ScanBudget;
import org.keycloak.connections.jpa.JpaConnectionProvider;

/** The visible direct members of groups, sorted by ID. Reads those of many groups with one query. */
final class GroupMembers {

    /** Members that one request reads. */
    private static final int MAX = 1000;

    // Ordered by the columns of the table of memberships, whose primary key they are.
    private static final String MEMBERS =
            "select m.groupId, " + StoredUser.COLUMNS + " from UserGroupMembershipEntity m join m.user u"
                    + " where m.groupId in :groupIds"
                    + " and u.realmId = :realmId and u.enabled = true and u.serviceAccountClientLink is null";

    private final DirectoryCall call;
    private final UserLoader loader;
    private final ScanBudget budget = new ScanBudget();

    GroupMembers(DirectoryCall call, Memberships memberships) {
        this.call = call;
        this.loader = new UserLoader(call, memberships);
    }

    /**
     * Members of one group.
     *
     * @param ids user IDs
     * @param next ID of the user after whom the next part starts; empty if these are the last members
     */
    record Members(List<String> ids, Optional<String> next) {

        private static Members none() {
            return new Members(new ArrayList<>(), Optional.empty());
        }
    }

    /**
     * Returns the members of these groups by group ID.
     *
     * @param groupIds sorted as the database sorts them
     * @return without the groups for which the work limit did not suffice; the last group in it may be incomplete
     */
    Map<String, Members> of(List<String> groupIds) {
        return read(groupIds, "");
    }

    /** Returns the next members of one group. */
    Members of(String groupId, String last) {
        return read(List.of(groupId), last).get(groupId);
    }

    private Map<String, Members> read(List<String> groupIds, String last) {
        Map<String, Members> members = new LinkedHashMap<>();
        groupIds.forEach(id -> members.put(id, Members.none()));
        // One more than read, to know whether these are the last ones.
        List<Object[]> rows =
                groupIds.isEmpty() ? List.of() : query(groupIds, last).getResultList();
        int end = Math.min(rows.size(), MAX);
        loader.prefetchAccess(rows.stream()
                .limit(end)
                .map(row -> StoredUser.of(row, 1))
                .distinct()
                .toList());
        for (int index = 0; index < end; index++) {
            String group = (String) rows.get(index)[0];
            StoredUser user = StoredUser.of(rows.get(index), 1);
            budget.count();
            loader.load(user)
                    .filter(call::isVisible)
                    .ifPresent(found -> members.get(group).ids().add(found.getId()));
            if (index + 1 < rows.size() && (index + 1 == end || budget.isSpent())) {
                members.put(group, new Members(members.get(group).ids(), Optional.of(user.id())));
                // Not read any more.
                groupIds.subList(groupIds.indexOf(group) + 1, groupIds.size()).forEach(members::remove);
                return members;
            }
        }
        return members;
    }

    private TypedQuery<Object[]> query(List<String> groupIds, String last) {
        String text = MEMBERS + (last.isEmpty() ? "" : " and m.user.id > :last") + " order by m.groupId, m.user.id";
        EntityManager entities =
                call.session().getProvider(JpaConnectionProvider.class).getEntityManager();
        TypedQuery<Object[]> query = entities.createQuery(text, Object[].class)
                .setParameter("groupIds", groupIds)
                .setParameter("realmId", call.realm().getId())
                .setMaxResults(MAX + 1);
        if (!last.isEmpty()) {
            query.setParameter("last", last);
        }
        return query;
    }
}
