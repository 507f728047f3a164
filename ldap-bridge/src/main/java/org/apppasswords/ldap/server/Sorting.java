package org.apppasswords.ldap.server;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.matchingrules.MatchingRule;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.ServerSideSortResponseControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apppasswords.ldap.entry.AttributeType;
import org.apppasswords.ldap.entry.AttributeValues;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.DirectorySchema;
import org.apppasswords.ldap.entry.MatchingRules;
import org.apppasswords.ldap.keycloak.KeycloakException;

/** Server-side sorting: RFC 2891. Only short answers can be sorted, because all entries have to be in memory. */
final class Sorting {

    static final int MAX_ENTRIES = 2000;

    private Sorting() {}

    /** Sorts what a search returns, and returns the control for the answer. */
    static Control sort(SearchRun run, RequestControls requested, DirectorySchema schema, Progress progress)
            throws LdapError, KeycloakException, IOException, MalformedMessageException {
        Comparator<DirectoryEntry> order = null;
        for (SortKey key : requested.sorting().getSortKeys()) {
            Optional<AttributeType> type = schema.find(key.getAttributeName());
            if (type.isEmpty()) {
                return failed(
                        requested,
                        ResultCode.NO_SUCH_ATTRIBUTE,
                        key.getAttributeName(),
                        "The attribute to sort by does not exist.");
            }
            Optional<MatchingRule> rule = rule(key, type.get());
            if (rule.isEmpty()) {
                return failed(
                        requested,
                        ResultCode.INAPPROPRIATE_MATCHING,
                        key.getAttributeName(),
                        "The matching rule to sort by is not supported.");
            }
            Comparator<DirectoryEntry> next = comparator(type.get(), rule.get());
            if (key.reverseOrder()) {
                next = next.reversed();
            }
            order = order == null ? next : order.thenComparing(next);
        }
        List<DirectoryEntry> entries = run.takeAll(MAX_ENTRIES, progress);
        if (entries == null) {
            return failed(
                    requested,
                    ResultCode.ADMIN_LIMIT_EXCEEDED,
                    null,
                    "More than " + MAX_ENTRIES + " entries cannot be sorted.");
        }
        run.putBack(order == null ? entries : entries.stream().sorted(order).toList());
        return new ServerSideSortResponseControl(ResultCode.SUCCESS, null);
    }

    private static Control failed(RequestControls requested, ResultCode code, String attribute, String message)
            throws LdapError {
        if (requested.isSortingCritical()) {
            throw new LdapError(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, message);
        }
        return new ServerSideSortResponseControl(code, attribute);
    }

    private static Optional<MatchingRule> rule(SortKey key, AttributeType type) {
        String name = key.getMatchingRuleID();
        return name == null
                ? Optional.of(type.syntax().rule())
                : MatchingRules.findForOrder(name).map(rule -> rule.syntax().rule());
    }

    /** Compares the smallest values. An entry without the attribute comes after all others. */
    private static Comparator<DirectoryEntry> comparator(AttributeType type, MatchingRule rule) {
        return (a, b) -> {
            AttributeValues first = a.get(type);
            AttributeValues second = b.get(type);
            if (first == null || second == null) {
                return Boolean.compare(first == null, second == null);
            }
            return compare(smallest(first, rule), smallest(second, rule), rule);
        };
    }

    private static ASN1OctetString smallest(AttributeValues values, MatchingRule rule) {
        return values.values().stream()
                .map(ASN1OctetString::new)
                .min((a, b) -> compare(a, b, rule))
                .orElseThrow();
    }

    private static int compare(ASN1OctetString a, ASN1OctetString b, MatchingRule rule) {
        try {
            return rule.compareValues(a, b);
        } catch (LDAPException e) {
            return a.stringValue().compareTo(b.stringValue());
        }
    }
}
