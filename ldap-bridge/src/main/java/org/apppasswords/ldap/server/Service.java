package org.apppasswords.ldap.server;

import org.apppasswords.ldap.config.ServiceSettings;
import org.apppasswords.ldap.config.UserSearch;
import org.apppasswords.ldap.directory.ServiceDirectory;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.ServiceTree;
import org.apppasswords.ldap.entry.StructureEntries;

/** One service: its settings, its people and groups, and the entries above them, which never change. */
final class Service {

    private final ServiceSettings settings;
    private final ServiceDirectory directory;
    private final DirectoryEntry base;
    private final DirectoryEntry people;
    private final DirectoryEntry groups;
    private final DirectoryEntry searchAccount;

    Service(ServiceSettings settings, ServiceDirectory directory) {
        this.settings = settings;
        this.directory = directory;
        ServiceTree tree = directory.tree();
        base = StructureEntries.base(tree);
        people = StructureEntries.people(tree);
        groups = StructureEntries.groups(tree);
        searchAccount = tree.searchAccount() == null ? null : StructureEntries.searchAccount(tree);
    }

    ServiceSettings settings() {
        return settings;
    }

    ServiceDirectory directory() {
        return directory;
    }

    ServiceTree tree() {
        return directory.tree();
    }

    DirectoryEntry base() {
        return base;
    }

    DirectoryEntry people() {
        return people;
    }

    DirectoryEntry groups() {
        return groups;
    }

    /** Returns the entry of the account that searches, or null if there is none. */
    DirectoryEntry searchAccount() {
        return searchAccount;
    }

    /** What an identity may see of a service. */
    enum Access {
        NOTHING,
        SELF,
        EVERYTHING
    }

    /** Decides what an identity may search below this service's base. */
    Access accessOf(Identity identity) {
        if (identity instanceof Identity.SearchAccount account) {
            return account.tree() == tree() ? Access.EVERYTHING : Access.NOTHING;
        }
        if (!(identity instanceof Identity.Person person) || person.tree() != tree()) {
            return Access.NOTHING;
        }
        if (person.mayReadAll() || settings.userSearch() == UserSearch.PEOPLE) {
            return Access.EVERYTHING;
        }
        return settings.userSearch() == UserSearch.THEMSELVES ? Access.SELF : Access.NOTHING;
    }
}
