package org.apppasswords.ldap.server;

import static org.apppasswords.ldap.entry.DirectorySchema.CN;
import static org.apppasswords.ldap.entry.DirectorySchema.MEMBER;
import static org.apppasswords.ldap.entry.DirectorySchema.MEMBER_UID;

import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apppasswords.ldap.directory.Deadline;
import org.apppasswords.ldap.directory.ServiceDirectory;
import org.apppasswords.ldap.entry.AttributeSelection;
import org.apppasswords.ldap.entry.AttributeType;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.EntryName;
import org.apppasswords.ldap.entry.EntryUuid;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.filter.Condition;
import org.apppasswords.ldap.filter.GroupQuestion;
import org.apppasswords.ldap.filter.Memberships;
import org.apppasswords.ldap.filter.PersonQuestion;
import org.apppasswords.ldap.filter.Plan;
import org.apppasswords.ldap.keycloak.KeycloakException;
import org.apppasswords.ldap.keycloak.Page;
import org.apppasswords.ldap.keycloak.UserQuery;
import org.apppasswords.ldap.server.SearchRun.MemberUse;
import org.apppasswords.ldap.server.Service.Access;

/** Decides which entries a search has to look at: RFC 4511, sections 4.5.1.1 and 4.5.1.2. */
final class SearchPlanner {

    private final Bridge bridge;
    private final Service service;
    private final ServiceDirectory directory;
    private final Identity identity;
    private final Access access;
    private final Deadline deadline;

    /**
     * Finds out what the identity may see.
     *
     * @throws LdapError if the identity may not search this service at all
     */
    SearchPlanner(Bridge bridge, Service service, Identity identity, Deadline deadline)
            throws LdapError, KeycloakException {
        this.bridge = bridge;
        this.service = service;
        this.directory = service.directory();
        this.identity = identity;
        this.deadline = deadline;
        this.access = service.accessOf(identity);
        if (access == Access.NOTHING) {
            throw new LdapError(
                    ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
                    identity instanceof Identity.Anonymous
                            ? "Bind first: without a bind, only the root DSE and the schema can be read."
                            : "This account may not search here.");
        }
        if (identity instanceof Identity.Person person
                && directory.personWithId(person.userId(), deadline).isEmpty()) {
            // A connection may outlive the person's right to use the service.
            throw new LdapError(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "This account does not exist any more.");
        }
    }

    /** Returns the run of a search whose base is one of the names of this service. */
    SearchRun plan(EntryName base, SearchScope scope, Condition condition, AttributeSelection selection)
            throws LdapError, KeycloakException {
        List<EntrySource> sources = new ArrayList<>();
        boolean hasChildren =
                base instanceof EntryName.Base || base instanceof EntryName.People || base instanceof EntryName.Groups;
        boolean mayRepeat = false;
        if (scope.equals(SearchScope.BASE) || !hasChildren) {
            // A person or a group has nothing below it, but has to exist.
            DirectoryEntry entry = entry(base);
            if (scope.equals(SearchScope.BASE) || scope.equals(SearchScope.SUB)) {
                sources.add(EntrySource.of(List.of(unused -> List.of(entry))));
            }
        } else {
            List<DirectoryEntry> structure = structure(base, scope);
            if (!structure.isEmpty()) {
                sources.add(EntrySource.of(List.of(unused -> structure)));
            }
            boolean isDeep = !scope.equals(SearchScope.ONE);
            if (base instanceof EntryName.People || (base instanceof EntryName.Base && isDeep)) {
                mayRepeat = addPeople(sources, condition);
            }
            if (base instanceof EntryName.Groups || (base instanceof EntryName.Base && isDeep)) {
                mayRepeat |= addGroups(sources, condition);
            }
        }
        return new SearchRun(
                directory,
                bridge.evaluator(),
                condition,
                new MemberUse(readsMembers(condition), selection.includes(MEMBER) || selection.includes(MEMBER_UID)),
                onlyPerson(),
                sources,
                mayRepeat,
                bridge.entryMemory().newShare());
    }

