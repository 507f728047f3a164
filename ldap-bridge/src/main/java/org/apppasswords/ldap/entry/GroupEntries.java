package org.apppasswords.ldap.entry;

import java.util.List;
import org.apppasswords.ldap.entry.DirectoryEntry.Kind;
import org.apppasswords.ldap.keycloak.GroupRecord;

/**
 * Groups as entries of the class {@code groupOfNames} (RFC 4519). A group without members is shown too, although this
 * class demands one.
 */
public final class GroupEntries {

    private final ServiceTree tree;

    public GroupEntries(ServiceTree tree) {
        this.tree = tree;
    }

    /** Returns the entry without its members, which are read only if a program asks for them. */
    public DirectoryEntry entry(GroupRecord group) {
        return DirectoryEntry.builder(Kind.GROUP, group.id(), tree.group(group.name()))
                .objectClasses(ObjectClass.GROUP_OF_NAMES, List.of(ObjectClass.TOP, ObjectClass.GROUP_OF_NAMES))
                .put(DirectorySchema.CN, group.name())
                .put(DirectorySchema.ENTRY_UUID, EntryUuid.of(group.id()))
                .build(false);
    }

    /** Returns the entry with its members: direct ones, and those of the groups below. */
    public DirectoryEntry withMembers(DirectoryEntry group, List<String> usernames) {
        return group.with(
                        DirectorySchema.MEMBER,
                        usernames.stream().map(tree::person).toList())
                .with(DirectorySchema.MEMBER_UID, usernames);
    }
}
