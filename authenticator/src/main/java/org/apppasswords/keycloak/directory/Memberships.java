package org.apppasswords.keycloak.directory;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The groups of users. Reads those of many stored users with one query. One instance serves one request. */
final class Memberships {

    private static final String GROUPS_OF_USERS =
            "select m.user.id, m.groupId from UserGroupMembershipEntity m where m.user.id in :userIds";

    private final EntityManager entities;
    private final RealmModel realm;
    private final Map<String, List<String>> direct = new HashMap<>();

    Memberships(KeycloakSession session, RealmModel realm) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /** Reads the groups of these stored users. */
    void prefetch(Collection<String> userIds) {
        userIds.forEach(id -> direct.put(id, new ArrayList<>()));
        if (!userIds.isEmpty()) {
            entities.createQuery(GROUPS_OF_USERS, Object[].class)
                    .setParameter("userIds", userIds)
                    .getResultStream()
                    .forEach(row -> direct.get((String) row[0]).add((String) row[1]));
        }
    }

    /** Returns the user's groups, sorted by name as Keycloak's own; without a query if they were prefetched. */
    Stream<GroupModel> of(UserModel user) {
        List<String> ids = direct.get(user.getId());
        return ids == null
                ? user.getGroupsStream()
                : ids.stream().map(realm::getGroupById).filter(Objects::nonNull).sorted(GroupModel.COMPARE_BY_NAME);
    }

    /** Returns the IDs of the user's groups and of all their parents. */
    Set<String> allOf(UserModel user) {
        Set<String> ids = new LinkedHashSet<>();
        of(user).filter(group -> group.getType() == GroupModel.Type.REALM).forEach(group -> {
            GroupModel each = group;
            while (each != null && ids.add(each.getId())) {
                each = each.getParentId() == null ? null : realm.getGroupById(each.getParentId());
            }
        });
        return ids;
    }
}
