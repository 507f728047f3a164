package org.apppasswords.ldap.filter;

import static org.apppasswords.ldap.entry.DirectorySchema.CN;
import static org.apppasswords.ldap.entry.DirectorySchema.CREATE_TIMESTAMP;
import static org.apppasswords.ldap.entry.DirectorySchema.DISTINGUISHED_NAME;
import static org.apppasswords.ldap.entry.DirectorySchema.ENTRY_DN;
import static org.apppasswords.ldap.entry.DirectorySchema.ENTRY_UUID;
import static org.apppasswords.ldap.entry.DirectorySchema.GID_NUMBER;
import static org.apppasswords.ldap.entry.DirectorySchema.HAS_SUBORDINATES;
import static org.apppasswords.ldap.entry.DirectorySchema.HOME_DIRECTORY;
import static org.apppasswords.ldap.entry.DirectorySchema.MAIL;
import static org.apppasswords.ldap.entry.DirectorySchema.MEMBER_OF;
import static org.apppasswords.ldap.entry.DirectorySchema.OBJECT_CLASS;
import static org.apppasswords.ldap.entry.DirectorySchema.SN;
import static org.apppasswords.ldap.entry.DirectorySchema.STRUCTURAL_OBJECT_CLASS;
import static org.apppasswords.ldap.entry.DirectorySchema.SUBSCHEMA_SUBENTRY;
import static org.apppasswords.ldap.entry.DirectorySchema.UID;
import static org.apppasswords.ldap.entry.DirectorySchema.UID_NUMBER;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apppasswords.ldap.entry.AttributeMapping;
import org.apppasswords.ldap.entry.AttributeType;
import org.apppasswords.ldap.entry.DirectorySchema;
import org.apppasswords.ldap.entry.EntryName;
import org.apppasswords.ldap.entry.KeycloakName;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.entry.ObjectClass;
import org.apppasswords.ldap.filter.PersonQuestion.ByEmail;
import org.apppasswords.ldap.filter.PersonQuestion.ByUsername;
import org.apppasswords.ldap.filter.PersonQuestion.ByUuid;
import org.apppasswords.ldap.filter.PersonQuestion.InGroup;
import org.apppasswords.ldap.filter.PersonQuestion.Search;

/** Plans searches for people. */
public final class PersonPlanner extends Planner<PersonQuestion> {

    private static final Set<AttributeType> ALWAYS = Set.of(
            OBJECT_CLASS,
            STRUCTURAL_OBJECT_CLASS,
            UID,
            CN,
            SN,
            ENTRY_UUID,
            ENTRY_DN,
            DISTINGUISHED_NAME,
            HAS_SUBORDINATES,
            SUBSCHEMA_SUBENTRY);
    private static final Set<ObjectClass> CLASSES =
            Set.of(ObjectClass.TOP, ObjectClass.PERSON, ObjectClass.ORGANIZATIONAL_PERSON, ObjectClass.INET_ORG_PERSON);

    /** The claims that Keycloak's own search finds, if the realm's mappers are the built-in ones. */
    private static final Map<String, String> SEARCHED_CLAIMS =
            Map.of("cn", "name", "sn", "family_name", "givenName", "given_name", "mail", "email");

    /**
     * Keycloak splits the text at spaces, and its search treats some characters specially. Some databases convert a
     * sigma at the end of a word to another letter than elsewhere.
     */
    private static final Pattern NOT_LITERAL = Pattern.compile("[\\s*%_\\\\\"']+|[Σσς](?!\\p{L})");

    private final NameSpace names;
    private final Set<AttributeType> possible = new HashSet<>(ALWAYS);
    private final Set<AttributeType> searched = new HashSet<>(Set.of(UID));
    private final boolean hasMailClaim;

