package org.apppasswords.ldap.server;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Objects;
import org.apppasswords.ldap.entry.AttributeType;
import org.apppasswords.ldap.entry.AttributeValues;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.Syntax;

/**
 * An attribute to sort by: RFC 2891, section 1.1.
 *
 * @param syntax how values are compared
 */
record SortColumn(AttributeType type, Syntax syntax, boolean isReversed) {

    /** Returns the smallest value, or null for an entry without one that is valid in the syntax. */
    ASN1OctetString key(DirectoryEntry entry) {
        AttributeValues values = entry.get(type);
        return values == null
                ? null
                : values.values().stream()
                        .map(value -> syntax.normalize(new ASN1OctetString(value)))
                        .filter(Objects::nonNull)
                        .min(this::compareValues)
                        .orElse(null);
    }

    /** Compares two keys. An entry without a key comes after all others, in the reverse order before them. */
    int compare(ASN1OctetString a, ASN1OctetString b) {
        int order = a == null || b == null ? Boolean.compare(a == null, b == null) : compareValues(a, b);
        return isReversed ? -order : order;
    }

    private int compareValues(ASN1OctetString a, ASN1OctetString b) {
        try {
            return Integer.signum(syntax.rule().compareValues(a, b));
        } catch (LDAPException e) {
            return a.stringValue().compareTo(b.stringValue());
        }
    }
}
