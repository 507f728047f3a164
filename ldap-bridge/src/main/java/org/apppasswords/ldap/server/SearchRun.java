package org.apppasswords.ldap.server;

import com.unboundid.ldap.sdk.ResultCode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apppasswords.ldap.directory.Deadline;
import org.apppasswords.ldap.directory.ServiceDirectory;
import org.apppasswords.ldap.directory.TooManyMembersException;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.DirectoryEntry.Kind;
import org.apppasswords.ldap.filter.Condition;
import org.apppasswords.ldap.filter.FilterEvaluator;
import org.apppasswords.ldap.filter.Truth;
import org.apppasswords.ldap.keycloak.KeycloakException;

/**
 * A search that is under way: reads candidates, and returns those that the filter selects, one at a time. A group can have
 * thousands of members: it waits for its turn without them, so that only those of one group are in memory.
 */
final class SearchRun {

    private static final int MAX_FETCH = 500;
    private static final int MIN_FETCH = 10;

    private final ServiceDirectory directory;
    private final FilterEvaluator evaluator;
    private final Condition condition;
    private final MemberUse memberUse;
    private final String onlyUsername;
    private final Deque<EntrySource> sources;
    private final Deque<DirectoryEntry> ready = new ArrayDeque<>();
    private final Set<String> seen;
    private int fetch = MIN_FETCH;
    private int sent;
    private boolean hasRead;

    /** What the members of groups are read for. Reading them is expensive. */
    record MemberUse(boolean inFilter, boolean inAnswer) {}

    /** @param onlyUsername the only person whom the program may see, or null for everybody */
    SearchRun(
            ServiceDirectory directory,
            FilterEvaluator evaluator,
            Condition condition,
            MemberUse memberUse,
            String onlyUsername,
            List<EntrySource> sources,
            boolean mayRepeat) {
        this.directory = directory;
        this.evaluator = evaluator;
        this.condition = condition;
        this.memberUse = memberUse;
        this.onlyUsername = onlyUsername;
        this.sources = new ArrayDeque<>(sources);
        this.seen = mayRepeat ? new HashSet<>() : null;
    }

    /**
     * Returns the next entry of the answer, or null at the end.
     *
     * @param wanted how many more the program wants
     */
    DirectoryEntry next(int wanted, Progress progress)
            throws KeycloakException, LdapError, IOException, MalformedMessageException {
        if (!hasNext(wanted, progress)) {
            return null;
        }
        DirectoryEntry entry = ready.remove();
        return memberUse.inAnswer() ? withMembers(entry, progress) : entry;
    }

    /**
     * Tells whether there is another entry, and reads until one is ready.
     *
     * @param wanted how many more the program wants
     */
    boolean hasNext(int wanted, Progress progress)
            throws KeycloakException, LdapError, IOException, MalformedMessageException {
        while (ready.isEmpty()) {
            while (!sources.isEmpty() && sources.peek().isExhausted()) {
                sources.remove();
            }
            if (sources.isEmpty()) {
                return false;
            }
            checkBeforeRequest(progress);
            read(sources.peek(), wanted, progress);
        }
        return true;
    }

    private void checkBeforeRequest(Progress progress) throws LdapError, IOException, MalformedMessageException {
        if (hasRead) {
            progress.check();
        }
        hasRead = true;
    }

    private void read(EntrySource source, int wanted, Progress progress)
            throws KeycloakException, LdapError, IOException, MalformedMessageException {
        Deadline deadline = progress.deadline();
        fetch = Math.min(MAX_FETCH, Math.max(fetch, wanted));
        List<DirectoryEntry> candidates = source.next(fetch, deadline);
        Map<String, Set<String>> groupIds = new HashMap<>();
        for (DirectoryEntry candidate : candidates) {
            DirectoryEntry entry = memberUse.inFilter() ? withMembers(candidate, progress) : candidate;
            Truth selected = evaluator.evaluate(condition, entry, username -> {
                String key = username.toLowerCase(Locale.ROOT);
                Set<String> known = groupIds.get(key);
                if (known == null) {
                    known = onlyUsername == null || onlyUsername.equalsIgnoreCase(username)
                            ? directory.groupIdsOf(username, deadline)
                            : Set.of();
                    groupIds.put(key, known);
                }
                return known;
            });
            if (selected == Truth.TRUE && (seen == null || seen.add(candidate.dn()))) {
                ready.add(candidate);
            }
        }
        if (candidates.size() * 2 > fetch && ready.size() * 4 < candidates.size()) {
            fetch = Math.min(MAX_FETCH, fetch * 2);
        }
    }

    private DirectoryEntry withMembers(DirectoryEntry entry, Progress progress)
            throws KeycloakException, LdapError, IOException, MalformedMessageException {
        if (entry.kind() != Kind.GROUP) {
            return entry;
        }
        if (onlyUsername != null) {
            return directory.withMember(entry, onlyUsername);
        }
        checkBeforeRequest(progress);
        try {
            return directory.withMembers(entry, progress.deadline());
        } catch (TooManyMembersException e) {
            throw new LdapError(ResultCode.ADMIN_LIMIT_EXCEEDED, e.getMessage());
        }
    }

    /** Returns an entry as it is sorted: with the members if the search reads them at all. */
    DirectoryEntry forSorting(DirectoryEntry entry, Progress progress)
            throws KeycloakException, LdapError, IOException, MalformedMessageException {
        return memberUse.inFilter() || memberUse.inAnswer() ? withMembers(entry, progress) : entry;
    }

    /** Returns all entries that are left, without members, if they are at most so many, or else null; none is lost. */
    List<DirectoryEntry> takeAll(int max, Progress progress)
            throws KeycloakException, LdapError, IOException, MalformedMessageException {
        List<DirectoryEntry> all = new ArrayList<>();
        while (hasNext(max + 1 - all.size(), progress)) {
            all.add(ready.remove());
            if (all.size() > max) {
                putBack(all);
                return null;
            }
        }
        return all;
    }

    /** Puts entries before all others. */
    void putBack(List<DirectoryEntry> entries) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            ready.addFirst(entries.get(i));
        }
    }

    /** Tells whether nothing is left. A search that is not finished may still turn out to have no more entries. */
    boolean isFinished() {
        return ready.isEmpty() && sources.stream().allMatch(EntrySource::isExhausted);
    }

    /** Returns about how many bytes the search keeps: entries that are ready, and the DNs that it must not repeat. */
    long retainedBytes() {
        long dns = seen == null ? 0 : seen.size();
        return (long) ready.size() * RetainedEntries.ENTRY_BYTES + dns * RetainedEntries.DN_BYTES;
    }

    /** Returns how many entries the program has got, on all pages together. */
    int sent() {
        return sent;
    }

    void countSent(int number) {
        sent += number;
    }
}