    public PersonPlanner(DirectorySchema schema, NameSpace names, AttributeMapping mapping) {
        this.names = names;
        possible.addAll(Set.of(MEMBER_OF, CREATE_TIMESTAMP));
        mapping.claims().forEach((attribute, claim) -> {
            AttributeType type = schema.find(attribute).orElseThrow();
            possible.add(type);
            if (claim.equals(SEARCHED_CLAIMS.get(type.name()))) {
                searched.add(type);
            }
        });
        if (possible.containsAll(Set.of(UID_NUMBER, GID_NUMBER))) {
            // A user with both numbers has one even without a claim.
            possible.add(HOME_DIRECTORY);
        }
        hasMailClaim = searched.contains(MAIL);
        boolean hasCnClaim = mapping.claims().keySet().stream().anyMatch(CN.name()::equalsIgnoreCase);
        if (hasCnClaim && !searched.contains(CN)) {
            // A user without a last name gets the value of cn as sn.
            searched.remove(SN);
        }
    }

    /** Returns what to ask Keycloak for, to find all people whom a filter can select. */
    public Plan<PersonQuestion> planPeople(Condition condition) {
        return plan(condition);
    }

    @Override
    Optional<Truth> hasClass(Condition.HasClass condition) {
        return condition.objectClass() == ObjectClass.POSIX_ACCOUNT
                ? Optional.empty()
                : Optional.of(Truth.of(CLASSES.contains(condition.objectClass())));
    }

    @Override
    boolean canHaveMembers() {
        return false;
    }

    @Override
    boolean canHave(AttributeType type) {
        return possible.contains(type);
    }

    @Override
    boolean alwaysHas(AttributeType type) {
        return ALWAYS.contains(type);
    }

    @Override
    Plan<PersonQuestion> planFor(Condition assertion) {
        if (assertion instanceof Condition.Equality equality) {
            return equality(equality.type(), equality.value().stringValue(), equality.text());
        }
        if (assertion instanceof Condition.Extensible extensible && extensible.type() != null && !extensible.inName()) {
            String text = extensible.value().stringValue();
            return equality(extensible.type(), text, text);
        }
        if (assertion instanceof Condition.Substrings substrings && searched.contains(substrings.type())) {
            List<String> parts = new ArrayList<>(substrings.any());
            parts.add(substrings.initial());
            parts.add(substrings.last());
            return search(parts);
        }
        return Plan.everything();
    }

    private Plan<PersonQuestion> equality(AttributeType type, String normalized, String text) {
        if (type.equals(UID)) {
            return byName(normalized, text, PersonPlanner::person);
        }
        if (type.equals(MAIL) && hasMailClaim) {
            return KeycloakName.canBeUser(normalized) ? Plan.of(new ByEmail(normalized)) : Plan.nothing();
        }
        if (type.equals(ENTRY_UUID)) {
            return Plan.of(new ByUuid(normalized));
        }
        if (type.equals(MEMBER_OF)) {
            return names.resolve(text).orElse(null) instanceof EntryName.Group group
                            && KeycloakName.canBeGroup(group.groupName())
                    ? Plan.of(new InGroup(group.groupName()))
                    : Plan.nothing();
        }
        if (type.equals(ENTRY_DN) || type.equals(DISTINGUISHED_NAME)) {
            return names.resolve(text).orElse(null) instanceof EntryName.Person person
                    ? person(person.username())
                    : Plan.nothing();
        }
        return searched.contains(type) ? search(List.of(normalized)) : Plan.everything();
    }

    private static Plan<PersonQuestion> person(String username) {
        return KeycloakName.canBeUser(username) ? Plan.of(new ByUsername(username)) : Plan.nothing();
    }

    /** Searches for the longest piece that Keycloak takes literally. */
    private static Plan<PersonQuestion> search(List<String> parts) {
        return parts.stream()
                .flatMap(NOT_LITERAL::splitAsStream)
                .map(piece -> piece.substring(0, Math.min(piece.length(), KeycloakName.MAX_LENGTH)))
                .filter(KeycloakName::canBeUser)
                .max(Comparator.comparing(String::length))
                .map(piece -> Plan.<PersonQuestion>of(new Search(lowerCase(piece))))
                .orElseGet(Plan::everything);
    }

    /** Converts each character by itself, as the filter does: {@link String#toLowerCase} depends on those around it. */
    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
        return lower.toString();
    }
}
