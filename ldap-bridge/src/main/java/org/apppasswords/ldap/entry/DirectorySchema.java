package org.apppasswords.ldap.entry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The attribute types that the bridge knows: RFC 4519 and 4524 (people), RFC 2307 (POSIX), RFC 4530 (entryUUID),
 * RFC 5020 (entryDN), RFC 4512 (root DSE and subschema), and those that the configuration adds.
 */
public final class DirectorySchema {

    /** Attributes that the configuration adds get OIDs of this arc, whose numbers come from a UUID: X.667. */
    private static final String OWN_ARC = "2.25.190219238745310283746501928374650192837.";

    private static final Map<String, AttributeType> STANDARD = new LinkedHashMap<>();

    public static final AttributeType OBJECT_CLASS = user("2.5.4.0", Syntax.OBJECT_IDENTIFIER, "objectClass");
    public static final AttributeType UID = user("0.9.2342.19200300.100.1.1", Syntax.DIRECTORY_STRING, "uid", "userid");
    public static final AttributeType CN = user("2.5.4.3", Syntax.DIRECTORY_STRING, "cn", "commonName");
    public static final AttributeType SN = user("2.5.4.4", Syntax.DIRECTORY_STRING, "sn", "surname");
    public static final AttributeType GIVEN_NAME = user("2.5.4.42", Syntax.DIRECTORY_STRING, "givenName", "gn");
    public static final AttributeType DISPLAY_NAME =
            user("2.16.840.1.113730.3.1.241", Syntax.DIRECTORY_STRING, "displayName");
    public static final AttributeType MAIL = add(new AttributeType(
            "0.9.2342.19200300.100.1.3",
            List.of("mail", "rfc822Mailbox"),
            List.of("email"),
            Syntax.IA5_STRING,
            false,
            false,
            false));
    public static final AttributeType OU = user("2.5.4.11", Syntax.DIRECTORY_STRING, "ou", "organizationalUnitName");
    public static final AttributeType O = user("2.5.4.10", Syntax.DIRECTORY_STRING, "o", "organizationName");
    public static final AttributeType DC =
            user("0.9.2342.19200300.100.1.25", Syntax.IA5_STRING, "dc", "domainComponent");
    public static final AttributeType DESCRIPTION = user("2.5.4.13", Syntax.DIRECTORY_STRING, "description");
    public static final AttributeType MEMBER = add(new AttributeType(
            "2.5.4.31", List.of("member"), List.of("uniqueMember"), Syntax.DISTINGUISHED_NAME, false, false, false));
    public static final AttributeType MEMBER_OF = user("1.2.840.113556.1.2.102", Syntax.DISTINGUISHED_NAME, "memberOf");
    public static final AttributeType UID_NUMBER = single("1.3.6.1.1.1.1.0", Syntax.INTEGER, "uidNumber");
    public static final AttributeType GID_NUMBER = single("1.3.6.1.1.1.1.1", Syntax.INTEGER, "gidNumber");
    public static final AttributeType HOME_DIRECTORY =
            single("1.3.6.1.1.1.1.3", Syntax.EXACT_IA5_STRING, "homeDirectory");
    public static final AttributeType MEMBER_UID = user("1.3.6.1.1.1.1.12", Syntax.EXACT_IA5_STRING, "memberUid");
    public static final AttributeType ENTRY_UUID = operational("1.3.6.1.1.16.4", Syntax.UUID, "entryUUID");
    public static final AttributeType ENTRY_DN = operational("1.3.6.1.1.20", Syntax.DISTINGUISHED_NAME, "entryDN");
    public static final AttributeType HAS_SUBORDINATES = operational("2.5.18.9", Syntax.BOOLEAN, "hasSubordinates");
    public static final AttributeType CREATE_TIMESTAMP =
            operational("2.5.18.1", Syntax.GENERALIZED_TIME, "createTimestamp");
    public static final AttributeType STRUCTURAL_OBJECT_CLASS =
            operational("2.5.21.9", Syntax.OBJECT_IDENTIFIER, "structuralObjectClass");
    public static final AttributeType SUBSCHEMA_SUBENTRY =
            operational("2.5.18.10", Syntax.DISTINGUISHED_NAME, "subschemaSubentry");
    public static final AttributeType DISTINGUISHED_NAME = add(new AttributeType(
            "2.5.4.49", List.of("distinguishedName"), List.of(), Syntax.DISTINGUISHED_NAME, true, true, true));

