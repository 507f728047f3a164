package org.apppasswords.ldap.entry;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.List;

/**
 * The names of one service's entries, each in one spelling, since programs compare names as text: RFC 4514.
 * People are {@code uid=NAME,ou=people,BASE}, groups {@code cn=NAME,ou=groups,BASE}.
 */
public final class ServiceTree {

    private final String service;
    private final String base;
    private final List<String> baseKey;
    private final List<String> searchAccountKey;
    private final String searchAccount;
    private final String peopleSuffix;
    private final String groupsSuffix;
    private final String baseKeyText;

    /**
     * Creates the names of one service.
     *
     * @param service the name of the service in the configuration
     * @param searchAccount the name of the account that searches, or null if there is none
     */
    public ServiceTree(String service, DN base, DN searchAccount) {
        this.service = service;
        this.base = base.toString();
        this.baseKey = NameKey.of(base);
        this.baseKeyText = String.join(",", baseKey);
        this.searchAccount = searchAccount == null ? null : searchAccount.toString();
        this.searchAccountKey = searchAccount == null ? null : NameKey.of(searchAccount);
        this.peopleSuffix = ",ou=people," + this.base;
        this.groupsSuffix = ",ou=groups," + this.base;
    }

    public String service() {
        return service;
    }

    public String base() {
        return base;
    }

    public String people() {
        return peopleSuffix.substring(1);
    }

    public String groups() {
        return groupsSuffix.substring(1);
    }

    /** Returns the name of the account that searches, or null if there is none. */
    public String searchAccount() {
        return searchAccount;
    }

    public String person(String username) {
        return new RDN("uid", username) + peopleSuffix;
    }

    public String group(String groupName) {
        return new RDN("cn", groupName) + groupsSuffix;
    }

    List<String> baseKey() {
        return baseKey;
    }

    /** Returns text that is equal for two names of the same person, however they are written. */
    String personKey(String username) {
        return "uid=" + NameKey.normalizedValue(username) + ",ou=people," + baseKeyText;
    }

    /** Finds out what a name means whose last components are the base of this service. */
    EntryName resolve(DN name, List<String> key) {
        if (key.equals(searchAccountKey)) {
            return new EntryName.SearchAccount(this);
        }
        int below = key.size() - baseKey.size();
        if (below == 0) {
            return new EntryName.Base(this);
        }
        String parent = key.get(below - 1);
        if (below == 1) {
            return parent.equals("ou=people")
                    ? new EntryName.People(this)
                    : parent.equals("ou=groups") ? new EntryName.Groups(this) : new EntryName.Nothing(this);
        }
        RDN first = name.getRDN();
        if (below > 2 || first.isMultiValued()) {
            return new EntryName.Nothing(this);
        }
        String attribute = NameKey.attribute(first.getAttributeNames()[0]);
        String value = first.getAttributeValues()[0];
        if (parent.equals("ou=people") && (attribute.equals("uid") || attribute.equals("cn"))) {
            return new EntryName.Person(this, value);
        }
        if (parent.equals("ou=groups") && attribute.equals("cn")) {
            return new EntryName.Group(this, value);
        }
        return new EntryName.Nothing(this);
    }

    /** Parses a name of the configuration. */
    public static DN parse(String text) throws LDAPException {
        return new DN(text, null, true);
    }

    @Override
    public String toString() {
        return base;
    }
}
