package org.apppasswords.keycloak.directory;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** The roles that users have directly. Reads those of many stored users with one query. */
final class DirectRoles {

    private static final String ROLES_OF_USERS =
            "select m.user.id, m.roleId from UserRoleMappingEntity m where m.user.id in :userIds";

    private final EntityManager entities;
    private final RealmModel realm;
    private final Map<String, List<String>> direct = new HashMap<>();

    DirectRoles(KeycloakSession session, RealmModel realm) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /** Reads the roles of these stored users. */
    void prefetch(Collection<String> userIds) {
        userIds.forEach(id -> direct.put(id, new ArrayList<>()));
        if (!userIds.isEmpty()) {
            entities.createQuery(ROLES_OF_USERS, Object[].class)
                    .setParameter("userIds", userIds)
                    .getResultStream()
                    .forEach(row -> direct.get((String) row[0]).add((String) row[1]));
        }
    }

    /** Returns the user's roles; without a query if they were prefetched. */
    Stream<RoleModel> of(UserModel user) {
        List<String> ids = direct.get(user.getId());
        return ids == null
                ? user.getRoleMappingsStream()
                : ids.stream().map(realm::getRoleById).filter(Objects::nonNull);
    }
}
