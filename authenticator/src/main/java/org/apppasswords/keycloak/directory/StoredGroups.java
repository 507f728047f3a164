package org.apppasswords.keycloak.directory;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apppasswords.keycloak.federation.ReadableName;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Reads the groups of a realm, sorted by ID. Groups that Keycloak keeps for an organization are left out. */
final class StoredGroups {

    private static final String GROUPS = "select g.id from GroupEntity g where g.realm = :realmId and g.type = 0";

    private static final String CHILDREN = "select g.parentId, g.id from GroupEntity g where g.realm = :realmId"
            + " and g.type = 0 and g.parentId in :parentIds order by g.id";

    private final KeycloakSession session;
    private final EntityManager entities;
    private final RealmModel realm;

    StoredGroups(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /**
     * Returns the IDs of the next groups.
     *
     * @param last ID of the last group that was read; an empty string to start at the beginning
     * @param search text that the name contains, regardless of case; {@code *} stands for any text
     */
    List<String> after(String last, Optional<String> search, int max) {
        if (search.filter(any -> !ReadableName.isStorable(session, any)).isPresent()) {
            return List.of();
        }
        StringBuilder text = new StringBuilder(GROUPS);
        search.ifPresent(any -> text.append(" and lower(g.name) like :search escape '" + SearchTerms.ESCAPE + "'"));
        if (!last.isEmpty()) {
            text.append(" and g.id > :last");
        }
        TypedQuery<String> query = entities.createQuery(
                        text.append(" order by g.id").toString(), String.class)
                .setParameter("realmId", realm.getId())
                .setMaxResults(max);
        search.ifPresent(any -> query.setParameter("search", SearchTerms.pattern(any.toLowerCase(Locale.ROOT))));
        if (!last.isEmpty()) {
            query.setParameter("last", last);
        }
        return query.getResultList();
    }

    /** Returns the IDs of the groups directly below each of these groups. */
    Map<String, List<String>> children(Collection<String> ids) {
        Map<String, List<String>> children = new HashMap<>();
        ids.forEach(id -> children.put(id, new ArrayList<>()));
        if (!ids.isEmpty()) {
            entities.createQuery(CHILDREN, Object[].class)
                    .setParameter("realmId", realm.getId())
                    .setParameter("parentIds", ids)
                    .getResultStream()
                    .forEach(row -> children.get((String) row[0]).add((String) row[1]));
        }
        return children;
    }
}
