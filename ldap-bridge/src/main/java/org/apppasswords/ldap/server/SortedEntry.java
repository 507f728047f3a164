package org.apppasswords.ldap.server;

import com.unboundid.asn1.ASN1OctetString;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apppasswords.ldap.entry.DirectoryEntry;

/**
 * An entry with what it is sorted by, computed once.
 *
 * @param keys one for each column; null for an entry without a value
 */
record SortedEntry(DirectoryEntry entry, List<ASN1OctetString> keys) {

    /** @param complete the same entry with everything that it is sorted by, which is not kept */
    static SortedEntry of(DirectoryEntry entry, DirectoryEntry complete, List<SortColumn> columns) {
        // List.of() does not accept null.
        return new SortedEntry(
                entry,
                Arrays.asList(
                        columns.stream().map(column -> column.key(complete)).toArray(ASN1OctetString[]::new)));
    }

    static Comparator<SortedEntry> order(List<SortColumn> columns) {
        return (a, b) -> {
            for (int i = 0; i < columns.size(); i++) {
                int order = columns.get(i).compare(a.keys().get(i), b.keys().get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }
}
