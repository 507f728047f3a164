package org.apppasswords.ldap.entry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The object classes of entries: RFC 4512, 4519, 2798 (inetOrgPerson), 2307 (POSIX) and 2247 (domain components). */
public enum ObjectClass {
    TOP("2.5.6.0", "top", null, "ABSTRACT", "objectClass", ""),
    PERSON("2.5.6.6", "person", "top", "STRUCTURAL", "sn $ cn", "userPassword $ telephoneNumber $ description"),
    ORGANIZATIONAL_PERSON(
            "2.5.6.7", "organizationalPerson", "person", "STRUCTURAL", "", "title $ ou $ preferredLanguage"),
    INET_ORG_PERSON(
            "2.16.840.1.113730.3.2.2",
            "inetOrgPerson",
            "organizationalPerson",
            "STRUCTURAL",
            "",
            "displayName $ givenName $ mail $ mobile $ o $ preferredLanguage $ uid $ employeeNumber $ memberOf"),
    POSIX_ACCOUNT(
            "1.3.6.1.1.1.2.0",
            "posixAccount",
            "top",
            "AUXILIARY",
            "cn $ uid $ uidNumber $ gidNumber $ homeDirectory",
            "userPassword $ loginShell $ gecos $ description"),
    GROUP_OF_NAMES("2.5.6.9", "groupOfNames", "top", "STRUCTURAL", "cn", "member $ memberUid $ description $ ou $ o"),
    ORGANIZATIONAL_UNIT("2.5.6.5", "organizationalUnit", "top", "STRUCTURAL", "ou", "description"),
    ORGANIZATION("2.5.6.4", "organization", "top", "STRUCTURAL", "o", "description"),
    DC_OBJECT("1.3.6.1.4.1.1466.344", "dcObject", "top", "AUXILIARY", "dc", ""),
    DOMAIN("0.9.2342.19200300.100.4.13", "domain", "top", "STRUCTURAL", "dc", "description $ o"),
    ORGANIZATIONAL_ROLE("2.5.6.8", "organizationalRole", "top", "STRUCTURAL", "cn", "description $ ou"),
    EXTENSIBLE_OBJECT("1.3.6.1.4.1.1466.101.120.111", "extensibleObject", "top", "AUXILIARY", "", ""),
    SUBENTRY("2.5.17.0", "subentry", "top", "STRUCTURAL", "cn", ""),
    SUBSCHEMA(
            "2.5.20.1",
            "subschema",
            null,
            "AUXILIARY",
            "",
            "attributeTypes $ objectClasses $ ldapSyntaxes $ matchingRules");

    private final String oid;
    private final String name;
    private final String superior;
    private final String kind;
    private final String must;
    private final String may;

    ObjectClass(String oid, String name, String superior, String kind, String must, String may) {
        this.oid = oid;
        this.name = name;
        this.superior = superior;
        this.kind = kind;
        this.must = must;
        this.may = may;
    }

    /** Returns the name as it appears in entries. */
    public String displayName() {
        return name;
    }

    /** Finds an object class by its name, in any case, or its OID. */
    public static Optional<ObjectClass> find(String nameOrOid) {
        String wanted = nameOrOid.toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(type -> type.name.toLowerCase(Locale.ROOT).equals(wanted) || type.oid.equals(wanted))
                .findFirst();
    }

    /** Returns the definition for the subschema, by RFC 4512, section 4.1.1. */
    String definition() {
        StringBuilder text = new StringBuilder("( " + oid + " NAME '" + name + "'");
        if (superior != null) {
            text.append(" SUP ").append(superior);
        }
        text.append(' ').append(kind);
        append(text, "MUST", must);
        append(text, "MAY", may);
        return text.append(" )").toString();
    }

    private static void append(StringBuilder text, String keyword, String attributes) {
        if (attributes.contains("$")) {
            text.append(' ').append(keyword).append(" ( ").append(attributes).append(" )");
        } else if (!attributes.isEmpty()) {
            text.append(' ').append(keyword).append(' ').append(attributes);
        }
    }

    static List<String> definitions() {
        return Stream.of(values()).map(ObjectClass::definition).toList();
    }
}
