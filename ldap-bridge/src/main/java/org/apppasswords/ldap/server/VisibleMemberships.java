package org.apppasswords.ldap.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apppasswords.ldap.directory.Deadline;
import org.apppasswords.ldap.directory.ServiceDirectory;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.entry.ServiceTree;
import org.apppasswords.ldap.filter.Memberships;
import org.apppasswords.ldap.keycloak.KeycloakException;

/** Groups of the people whom an identity may see. Looks up each person once. */
final class VisibleMemberships implements Memberships {

    private final ServiceDirectory directory;
    private final Identity.Person onlyPerson;
    private final Deadline deadline;
    private final Map<String, Set<String>> known = new HashMap<>();

    /** @param onlyPerson the only person whose groups the identity may know, or null for all people */
    VisibleMemberships(ServiceDirectory directory, Identity.Person onlyPerson, Deadline deadline) {
        this.directory = directory;
        this.onlyPerson = onlyPerson;
        this.deadline = deadline;
    }

    @Override
    public Set<String> groupIdsOf(ServiceTree tree, String username) throws KeycloakException {
        if (tree != null && tree != directory.tree()) {
            // Another service can have a person of the same name.
            return Set.of();
        }
        Set<String> ids = known.get(username);
        if (ids == null) {
            ids = groupsOf(username).stream().map(DirectoryEntry::id).collect(Collectors.toSet());
            known.put(username, ids);
        }
        return ids;
    }

    private List<DirectoryEntry> groupsOf(String username) throws KeycloakException {
        if (onlyPerson == null) {
            return directory.groupsOf(username, deadline);
        }
        // Another person is not even looked up, so that the time tells nothing about who exists.
        return NameSpace.isSameName(onlyPerson.username(), username)
                ? directory.groupsOfId(onlyPerson.userId(), deadline)
                : List.of();
    }
}