    /** Returns the entry with this name, if it exists and the identity may see it. */
    DirectoryEntry entry(EntryName name) throws LdapError, KeycloakException {
        Optional<DirectoryEntry> entry = Optional.empty();
        if (name instanceof EntryName.Base) {
            entry = Optional.of(service.base());
        } else if (name instanceof EntryName.People) {
            entry = Optional.of(service.people());
        } else if (name instanceof EntryName.Groups) {
            entry = Optional.of(service.groups());
        } else if (name instanceof EntryName.SearchAccount && identity instanceof Identity.SearchAccount) {
            entry = Optional.of(service.searchAccount());
        } else if (name instanceof EntryName.Person person) {
            entry = person(person.username());
        } else if (name instanceof EntryName.Group group) {
            entry = group(group.groupName());
        }
        return entry.orElseThrow(() -> new LdapError(
                ResultCode.NO_SUCH_OBJECT,
                "There is no such entry.",
                name instanceof EntryName.Person
                        ? service.tree().people()
                        : name instanceof EntryName.Group
                                ? service.tree().groups()
                                : service.tree().base()));
    }

    /** Returns the groups of people, as far as the identity may know them. */
    Memberships memberships() {
        return new VisibleMemberships(directory, onlyPerson(), deadline);
    }

    private Identity.Person onlyPerson() {
        return access == Access.SELF ? (Identity.Person) identity : null;
    }

    private Optional<DirectoryEntry> person(String username) throws KeycloakException {
        if (access == Access.SELF) {
            // Another person is not even looked up, so that the time tells nothing about who exists.
            Identity.Person self = (Identity.Person) identity;
            return NameSpace.isSameName(self.username(), username)
                    ? directory.personWithId(self.userId(), deadline)
                    : Optional.empty();
        }
        return directory.person(username, deadline);
    }

    private Optional<DirectoryEntry> group(String name) throws KeycloakException {
        if (access == Access.SELF) {
            // As with people, another group is not even looked up.
            return directory.groupsOfId(((Identity.Person) identity).userId(), deadline).stream()
                    .filter(own ->
                            NameSpace.isSameName(name, own.get(CN).values().get(0)))
                    .findFirst();
        }
        return directory.group(name, deadline);
    }

    private List<DirectoryEntry> structure(EntryName base, SearchScope scope) {
        List<DirectoryEntry> entries = new ArrayList<>();
        boolean withBase = scope.equals(SearchScope.SUB);
        if (base instanceof EntryName.Base) {
            if (withBase) {
                entries.add(service.base());
            }
            entries.add(service.people());
            entries.add(service.groups());
            if (identity instanceof Identity.SearchAccount) {
                entries.add(service.searchAccount());
            }
        } else if (withBase) {
            entries.add(base instanceof EntryName.People ? service.people() : service.groups());
        }
        return entries;
    }

    /** Adds the sources of people, and returns whether a person can appear in several of them. */
    private boolean addPeople(List<EntrySource> sources, Condition condition) {
        Plan<PersonQuestion> plan = bridge.personPlanner().planPeople(condition);
        if (plan.isNothing()) {
            return false;
        }
        if (access == Access.SELF) {
            String userId = ((Identity.Person) identity).userId();
            sources.add(EntrySource.of(List.of(deadline ->
                    directory.personWithId(userId, deadline).stream().toList())));
            return false;
        }
        if (plan.isEverything()) {
            sources.add(EntrySource.of(
                    (max, cursor, deadline) -> directory.listPeople(UserQuery.all(), max, cursor, deadline)));
            return false;
        }
        plan.questions().forEach(question -> sources.add(source(question)));
        return plan.questions().size() > 1;
    }

