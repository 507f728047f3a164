package org.apppasswords.ldap.directory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.DirectorySchema;
import org.apppasswords.ldap.entry.EntryUuid;
import org.apppasswords.ldap.entry.GroupEntries;
import org.apppasswords.ldap.entry.KeycloakName;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.entry.PersonEntries;
import org.apppasswords.ldap.entry.ServiceTree;
import org.apppasswords.ldap.keycloak.GroupQuery;
import org.apppasswords.ldap.keycloak.GroupRecord;
import org.apppasswords.ldap.keycloak.KeycloakClient;
import org.apppasswords.ldap.keycloak.KeycloakException;
import org.apppasswords.ldap.keycloak.LookupCache;
import org.apppasswords.ldap.keycloak.Page;
import org.apppasswords.ldap.keycloak.ServiceCredentials;
import org.apppasswords.ldap.keycloak.UserQuery;
import org.apppasswords.ldap.keycloak.UserRecord;
import org.apppasswords.ldap.keycloak.VerifiedUser;

/**
 * People and groups of one service. Only found people and groups are remembered: one that was created a moment ago is
 * found at once. Sign-ins are never remembered.
 */
public final class ServiceDirectory {

    private static final int PAGE_SIZE = 500;

    private final ServiceTree tree;
    private final ServiceCredentials credentials;
    private final KeycloakClient keycloak;
    private final PersonEntries personEntries;
    private final GroupEntries groupEntries;
    private final GroupDirectory groups;
    private final LookupCache<UserQuery, List<DirectoryEntry>> people;
    private final LookupCache<String, String> derivedUuids;
    private final int maxMembers;

    public ServiceDirectory(
            ServiceTree tree,
            ServiceCredentials credentials,
            KeycloakClient keycloak,
            PersonEntries personEntries,
            CacheSettings cache,
            int maxMembers) {
        this.tree = tree;
        this.credentials = credentials;
        this.keycloak = keycloak;
        this.personEntries = personEntries;
        this.groupEntries = new GroupEntries(tree);
        this.groups = new GroupDirectory(keycloak, credentials, cache);
        this.people = new LookupCache<>(cache.lifetime(), cache.maxEntries());
        this.derivedUuids = new LookupCache<>(Duration.ofHours(1), 10_000);
        this.maxMembers = maxMembers;
    }

    public ServiceTree tree() {
        return tree;
    }

    /** Asks Keycloak whether a password is right. A wrong one also removes what is remembered of the user. */
    public Optional<VerifiedUser> verify(String username, String password, String address, String protocol)
            throws KeycloakException {
        Optional<VerifiedUser> user = keycloak.verify(credentials, username, password, address, protocol);
        if (user.isEmpty()) {
            people.forget(UserQuery.username(username.toLowerCase(Locale.ROOT)));
        }
        return user;
    }

    /** Asks Keycloak for a user who does not exist, to find out whether Keycloak answers and accepts the client. */
    public void check(Deadline deadline) throws KeycloakException {
        keycloak.users(credentials, UserQuery.id(GroupDirectory.NO_ID), 1, null, deadline.left());
    }

    /** Returns the person with this user name, in any case. */
    public Optional<DirectoryEntry> person(String username, Deadline deadline) throws KeycloakException {
        if (!KeycloakName.canBeUser(username)) {
            return Optional.empty();
        }
        return lookUp(UserQuery.username(username.toLowerCase(Locale.ROOT)), deadline).stream()
                .filter(person -> NameSpace.isSameName(
                        username, person.get(DirectorySchema.UID).values().get(0)))
                .findFirst();
    }

    public List<DirectoryEntry> peopleWithEmail(String email, Deadline deadline) throws KeycloakException {
        return lookUp(UserQuery.email(email.toLowerCase(Locale.ROOT)), deadline);
    }

    public Optional<DirectoryEntry> personWithId(String id, Deadline deadline) throws KeycloakException {
        return lookUp(UserQuery.id(id), deadline).stream()
                .filter(person -> person.id().equals(id))
                .findFirst();
    }

    /** Returns the id of the person with this UUID, or empty if only a walk over all people can find it. */
    public Optional<String> personId(String uuid) {
        return EntryUuid.toId(uuid).or(() -> Optional.ofNullable(derivedUuids.get(uuid)));
    }

