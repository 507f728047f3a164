package org.apppasswords.ldap.server;

import com.unboundid.ldap.sdk.ResultCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apppasswords.ldap.directory.Deadline;
import org.apppasswords.ldap.directory.ServiceDirectory;
import org.apppasswords.ldap.directory.TooManyMembersException;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.DirectoryEntry.Kind;
import org.apppasswords.ldap.filter.Condition;
import org.apppasswords.ldap.filter.FilterEvaluator;
import org.apppasswords.ldap.filter.Memberships;
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
    private final Identity.Person onlyPerson;
    private final Deque<EntrySource> sources;
    private final Deque<DirectoryEntry> ready = new ArrayDeque<>();
    private final Set<String> seen;
    private final EntryMemory.Share memory;
    private int fetch = MIN_FETCH;
    private int sent;
    private boolean hasRead;

    /** Whether {@link #memory} is enough for all entries that will be read. */
    private boolean holdsAll;

    /** What the members of groups are read for. Reading them is expensive. */
    record MemberUse(boolean inFilter, boolean inAnswer) {}

    /**
     * @param onlyPerson the only person whom the program may see, or null for all people
     * @param memory for the entries, until {@link #close}
     */
    SearchRun(
            ServiceDirectory directory,
            FilterEvaluator evaluator,
            Condition condition,
            MemberUse memberUse,
            Identity.Person onlyPerson,
            List<EntrySource> sources,
            boolean mayRepeat,
            EntryMemory.Share memory) {
        this.directory = directory;
        this.evaluator = evaluator;
        this.condition = condition;
        this.memberUse = memberUse;
        this.onlyPerson = onlyPerson;
        this.sources = new ArrayDeque<>(sources);
        this.seen = mayRepeat ? new HashSet<>() : null;
        this.memory = memory;
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
     * Returns whether there is another entry, and reads until one is ready.
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
        List<DirectoryEntry> candidates = source.next(holdsAll ? fetch : affordable(), deadline);
        Memberships memberships = new VisibleMemberships(directory, onlyPerson, deadline);
        for (DirectoryEntry candidate : candidates) {
            progress.checkTime();
            DirectoryEntry entry = memberUse.inFilter() ? withMembers(candidate, progress) : candidate;
            Truth selected = evaluator.evaluate(condition, entry, memberships);
            if (selected == Truth.TRUE && (seen == null || seen.add(candidate.dn()))) {
                ready.add(candidate);
            }
        }
        if (candidates.size() * 2 > fetch && ready.size() * 4 < candidates.size()) {
            fetch = Math.min(MAX_FETCH, fetch * 2);
        }
    }

    /** Returns how many entries there is memory for: a few in any case, so that every search makes progress. */
    private int affordable() {
        int number = fetch;
        while (number > MIN_FETCH && !memory.hold(heldBytes() + bytes(number))) {
            number = Math.max(MIN_FETCH, number / 2);
        }
        return number;
    }

    private static long bytes(int entries) {
        return (long) entries * EntryMemory.ENTRY_BYTES;
    }

    private DirectoryEntry withMembers(DirectoryEntry entry, Progress progress)
            throws KeycloakException, LdapError, IOException, MalformedMessageException {
        if (entry.kind() != Kind.GROUP) {
            return entry;
        }
        if (onlyPerson != null) {
            return directory.withMember(entry, onlyPerson.username());
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

    /**
     * Takes memory for so many entries, all that are left to read; waits for it. Returns whether it was free in time. A
     * person who sees only their own entries does not wait, and does not keep others waiting.
     */
    boolean awaitMemory(int entries, Duration time) {
        holdsAll = onlyPerson == null && memory.await(bytes(entries), time);
        return holdsAll || onlyPerson != null;
    }

    /** Returns all entries that are left, without members, if they are at most so many, or else null; none is lost. */
    List<DirectoryEntry> takeAll(int max, Progress progress)
            throws KeycloakException, LdapError, IOException, MalformedMessageException {
        List<DirectoryEntry> all = new ArrayList<>();
        while (all.size() <= max && hasNext(max + 1 - all.size(), progress)) {
            all.add(ready.remove());
        }
        if (all.size() > max) {
            putBack(all);
            return null;
        }
        return all;
    }

    /** Puts entries before all others. */
    void putBack(List<DirectoryEntry> entries) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            ready.addFirst(entries.get(i));
        }
        holdsAll = false;
        // Less than before. If more was read than there is memory for, the search keeps what it holds.
        memory.hold(heldBytes());
    }

    /** Returns whether nothing is left. A search that is not finished may still turn out to have no more entries. */
    boolean isFinished() {
        return ready.isEmpty() && sources.stream().allMatch(EntrySource::isExhausted);
    }

    /** Holds only the memory of what the search keeps until its next page. Returns false if there is not enough. */
    boolean holdForNextPage() {
        return memory.hold(heldBytes());
    }

    /** Gives the memory back. */
    void close() {
        memory.hold(0);
    }

    /** Returns about how many bytes the entries that are ready take, and the DNs that must not be repeated. */
    long heldBytes() {
        long dns = seen == null ? 0 : seen.size();
        return bytes(ready.size()) + dns * EntryMemory.DN_BYTES;
    }

    /** Returns how many entries the program has got, on all pages together. */
    int sent() {
        return sent;
    }

    void countSent(int number) {
        sent += number;
    }
}
