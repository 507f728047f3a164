package org.apppasswords.ldap.entry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The matching rules that a filter can name: RFC 4517, section 4.2, and RFC 4530. */
public enum MatchingRules {
    CASE_IGNORE("2.5.13.2", "caseIgnoreMatch", Syntax.DIRECTORY_STRING),
    CASE_EXACT("2.5.13.5", "caseExactMatch", Syntax.EXACT_IA5_STRING),
    CASE_IGNORE_IA5("1.3.6.1.4.1.1466.109.114.2", "caseIgnoreIA5Match", Syntax.IA5_STRING),
    CASE_EXACT_IA5("1.3.6.1.4.1.1466.109.114.1", "caseExactIA5Match", Syntax.EXACT_IA5_STRING),
    DISTINGUISHED_NAME("2.5.13.1", "distinguishedNameMatch", Syntax.DISTINGUISHED_NAME),
    OBJECT_IDENTIFIER("2.5.13.0", "objectIdentifierMatch", Syntax.OBJECT_IDENTIFIER),
    INTEGER("2.5.13.14", "integerMatch", Syntax.INTEGER),
    BOOLEAN("2.5.13.13", "booleanMatch", Syntax.BOOLEAN),
    GENERALIZED_TIME("2.5.13.27", "generalizedTimeMatch", Syntax.GENERALIZED_TIME),
    TELEPHONE_NUMBER("2.5.13.20", "telephoneNumberMatch", Syntax.TELEPHONE_NUMBER),
    UUID("1.3.6.1.1.16.2", "uuidMatch", Syntax.UUID),
    OCTET_STRING("2.5.13.17", "octetStringMatch", Syntax.OCTET_STRING),
    /** Membership in groups that contain groups. Members of lower groups are members here anyway. */
    IN_CHAIN("1.2.840.113556.1.4.1941", "LDAP_MATCHING_RULE_IN_CHAIN", Syntax.DISTINGUISHED_NAME);

    private final String oid;
    private final String ruleName;
    private final Syntax syntax;

    MatchingRules(String oid, String ruleName, Syntax syntax) {
        this.oid = oid;
        this.ruleName = ruleName;
        this.syntax = syntax;
    }

    public Syntax syntax() {
        return syntax;
    }

    /** Returns whether the rule can compare values of a syntax. */
    public boolean fits(Syntax values) {
        return syntax == values || (syntax.isString() && values.isString());
    }

    /** Finds a rule by its name, in any case, or its OID. */
    public static Optional<MatchingRules> find(String nameOrOid) {
        String wanted = nameOrOid.toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(rule -> rule.ruleName.toLowerCase(Locale.ROOT).equals(wanted) || rule.oid.equals(wanted))
                .findFirst();
    }

    /** Finds a rule by the name or OID of its rule for ordering: RFC 4517, section 4.2. */
    public static Optional<MatchingRules> findForOrder(String nameOrOid) {
        return switch (nameOrOid.toLowerCase(Locale.ROOT)) {
            case "caseignoreorderingmatch", "2.5.13.3" -> Optional.of(CASE_IGNORE);
            case "caseexactorderingmatch", "2.5.13.6" -> Optional.of(CASE_EXACT);
            case "integerorderingmatch", "2.5.13.15" -> Optional.of(INTEGER);
            case "generalizedtimeorderingmatch", "2.5.13.28" -> Optional.of(GENERALIZED_TIME);
            default -> find(nameOrOid).filter(rule -> rule != IN_CHAIN);
        };
    }

    static List<String> definitions() {
        return Stream.of(values())
                .map(rule -> "( " + rule.oid + " NAME '" + rule.ruleName + "' SYNTAX " + rule.syntax.oid() + " )")
                .toList();
    }
}
