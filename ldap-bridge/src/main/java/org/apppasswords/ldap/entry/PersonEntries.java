package org.apppasswords.ldap.entry;

import static org.apppasswords.ldap.entry.DirectorySchema.CN;
import static org.apppasswords.ldap.entry.DirectorySchema.CREATE_TIMESTAMP;
import static org.apppasswords.ldap.entry.DirectorySchema.ENTRY_UUID;
import static org.apppasswords.ldap.entry.DirectorySchema.GID_NUMBER;
import static org.apppasswords.ldap.entry.DirectorySchema.HOME_DIRECTORY;
import static org.apppasswords.ldap.entry.DirectorySchema.MAIL;
import static org.apppasswords.ldap.entry.DirectorySchema.MEMBER_OF;
import static org.apppasswords.ldap.entry.DirectorySchema.SN;
import static org.apppasswords.ldap.entry.DirectorySchema.UID;
import static org.apppasswords.ldap.entry.DirectorySchema.UID_NUMBER;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apppasswords.ldap.entry.DirectoryEntry.Kind;
import org.apppasswords.ldap.keycloak.UserRecord;

/**
 * Users as entries of the class {@code inetOrgPerson} (RFC 2798), and {@code posixAccount} (RFC 2307) if the claims hold
 * a user and a group number. Numbers are never invented.
 */
public final class PersonEntries {

    private static final DateTimeFormatter GENERALIZED_TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

    private final ServiceTree tree;
    private final Map<AttributeType, String> claims = new LinkedHashMap<>();
    private final boolean showsUnverifiedMail;

    public PersonEntries(ServiceTree tree, DirectorySchema schema, AttributeMapping mapping) {
        this.tree = tree;
        this.showsUnverifiedMail = mapping.showsUnverifiedMail();
        mapping.claims().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> claims.put(schema.find(entry.getKey()).orElseThrow(), entry.getValue()));
    }

    /**
     * Returns a user's entry.
     *
     * @param groupNames the unique names of the user's direct and inherited groups
     */
    public DirectoryEntry entry(UserRecord user, List<String> groupNames) {
        Map<AttributeType, List<String>> values = new LinkedHashMap<>();
        claims.forEach((type, claim) -> values.put(type, AttributeMapping.values(user.claims(), claim)));
        if (!user.emailVerified() && !showsUnverifiedMail) {
            values.remove(MAIL);
        }
        boolean isPosix = isNumber(values.get(UID_NUMBER)) && isNumber(values.get(GID_NUMBER));
        if (isPosix) {
            fallBack(values, HOME_DIRECTORY, "/home/" + user.username());
        } else {
            values.remove(UID_NUMBER);
            values.remove(GID_NUMBER);
            values.remove(HOME_DIRECTORY);
        }
        // Mandatory attributes of inetOrgPerson.
        fallBack(values, CN, user.username());
        fallBack(values, SN, values.get(CN).get(0));

        List<ObjectClass> classes = new ArrayList<>(List.of(
                ObjectClass.TOP, ObjectClass.PERSON, ObjectClass.ORGANIZATIONAL_PERSON, ObjectClass.INET_ORG_PERSON));
        if (isPosix) {
            classes.add(ObjectClass.POSIX_ACCOUNT);
        }
        DirectoryEntry.Builder entry = DirectoryEntry.builder(Kind.PERSON, user.id(), tree.person(user.username()))
                .objectClasses(ObjectClass.INET_ORG_PERSON, classes)
                .put(UID, user.username());
        values.forEach(entry::put);
        return entry.put(
                        MEMBER_OF, groupNames.stream().map(tree::group).sorted().toList())
                .put(ENTRY_UUID, EntryUuid.of(user.id()))
                .put(CREATE_TIMESTAMP, user.createdAt() == null ? null : time(user.createdAt()))
                .build(false);
    }

    private static void fallBack(Map<AttributeType, List<String>> values, AttributeType type, String value) {
        if (values.getOrDefault(type, List.of()).stream().allMatch(String::isBlank)) {
            values.put(type, List.of(value));
        }
    }

    private static boolean isNumber(List<String> values) {
        return values != null
                && values.size() == 1
                && NUMBER.matcher(values.get(0)).matches();
    }

    private static String time(Instant instant) {
        return GENERALIZED_TIME.format(instant);
    }
}
