package org.apppasswords.keycloak.directory;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.federation.ReadableName;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.GroupEntity;

/**
 * A name for each group that no other group of the realm has, regardless of case, for programs that know groups by one
 * name. Keycloak's own names are unique only below one parent.
 *
 * <ol>
 *   <li>The group's name, if no other group has it, and it contains neither {@code /} nor {@code ~};
 *   <li>otherwise its {@linkplain GroupPath#unambiguous() unambiguous path}, such as {@code staff/admins};
 *   <li>if another group's path differs only in case, the path, {@code ~=} and the group's ID.
 * </ol>
 *
 * No administrator can choose the name of a group so that it takes over the name of another one; a new group with the
 * same name changes the other one's from the first form to the second.
 */
final class GroupNames {

    private static final String ID_MARK = "~=";

    /** How Keycloak stores that a group has no parent. */
    private static final String NO_PARENT = GroupEntity.TOP_PARENT_ID;

    private static final String OF_REALM = " from GroupEntity g where g.realm = :realmId and g.type = 0";

    private static final String NAMESAKES =
            "select lower(g.name), count(g)" + OF_REALM + " and lower(g.name) in :names group by lower(g.name)";

    private static final String SIBLINGS = "select g.parentId, lower(g.name), count(g)" + OF_REALM
            + " and g.parentId in :parentIds and lower(g.name) in :names group by g.parentId, lower(g.name)";

    private static final String BY_NAME = "select g.id" + OF_REALM + " and lower(g.name) = :name";

    private final KeycloakSession session;
    private final EntityManager entities;
    private final RealmModel realm;
    private final GroupTree tree;

    GroupNames(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
        this.tree = new GroupTree(session, realm);
    }

    /** Returns the unique names of these groups by ID. */
    Map<String, String> of(Collection<GroupPath> groups) {
        Set<String> uniqueNames = uniqueNames(groups);
        List<GroupPath> byPath = groups.stream()
                .filter(group -> !uniqueNames.contains(lowerCase(group.group())) || isSpecial(group.group()))
                .toList();
        Set<Sibling> siblings = uniqueSiblings(byPath);
        Map<String, String> names = new HashMap<>();
        groups.forEach(group -> names.put(group.group().getId(), group.group().getName()));
        byPath.forEach(group -> names.put(
                group.group().getId(),
                group.groups().stream().map(Sibling::of).allMatch(siblings::contains)
                        ? group.unambiguous()
                        : group.unambiguous() + ID_MARK + group.group().getId()));
        return names;
    }

    /** Returns the group with this unique name, regardless of case. */
    Optional<GroupPath> find(String name) {
        List<GroupPath> candidates = ReadableName.of(session, name).stream()
                .flatMap(this::candidates)
                .flatMap(id -> tree.group(id).stream())
                .map(group -> GroupPath.of(realm, group))
                .toList();
        Map<String, String> names = of(candidates);
        return candidates.stream()
                .filter(group -> names.get(group.group().getId()).equalsIgnoreCase(name))
                .findFirst();
    }

    private Stream<String> candidates(String name) {
        int mark = name.lastIndexOf(ID_MARK);
        if (mark >= 0) {
            String id = name.substring(mark + ID_MARK.length());
            // Programs may change the case of a name; Keycloak's own IDs are in lower case.
            return Stream.of(id, id.toLowerCase(Locale.ROOT)).distinct();
        }
        List<String> names = GroupPath.names(name);
        if (names.size() == 1) {
            List<String> found = byName(names.get(0), "", List.of());
            // Of several groups with one name, only the one at the top has it as its path.
            return (found.size() == 1
                            ? found
                            : byName(names.get(0), " and g.parentId in :parentIds", List.of(NO_PARENT)))
                    .stream();
        }
        List<String> level = List.of(NO_PARENT);
        for (String each : names) {
            level = level.isEmpty() ? level : byName(each, " and g.parentId in :parentIds", level);
        }
        return level.stream();
    }

    private List<String> byName(String name, String condition, List<String> parentIds) {
        var query = entities.createQuery(BY_NAME + condition, String.class)
                .setParameter("realmId", realm.getId())
                .setParameter("name", name.toLowerCase(Locale.ROOT))
                // Groups below one parent that differ only in case.
                .setMaxResults(100);
        if (!parentIds.isEmpty()) {
            query.setParameter("parentIds", parentIds);
        }
        return query.getResultList();
    }

    // A name that the database converts to lower case in another way than Java does not count as unique.
    private Set<String> uniqueNames(Collection<GroupPath> groups) {
        Set<String> names =
                groups.stream().map(group -> lowerCase(group.group())).collect(Collectors.toSet());
        return names.isEmpty()
                ? Set.of()
                : entities.createQuery(NAMESAKES, Object[].class)
                        .setParameter("realmId", realm.getId())
                        .setParameter("names", names)
                        .getResultStream()
                        .filter(row -> (Long) row[1] == 1)
                        .map(row -> (String) row[0])
                        .collect(Collectors.toSet());
    }

    private Set<Sibling> uniqueSiblings(List<GroupPath> groups) {
        Set<Sibling> siblings = groups.stream()
                .flatMap(group -> group.groups().stream())
                .map(Sibling::of)
                .collect(Collectors.toSet());
        Set<Sibling> unique = new HashSet<>();
        if (!siblings.isEmpty()) {
            entities.createQuery(SIBLINGS, Object[].class)
                    .setParameter("realmId", realm.getId())
                    .setParameter(
                            "parentIds",
                            siblings.stream().map(Sibling::parentId).collect(Collectors.toSet()))
                    .setParameter("names", siblings.stream().map(Sibling::name).collect(Collectors.toSet()))
                    .getResultStream()
                    .filter(row -> (Long) row[2] == 1)
                    .forEach(row -> unique.add(new Sibling((String) row[0], (String) row[1])));
        }
        return unique;
    }

    private record Sibling(String parentId, String name) {

        static Sibling of(GroupModel group) {
            return new Sibling(group.getParentId() == null ? NO_PARENT : group.getParentId(), lowerCase(group));
        }
    }

    private static boolean isSpecial(GroupModel group) {
        return group.getName().indexOf('/') >= 0 || group.getName().indexOf('~') >= 0;
    }

    private static String lowerCase(GroupModel group) {
        return group.getName().toLowerCase(Locale.ROOT);
    }
}