    /** Reads one page of a list. */
    public Page<DirectoryEntry> listPeople(UserQuery query, int max, String cursor, Deadline deadline)
            throws KeycloakException {
        Page<UserRecord> page = keycloak.users(credentials, query, Math.min(max, PAGE_SIZE), cursor, deadline.left());
        return new Page<>(entries(page.items(), true, deadline), page.next());
    }

    private List<DirectoryEntry> lookUp(UserQuery query, Deadline deadline) throws KeycloakException {
        List<DirectoryEntry> known = people.get(query);
        if (known != null) {
            return known;
        }
        List<UserRecord> users = new ArrayList<>();
        String cursor = null;
        do {
            Page<UserRecord> page = keycloak.users(credentials, query, PAGE_SIZE, cursor, deadline.left());
            users.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        List<DirectoryEntry> found = List.copyOf(entries(users, false, deadline));
        if (!found.isEmpty()) {
            people.put(query, found);
        }
        return found;
    }

    private List<DirectoryEntry> entries(List<UserRecord> users, boolean areListed, Deadline deadline)
            throws KeycloakException {
        Map<String, GroupRecord> known = groups.of(users, areListed, deadline);
        List<DirectoryEntry> entries = new ArrayList<>(users.size());
        for (UserRecord user : users) {
            List<String> names = user.groupIds().stream()
                    .map(known::get)
                    .filter(Objects::nonNull)
                    .map(GroupRecord::name)
                    .toList();
            entries.add(personEntries.entry(user, names));
            String uuid = EntryUuid.of(user.id());
            if (!uuid.equals(user.id())) {
                derivedUuids.put(uuid, user.id());
            }
        }
        return entries;
    }

    public Optional<DirectoryEntry> group(String name, Deadline deadline) throws KeycloakException {
        return KeycloakName.canBeGroup(name)
                ? groups.byName(name, deadline)
                        .filter(group -> NameSpace.isSameName(name, group.name()))
                        .map(groupEntries::entry)
                : Optional.empty();
    }

    public Optional<DirectoryEntry> groupWithId(String id, Deadline deadline) throws KeycloakException {
        return groups.byId(id, deadline).map(groupEntries::entry);
    }

    /** Returns the direct and inherited groups of a person; none if the person does not exist. */
    public List<DirectoryEntry> groupsOf(String username, Deadline deadline) throws KeycloakException {
        Optional<DirectoryEntry> person = person(username, deadline);
        return person.isEmpty() ? List.of() : groupsOfId(person.get().id(), deadline);
    }

    public List<DirectoryEntry> groupsOfId(String userId, Deadline deadline) throws KeycloakException {
        return groups.ofUser(userId, deadline).stream().map(groupEntries::entry).toList();
    }

    public Page<DirectoryEntry> listGroups(int max, String cursor, Deadline deadline) throws KeycloakException {
        Page<GroupRecord> page = groups.page(GroupQuery.all(), max, cursor, deadline);
        return new Page<>(page.items().stream().map(groupEntries::entry).toList(), page.next());
    }

    /** Returns the group with its direct members and those of the groups below it. */
    public DirectoryEntry withMembers(DirectoryEntry group, Deadline deadline)
            throws KeycloakException, TooManyMembersException {
        Set<String> usernames = new LinkedHashSet<>();
        String cursor = null;
        do {
            Page<UserRecord> page =
                    keycloak.users(credentials, UserQuery.group(group.id()), PAGE_SIZE, cursor, deadline.left());
            page.items().forEach(user -> usernames.add(user.username()));
            if (usernames.size() > maxMembers) {
                throw new TooManyMembersException(group.dn(), maxMembers);
            }
            cursor = page.next();
        } while (cursor != null);
        return groupEntries.withMembers(group, List.copyOf(usernames));
    }

    /** Returns the group with one member, for a person who may see nobody else. */
    public DirectoryEntry withMember(DirectoryEntry group, String username) {
        return groupEntries.withMembers(group, List.of(username));
    }

    /** Returns the id of a group, to list its members; empty if there is no such group. */
    public Optional<String> groupId(String name, Deadline deadline) throws KeycloakException {
        return group(name, deadline).map(DirectoryEntry::id);
    }
}
