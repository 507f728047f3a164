package org.apppasswords.ldap.entry;

import static org.apppasswords.ldap.entry.DirectorySchema.CN;
import static org.apppasswords.ldap.entry.DirectorySchema.DC;
import static org.apppasswords.ldap.entry.DirectorySchema.DESCRIPTION;
import static org.apppasswords.ldap.entry.DirectorySchema.ENTRY_UUID;
import static org.apppasswords.ldap.entry.DirectorySchema.O;
import static org.apppasswords.ldap.entry.DirectorySchema.OU;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.List;
import java.util.stream.Stream;
import org.apppasswords.ldap.entry.DirectoryEntry.Kind;

/** The entries that exist only here: root DSE, subschema, the base of each service and what is directly below it. */
public final class StructureEntries {

    private StructureEntries() {}

    /** Returns the root DSE: RFC 4512, section 5.1. */
    public static DirectoryEntry rootDse(
            NameSpace names, List<String> controls, List<String> extensions, String version) {
        DirectoryEntry.Builder root = structure("").objectClasses(ObjectClass.TOP, List.of(ObjectClass.TOP));
        put(
                root,
                "namingContexts",
                names.trees().stream().map(ServiceTree::base).toList());
        put(root, "defaultNamingContext", List.of(names.trees().get(0).base()));
        put(root, "supportedLDAPVersion", List.of("3"));
        put(root, "supportedControl", controls);
        put(root, "supportedExtension", extensions);
        // All operational attributes (RFC 3673), and the filters for true and false (RFC 4526).
        put(root, "supportedFeatures", List.of("1.3.6.1.4.1.4203.1.5.1", "1.3.6.1.4.1.4203.1.5.3"));
        put(root, "vendorName", List.of("Keycloak App Passwords"));
        put(root, "vendorVersion", List.of("LDAP bridge " + version));
        return root.build(true);
    }

    /** Returns the subschema subentry: RFC 4512, section 4.2. */
    public static DirectoryEntry subschema(DirectorySchema schema) {
        DirectoryEntry.Builder entry = structure(NameSpace.SUBSCHEMA)
                .objectClasses(
                        ObjectClass.SUBENTRY,
                        List.of(
                                ObjectClass.TOP,
                                ObjectClass.SUBENTRY,
                                ObjectClass.SUBSCHEMA,
                                ObjectClass.EXTENSIBLE_OBJECT))
                .put(CN, "Subschema");
        put(entry, "attributeTypes", schema.attributeTypes());
        put(entry, "objectClasses", ObjectClass.definitions());
        put(
                entry,
                "ldapSyntaxes",
                Stream.of(Syntax.values())
                        .map(syntax -> "( " + syntax.oid() + " )")
                        .distinct()
                        .toList());
        put(entry, "matchingRules", MatchingRules.definitions());
        return entry.build(false);
    }

    /** Returns the base of a service, with the class that its name needs. */
    public static DirectoryEntry base(ServiceTree tree) {
        DirectoryEntry.Builder entry = structure(tree.base());
        RDN first;
        try {
            first = new RDN(ServiceTree.parse(tree.base()).getRDNString());
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
        String value = first.getAttributeValues()[0];
        switch (NameKey.attribute(first.getAttributeNames()[0])) {
            case "dc" ->
                entry.objectClasses(
                                ObjectClass.ORGANIZATION,
                                List.of(ObjectClass.TOP, ObjectClass.ORGANIZATION, ObjectClass.DC_OBJECT))
                        .put(DC, value)
                        .put(O, value);
            case "o" ->
                entry.objectClasses(ObjectClass.ORGANIZATION, List.of(ObjectClass.TOP, ObjectClass.ORGANIZATION))
                        .put(O, value);
            case "ou" -> unit(entry, value);
            default ->
                entry.objectClasses(
                                ObjectClass.ORGANIZATIONAL_UNIT,
                                List.of(
                                        ObjectClass.TOP,
                                        ObjectClass.ORGANIZATIONAL_UNIT,
                                        ObjectClass.EXTENSIBLE_OBJECT))
                        .put(OU, value);
        }
        return entry.put(ENTRY_UUID, EntryUuid.of(tree.base())).build(true);
    }

    public static DirectoryEntry people(ServiceTree tree) {
        return unit(structure(tree.people()), "people")
                .put(ENTRY_UUID, EntryUuid.of(tree.people()))
                .build(true);
    }

    public static DirectoryEntry groups(ServiceTree tree) {
        return unit(structure(tree.groups()), "groups")
                .put(ENTRY_UUID, EntryUuid.of(tree.groups()))
                .build(true);
    }

    /** Returns the account that searches. Only the account itself sees it. */
    public static DirectoryEntry searchAccount(ServiceTree tree) {
        DirectoryEntry.Builder entry = structure(tree.searchAccount())
                .objectClasses(
                        ObjectClass.ORGANIZATIONAL_ROLE,
                        List.of(ObjectClass.TOP, ObjectClass.ORGANIZATIONAL_ROLE, ObjectClass.EXTENSIBLE_OBJECT));
        try {
            RDN first = ServiceTree.parse(tree.searchAccount()).getRDN();
            AttributeType type = DirectorySchema.standard(first.getAttributeNames()[0]);
            if (type != null) {
                entry.put(type, first.getAttributeValues()[0]);
            }
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
        return entry.put(DESCRIPTION, "Searches for the programs that use this directory")
                .put(ENTRY_UUID, EntryUuid.of(tree.searchAccount()))
                .build(false);
    }

    private static DirectoryEntry.Builder unit(DirectoryEntry.Builder entry, String name) {
        return entry.objectClasses(
                        ObjectClass.ORGANIZATIONAL_UNIT, List.of(ObjectClass.TOP, ObjectClass.ORGANIZATIONAL_UNIT))
                .put(OU, name);
    }

    private static DirectoryEntry.Builder structure(String dn) {
        return DirectoryEntry.builder(Kind.STRUCTURE, "", dn);
    }

    private static void put(DirectoryEntry.Builder entry, String attribute, List<String> values) {
        entry.put(DirectorySchema.standard(attribute), values);
    }
}