    static {
        user("2.5.4.20", Syntax.TELEPHONE_NUMBER, "telephoneNumber");
        user("0.9.2342.19200300.100.1.41", Syntax.TELEPHONE_NUMBER, "mobile", "mobileTelephoneNumber");
        user("2.5.4.12", Syntax.DIRECTORY_STRING, "title");
        user("2.16.840.1.113730.3.1.39", Syntax.DIRECTORY_STRING, "preferredLanguage");
        user("2.16.840.1.113730.3.1.3", Syntax.DIRECTORY_STRING, "employeeNumber");
        single("1.3.6.1.1.1.1.4", Syntax.EXACT_IA5_STRING, "loginShell");
        single("1.3.6.1.1.1.1.2", Syntax.IA5_STRING, "gecos");
        // Never present: the bridge neither knows nor shows passwords.
        user("2.5.4.35", Syntax.OCTET_STRING, "userPassword");
        for (String[] type : new String[][] {
            {"1.3.6.1.4.1.1466.101.120.5", "namingContexts"},
            {"1.3.6.1.4.1.1466.101.120.13", "supportedControl"},
            {"1.3.6.1.4.1.1466.101.120.7", "supportedExtension"},
            {"1.3.6.1.4.1.4203.1.3.5", "supportedFeatures"},
            {"1.3.6.1.4.1.1466.101.120.15", "supportedLDAPVersion"},
            {"1.3.6.1.4.1.1466.101.120.14", "supportedSASLMechanisms"},
            {"1.3.6.1.1.4", "vendorName"},
            {"1.3.6.1.1.5", "vendorVersion"},
            {"1.2.840.113556.1.4.483", "defaultNamingContext"},
            {"2.5.21.5", "attributeTypes"},
            {"2.5.21.6", "objectClasses"},
            {"1.3.6.1.4.1.1466.101.120.16", "ldapSyntaxes"},
            {"2.5.21.4", "matchingRules"},
        }) {
            add(new AttributeType(type[0], List.of(type[1]), List.of(), Syntax.DESCRIPTION, false, true, false));
        }
    }

    private final Map<String, AttributeType> byName = new HashMap<>(STANDARD);
    private final List<AttributeType> all = new ArrayList<>();

    /**
     * Creates the schema.
     *
     * @param attributes names of attributes that entries have, standard or not
     */
    public DirectorySchema(Collection<String> attributes) {
        STANDARD.values().stream().distinct().forEach(all::add);
        int number = 0;
        for (String attribute : attributes) {
            number++;
            String name = attribute.toLowerCase(Locale.ROOT);
            if (!byName.containsKey(name)) {
                AttributeType type = new AttributeType(
                        OWN_ARC + number, List.of(attribute), List.of(), Syntax.DIRECTORY_STRING, false, false, false);
                byName.put(name, type);
                byName.put(type.oid(), type);
                all.add(type);
            }
        }
    }

    /** Finds the attribute type of a description in an attribute list: a name in any case, or an OID. */
    public Optional<AttributeType> find(String nameOrOid) {
        AttributeType type = byName.get(nameOrOid);
        if (type == null) {
            type = byName.get(nameOrOid.toLowerCase(Locale.ROOT));
        }
        return Optional.ofNullable(type);
    }

    /** As {@link #find}, and knows the names that are only for filters. */
    public Optional<AttributeType> findInFilter(String nameOrOid) {
        Optional<AttributeType> type = find(nameOrOid);
        if (type.isPresent()) {
            return type;
        }
        String lower = nameOrOid.toLowerCase(Locale.ROOT);
        return STANDARD.values().stream()
                .filter(candidate -> candidate.filterNames().stream()
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(lower)))
                .findFirst();
    }

    /** Returns the standard attribute type with this name. */
    static AttributeType standard(String name) {
        return STANDARD.get(name.toLowerCase(Locale.ROOT));
    }

    /** Returns the definitions of all attribute types for the subschema. */
    List<String> attributeTypes() {
        return all.stream().map(AttributeType::definition).toList();
    }

    private static AttributeType user(String oid, Syntax syntax, String... names) {
        return add(new AttributeType(oid, List.of(names), List.of(), syntax, false, false, false));
    }

    private static AttributeType single(String oid, Syntax syntax, String name) {
        return add(new AttributeType(oid, List.of(name), List.of(), syntax, true, false, false));
    }

    private static AttributeType operational(String oid, Syntax syntax, String name) {
        return add(new AttributeType(oid, List.of(name), List.of(), syntax, true, true, false));
    }

    private static AttributeType add(AttributeType type) {
        type.names().forEach(name -> STANDARD.put(name.toLowerCase(Locale.ROOT), type));
        STANDARD.put(type.oid(), type);
        return type;
    }
}
