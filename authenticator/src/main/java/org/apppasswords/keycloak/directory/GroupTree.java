package org.apppasswords.keycloak.directory;

import jakarta.persistence.EntityManager;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.federation.ReadableId;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The tree of a realm's groups. */
final class GroupTree {

    /** More parameters are not accepted by every database in one query. */
    private static final int MAX_BELOW = 2000;

    private static final String CHILDREN =
            "select g.id from GroupEntity g where g.realm = :realmId and g.type = 0" + " and g.parentId in :parentIds";

    private final EntityManager entities;
    private final RealmModel realm;

    GroupTree(KeycloakSession session, RealmModel realm) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /** Returns the group with this ID; empty if the realm does not have it, or keeps it for an organization. */
    Optional<GroupModel> group(String id) {
        return ReadableId.of(id).map(realm::getGroupById).filter(group -> group.getType() == GroupModel.Type.REALM);
    }

    /**
     * Returns the IDs of a group and of all groups below it; none if the realm does not have the group.
     *
     * @throws ApiError if there are too many
     */
    Set<String> below(String id) {
        if (group(id).isEmpty()) {
            return Set.of();
        }
        Set<String> found = new HashSet<>(Set.of(id));
        List<String> level = List.of(id);
        while (!level.isEmpty()) {
            level = entities.createQuery(CHILDREN, String.class)
                    .setParameter("realmId", realm.getId())
                    .setParameter("parentIds", level)
                    .setMaxResults(MAX_BELOW)
                    .getResultStream()
                    .filter(found::add)
                    .toList();
            if (found.size() > MAX_BELOW) {
                throw ApiError.invalidRequest("group: must not have more than " + MAX_BELOW + " groups below it");
            }
        }
        return found;
    }
}
