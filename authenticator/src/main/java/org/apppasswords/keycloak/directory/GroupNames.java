package org.apppasswords.keycloak.directory;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
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
 * A name for each group that no other group of the realm has, regardless of case and spaces, for programs that know
 * groups by one name. Keycloak's own names are unique only below one parent.
 *
 * <ol>
 *   <li>The group's name, if no other group has it, and it contains neither {@code /} nor {@code ~};
 *   <li>otherwise its {@linkplain GroupPath#unambiguous() unambiguous path}, such as {@code staff/admins};
 *   <li>if another group's path differs only in case, or a name in it has more spaces than LDAP compares (RFC 4518,
 *       section 2.6.1), the path, {@code ~=} and the group's ID.
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

    private static final String ONLY_OF_ITS_NAME =
            "select min(g.id)" + OF_REALM + " and lower(g.name) in :names group by lower(g.name) having count(g) = 1";

    private static final String ONLY_OF_ITS_NAME_AND_PARENT = "select min(g.id)" + OF_REALM
            + " and g.parentId in :parentIds and lower(g.name) in :names"
            + " group by g.parentId, lower(g.name) having count(g) = 1";

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
        Set<String> unique = uniqueIds(groups);
        List<GroupPath> byPath = groups.stream()
                .filter(path -> !(unique.contains(path.group().getId()) && isPlain(path.group())))
                .toList();
        Set<String> uniqueSiblings = uniqueSiblingIds(byPath);
        Map<String, String> names = new HashMap<>();
        groups.forEach(path -> names.put(path.group().getId(), path.group().getName()));
        byPath.forEach(path -> names.put(
                path.group().getId(),
                path.groups().stream().allMatch(each -> uniqueSiblings.contains(each.getId()) && hasPlainSpaces(each))
                        ? path.unambiguous()
                        : path.unambiguous() + ID_MARK + path.group().getId()));
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
                .setParameter("name", lowerCase(name))
                // Groups below one parent that differ only in case.
                .setMaxResults(100);
        if (!parentIds.isEmpty()) {
            query.setParameter("parentIds", parentIds);
        }
        return query.getResultList();
    }

    // Without those whose name the database converts to lower case in another way than Java does.
    private Set<String> uniqueIds(Collection<GroupPath> groups) {
        Set<String> names = groups.stream().map(path -> lowerCase(path.group())).collect(Collectors.toSet());
        return names.isEmpty()
                ? Set.of()
                : entities.createQuery(ONLY_OF_ITS_NAME, String.class)
                        .setParameter("realmId", realm.getId())
                        .setParameter("names", names)
                        .getResultStream()
                        .collect(Collectors.toSet());
    }

    private Set<String> uniqueSiblingIds(List<GroupPath> paths) {
        List<GroupModel> groups =
                paths.stream().flatMap(path -> path.groups().stream()).toList();
        return groups.isEmpty()
                ? Set.of()
                : entities.createQuery(ONLY_OF_ITS_NAME_AND_PARENT, String.class)
                        .setParameter("realmId", realm.getId())
                        .setParameter(
                                "parentIds",
                                groups.stream().map(GroupNames::parentId).collect(Collectors.toSet()))
                        .setParameter(
                                "names",
                                groups.stream().map(GroupNames::lowerCase).collect(Collectors.toSet()))
                        .getResultStream()
                        .collect(Collectors.toSet());
    }

    private static String parentId(GroupModel group) {
        return group.getParentId() == null ? NO_PARENT : group.getParentId();
    }

    private static boolean isPlain(GroupModel group) {
        return group.getName().indexOf('/') < 0 && group.getName().indexOf('~') < 0 && hasPlainSpaces(group);
    }

    // LDAP programs ignore spaces at the ends, and take several for one.
    private static boolean hasPlainSpaces(GroupModel group) {
        return !(group.getName().startsWith(" ")
                || group.getName().endsWith(" ")
                || group.getName().contains("  "));
    }

    private static String lowerCase(GroupModel group) {
        return lowerCase(group.getName());
    }

    // Each character by itself, as LDAP programs do it. Java would convert a sigma by its place in the word.
    private static String lowerCase(String name) {
        return name.codePoints()
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
