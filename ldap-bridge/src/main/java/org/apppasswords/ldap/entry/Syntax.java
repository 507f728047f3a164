package org.apppasswords.ldap.entry;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.matchingrules.BooleanMatchingRule;
import com.unboundid.ldap.matchingrules.CaseExactStringMatchingRule;
import com.unboundid.ldap.matchingrules.CaseIgnoreStringMatchingRule;
import com.unboundid.ldap.matchingrules.DistinguishedNameMatchingRule;
import com.unboundid.ldap.matchingrules.GeneralizedTimeMatchingRule;
import com.unboundid.ldap.matchingrules.IntegerMatchingRule;
import com.unboundid.ldap.matchingrules.MatchingRule;
import com.unboundid.ldap.matchingrules.OctetStringMatchingRule;
import com.unboundid.ldap.matchingrules.TelephoneNumberMatchingRule;
import com.unboundid.ldap.sdk.LDAPException;

/** A syntax with the matching rules that its attributes use: RFC 4517, and RFC 4530 for UUIDs. */
public enum Syntax {
    DIRECTORY_STRING(
            "1.3.6.1.4.1.1466.115.121.1.15",
            "caseIgnoreMatch",
            null,
            "caseIgnoreSubstringsMatch",
            CaseIgnoreStringMatchingRule.getInstance()),
    IA5_STRING(
            "1.3.6.1.4.1.1466.115.121.1.26",
            "caseIgnoreIA5Match",
            null,
            "caseIgnoreIA5SubstringsMatch",
            CaseIgnoreStringMatchingRule.getInstance()),
    EXACT_IA5_STRING(
            "1.3.6.1.4.1.1466.115.121.1.26",
            "caseExactIA5Match",
            null,
            "caseExactSubstringsMatch",
            CaseExactStringMatchingRule.getInstance()),
    DISTINGUISHED_NAME(
            "1.3.6.1.4.1.1466.115.121.1.12",
            "distinguishedNameMatch",
            null,
            null,
            DistinguishedNameMatchingRule.getInstance()),
    OBJECT_IDENTIFIER(
            "1.3.6.1.4.1.1466.115.121.1.38",
            "objectIdentifierMatch",
            null,
            null,
            CaseIgnoreStringMatchingRule.getInstance()),
    INTEGER(
            "1.3.6.1.4.1.1466.115.121.1.27",
            "integerMatch",
            "integerOrderingMatch",
            null,
            IntegerMatchingRule.getInstance()),
    BOOLEAN("1.3.6.1.4.1.1466.115.121.1.7", "booleanMatch", null, null, BooleanMatchingRule.getInstance()),
    GENERALIZED_TIME(
            "1.3.6.1.4.1.1466.115.121.1.24",
            "generalizedTimeMatch",
            "generalizedTimeOrderingMatch",
            null,
            GeneralizedTimeMatchingRule.getInstance()),
    UUID("1.3.6.1.1.16.1", "uuidMatch", "uuidOrderingMatch", null, CaseIgnoreStringMatchingRule.getInstance()),
    TELEPHONE_NUMBER(
            "1.3.6.1.4.1.1466.115.121.1.50",
            "telephoneNumberMatch",
            null,
            "telephoneNumberSubstringsMatch",
            TelephoneNumberMatchingRule.getInstance()),
    OCTET_STRING(
            "1.3.6.1.4.1.1466.115.121.1.40", "octetStringMatch", null, null, OctetStringMatchingRule.getInstance()),
    /** Descriptions in the subschema, which are read but not compared. */
    DESCRIPTION("1.3.6.1.4.1.1466.115.121.1.15", null, null, null, CaseIgnoreStringMatchingRule.getInstance());

    /** Longer than any value here. The SDK's rules take quadratic time for some values. Unit: bytes. */
    public static final int MAX_VALUE_LENGTH = 10_000;

    private final String oid;
    private final String equality;
    private final String ordering;
    private final String substrings;

    @SuppressWarnings("ImmutableEnumChecker") // The SDK's matching rules are immutable, but not annotated.
    private final MatchingRule rule;

    Syntax(String oid, String equality, String ordering, String substrings, MatchingRule rule) {
        this.oid = oid;
        this.equality = equality;
        this.ordering = ordering;
        this.substrings = substrings;
        this.rule = rule;
    }

    String oid() {
        return oid;
    }

    String equality() {
        return equality;
    }

    String ordering() {
        return ordering;
    }

    String substrings() {
        return substrings;
    }

    /** Returns whether an equality filter on the attribute is defined. */
    public boolean hasEquality() {
        return equality != null;
    }

    /** Returns whether a filter with {@code >=} or {@code <=} on the attribute is defined. */
    public boolean hasOrdering() {
        return ordering != null;
    }

    /** Returns whether a substring filter on the attribute is defined. */
    public boolean hasSubstrings() {
        return substrings != null;
    }

    /** Returns whether the values are text that case-insensitive and case-sensitive rules can compare. */
    boolean isString() {
        return this == DIRECTORY_STRING || this == IA5_STRING || this == EXACT_IA5_STRING;
    }

    public MatchingRule rule() {
        return rule;
    }

    /**
     * Returns a piece of a substring filter as it appears in normalized values, or null if it is invalid or too long.
     *
     * @param kind which piece, as in {@link MatchingRule#normalizeSubstring}
     */
    public String normalizePiece(ASN1OctetString piece, byte kind) {
        if (piece.getValueLength() > MAX_VALUE_LENGTH) {
            return null;
        }
        try {
            return rule.normalizeSubstring(piece, kind).stringValue();
        } catch (LDAPException e) {
            return null;
        }
    }

    /** Returns the value that compares equal to all others that mean the same, or null if it is invalid or too long. */
    public ASN1OctetString normalize(ASN1OctetString value) {
        if (value.getValueLength() > MAX_VALUE_LENGTH) {
            return null;
        }
        try {
            return rule.normalize(value);
        } catch (LDAPException e) {
            return null;
        }
    }
}
