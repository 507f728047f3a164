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

/** A search that is under way: reads candidates, and returns those that the filter selects, one at a time. */
final class SearchRun {

    private static final int MAX_FETCH = 500;
    private static final int MIN_FETCH = 10;

    private final ServiceDirectory directory;
    private final FilterEvaluator evaluator;
    private final Condition condition;
    private final MemberView members;
    private final String onlyUsername;
    private final Deque<EntrySource> sources;
    private final Deque<DirectoryEntry> ready = new ArrayDeque<>();
    private final Set<String> seen;
    private int fetch = MIN_FETCH;
    private int sent;
    private boolean hasRead;

    /** What has to be known of a group's members. */
    enum MemberView {
        NOT_NEEDED,
        FOR_ANSWER,
        FOR_FILTER
    }

    /** @param onlyUsername the only person whom the program may see, or null for everybody */
    SearchRun(
            ServiceDirectory directory,
            FilterEvaluator evaluator,
            Condition condition,
            MemberView members,
            String onlyUsername,
            List<EntrySource> sources,
            boolean mayRepeat) {
        this.directory = directory;
        this.evaluator = evaluator;
        this.condition = condition;
        this.members = members;
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
        while (ready.isEmpty()) {
            while (!sources.isEmpty() && sources.peek().isExhausted()) {
                sources.remove();
            }
            if (sources.isEmpty()) {
                return null;
            }
            if (hasRead) {
                progress.check();
            }
            hasRead = true;
            read(sources.peek(), wanted, progress.deadline());
        }
        return ready.remove();
    }

    private void read(EntrySource source, int wanted, Deadline deadline) throws KeycloakException, LdapError {
        fetch = Math.min(MAX_FETCH, Math.max(fetch, wanted));
        List<DirectoryEntry> candidates = source.next(fetch, deadline);
        Map<String, Set<String>> groupIds = new HashMap<>();
        for (DirectoryEntry candidate : candidates) {
            DirectoryEntry entry = members == MemberView.FOR_FILTER ? withMembers(candidate, deadline) : candidate;
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
            if (selected == Truth.TRUE && (seen == null || seen.add(entry.dn()))) {
                ready.add(members == MemberView.FOR_ANSWER ? withMembers(entry, deadline) : entry);
            }
        }
        if (candidates.size() * 2 > fetch && ready.size() * 4 < candidates.size()) {
            fetch = Math.min(MAX_FETCH, fetch * 2);
        }
    }

    private DirectoryEntry withMembers(DirectoryEntry entry, Deadline deadline) throws KeycloakException, LdapError {
        if (entry.kind() != Kind.GROUP) {
            return entry;
        }
        if (onlyUsername != null) {
            return directory.withMember(entry, onlyUsername);
        }
        try {
            return directory.withMembers(entry, deadline);
        } catch (TooManyMembersException e) {
            throw new LdapError(ResultCode.ADMIN_LIMIT_EXCEEDED, e.getMessage());
        }
    }

    /** Returns all entries that are left if they are at most so many, or else null; none is lost. */
    List<DirectoryEntry> takeAll(int max, Progress progress)
            throws KeycloakException, LdapError, IOException, MalformedMessageException {
        List<DirectoryEntry> all = new ArrayList<>();
        DirectoryEntry entry = next(max + 1, progress);
        while (entry != null) {
            all.add(entry);
            if (all.size() > max) {
                putBack(all);
                return null;
            }
            entry = next(max + 1 - all.size(), progress);
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

    int readyEntries() {
        return ready.size();
    }

    /** Returns how many entries the program has got, on all pages together. */
    int sent() {
        return sent;
    }

    void countSent(int number) {
        sent += number;
    }
}
