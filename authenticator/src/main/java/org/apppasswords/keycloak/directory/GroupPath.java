package org.apppasswords.keycloak.directory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RealmModel;

/**
 * A group with its parents.
 *
 * @param groups from the top-level group down to the group itself
 */
record GroupPath(List<GroupModel> groups) {

    static GroupPath of(RealmModel realm, GroupModel group) {
        List<GroupModel> groups = new ArrayList<>();
        // A tree has no cycles, but an endless loop would cost the server.
        Set<String> seen = new HashSet<>();
        GroupModel each = group;
        while (each != null && seen.add(each.getId())) {
            groups.add(each);
            each = each.getParentId() == null ? null : realm.getGroupById(each.getParentId());
        }
        Collections.reverse(groups);
        return new GroupPath(groups);
    }

    GroupModel group() {
        return groups.get(groups.size() - 1);
    }

    /** Returns the path as Keycloak's group membership mapper writes it ({@code KeycloakModelUtils.buildGroupPath}). */
    String asKeycloak() {
        boolean escape = group().escapeSlashesInGroupPath();
        return groups.stream()
                .map(GroupModel::getName)
                .map(name -> "/" + (escape ? name.replace("/", "~/") : name))
                .collect(Collectors.joining());
    }

    /**
     * Returns the names, separated by slashes. In each, {@code ~} becomes {@code ~0} and {@code /} becomes {@code ~1}
     * (RFC 6901), so that two groups never have the same path.
     */
    String unambiguous() {
        return groups.stream()
                .map(group -> group.getName().replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining("/"));
    }

    /** Returns the names in a path that {@link #unambiguous} has returned. */
    static List<String> names(String unambiguous) {
        return Arrays.stream(unambiguous.split("/", -1))
                .map(name -> name.replace("~1", "/").replace("~0", "~"))
                .toList();
    }
}
