package org.apppasswords.ldap.server;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.ServerSideSortResponseControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.ldap.entry.AttributeType;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.DirectorySchema;
import org.apppasswords.ldap.entry.MatchingRules;
import org.apppasswords.ldap.entry.Syntax;
import org.apppasswords.ldap.keycloak.KeycloakException;

/** Server-side sorting: RFC 2891. Only short answers can be sorted, because all entries have to be in memory. */
final class Sorting {

    static final int MAX_ENTRIES = 2000;

    /** Programs sort by one or two attributes. */
    static final int MAX_KEYS = 8;

    private Sorting() {}

    /** Sorts what a search returns, and returns the control for the answer. */
    static Control sort(SearchRun run, RequestControls requested, DirectorySchema schema, Progress progress)
            throws LdapError, KeycloakException, IOException, MalformedMessageException {
        SortKey[] keys = requested.sorting().getSortKeys();
        if (keys.length > MAX_KEYS) {
            return failed(
                    requested,
                    ResultCode.UNWILLING_TO_PERFORM,
                    null,
                    "The search is sorted by more than " + MAX_KEYS + " attributes.");
        }
        List<SortColumn> columns = new ArrayList<>(keys.length);
        Set<AttributeType> types = new HashSet<>();
        for (SortKey key : keys) {
            Optional<AttributeType> type = schema.find(key.getAttributeName());
            if (type.isEmpty()) {
                return failed(
                        requested,
                        ResultCode.NO_SUCH_ATTRIBUTE,
                        key.getAttributeName(),
                        "The attribute to sort by does not exist.");
            }
            Optional<Syntax> syntax = syntax(key, type.get());
            if (syntax.isEmpty()) {
                return failed(
                        requested,
                        ResultCode.INAPPROPRIATE_MATCHING,
                        key.getAttributeName(),
                        "The matching rule to sort by is not supported.");
            }
            // A repeated attribute would only be compared where it is equal.
            if (types.add(type.get())) {
                columns.add(new SortColumn(type.get(), syntax.get(), key.reverseOrder()));
            }
        }
        // If it is not free in half of the time, the other half is left to send the entries as they come.
        if (!run.awaitMemory(MAX_ENTRIES + 1, progress.deadline().left().dividedBy(2))) {
            return failed(
                    requested, ResultCode.BUSY, null, "Too many other searches have entries in memory: retry later.");
        }
        List<DirectoryEntry> entries = run.takeAll(MAX_ENTRIES, progress);
        if (entries == null) {
            return failed(
                    requested,
                    ResultCode.ADMIN_LIMIT_EXCEEDED,
                    null,
                    "More than " + MAX_ENTRIES + " entries cannot be sorted.");
        }
        boolean isByMembers = types.contains(DirectorySchema.MEMBER) || types.contains(DirectorySchema.MEMBER_UID);
        List<SortedEntry> sorted = new ArrayList<>(entries.size());
        for (DirectoryEntry entry : entries) {
            progress.check();
            sorted.add(SortedEntry.of(entry, isByMembers ? run.forSorting(entry, progress) : entry, columns));
        }
        sorted.sort(SortedEntry.order(columns));
        run.putBack(sorted.stream().map(SortedEntry::entry).toList());
        return new ServerSideSortResponseControl(ResultCode.SUCCESS, null);
    }

    private static Control failed(RequestControls requested, ResultCode code, String attribute, String message)
            throws LdapError {
        if (requested.isSortingCritical()) {
            throw new LdapError(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, message);
        }
        return new ServerSideSortResponseControl(code, attribute);
    }

    private static Optional<Syntax> syntax(SortKey key, AttributeType type) {
        String name = key.getMatchingRuleID();
        return name == null
                ? Optional.of(type.syntax())
                : MatchingRules.findForOrder(name).map(MatchingRules::syntax);
    }
}