    private EntrySource source(PersonQuestion question) {
        if (question instanceof PersonQuestion.ByUsername name) {
            return EntrySource.of(List.of(deadline ->
                    directory.person(name.username(), deadline).stream().toList()));
        }
        if (question instanceof PersonQuestion.ByEmail email) {
            return EntrySource.of(List.of(deadline -> directory.peopleWithEmail(email.email(), deadline)));
        }
        if (question instanceof PersonQuestion.ByUuid uuid) {
            Optional<String> id = directory.personId(uuid.uuid());
            return id.isEmpty()
                    ? EntrySource.of(
                            (max, cursor, deadline) -> directory.listPeople(UserQuery.all(), max, cursor, deadline))
                    : EntrySource.of(List.of(deadline ->
                            directory.personWithId(id.get(), deadline).stream().toList()));
        }
        if (question instanceof PersonQuestion.InGroup group) {
            return membersOf(group.groupName());
        }
        String text = ((PersonQuestion.Search) question).text();
        return EntrySource.of(
                (max, cursor, deadline) -> directory.listPeople(UserQuery.search(text), max, cursor, deadline));
    }

    private EntrySource membersOf(String groupName) {
        return EntrySource.of(new EntrySource.PageReader() {
            private String groupId;

            @Override
            public Page<DirectoryEntry> read(int max, String cursor, Deadline deadline) throws KeycloakException {
                if (groupId == null) {
                    groupId = directory.groupId(groupName, deadline).orElse(null);
                }
                return groupId == null
                        ? new Page<>(List.of(), null)
                        : directory.listPeople(UserQuery.group(groupId), max, cursor, deadline);
            }
        });
    }

    private boolean addGroups(List<EntrySource> sources, Condition condition) {
        Plan<GroupQuestion> plan = bridge.groupPlanner().planGroups(condition);
        if (plan.isNothing()) {
            return false;
        }
        if (access == Access.SELF) {
            String userId = ((Identity.Person) identity).userId();
            sources.add(EntrySource.of(List.of(deadline -> directory.groupsOfId(userId, deadline))));
            return false;
        }
        if (plan.isEverything()) {
            sources.add(EntrySource.of(directory::listGroups));
            return false;
        }
        plan.questions().forEach(question -> sources.add(source(question)));
        return plan.questions().size() > 1;
    }

    private EntrySource source(GroupQuestion question) {
        if (question instanceof GroupQuestion.ByName name) {
            return EntrySource.of(List.of(deadline ->
                    directory.group(name.groupName(), deadline).stream().toList()));
        }
        if (question instanceof GroupQuestion.ByUuid uuid) {
            Optional<String> id = EntryUuid.toId(uuid.uuid());
            if (id.isEmpty()) {
                return directory.personId(uuid.uuid()).isPresent()
                        ? EntrySource.of(List.of())
                        : EntrySource.of(directory::listGroups);
            }
            return EntrySource.of(List.of(deadline ->
                    directory.groupWithId(id.get(), deadline).stream().toList()));
        }
        String username = ((GroupQuestion.OfMember) question).username();
        return EntrySource.of(List.of(deadline -> directory.groupsOf(username, deadline)));
    }

    /** Returns whether the filter needs the list of members, rather than the groups of one person. */
    private static boolean readsMembers(Condition condition) {
        if (condition instanceof Condition.And and) {
            return and.parts().stream().anyMatch(SearchPlanner::readsMembers);
        }
        if (condition instanceof Condition.Or or) {
            return or.parts().stream().anyMatch(SearchPlanner::readsMembers);
        }
        if (condition instanceof Condition.Not not) {
            return readsMembers(not.part());
        }
        if (condition instanceof Condition.Present present) {
            return isMember(present.type());
        }
        if (condition instanceof Condition.Substrings substrings) {
            return isMember(substrings.type());
        }
        return condition instanceof Condition.Extensible extensible
                && (extensible.type() == null || isMember(extensible.type()));
    }

    private static boolean isMember(AttributeType type) {
        return type.equals(MEMBER) || type.equals(MEMBER_UID);
    }
}
