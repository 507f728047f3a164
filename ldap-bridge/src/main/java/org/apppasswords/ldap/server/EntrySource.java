package org.apppasswords.ldap.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apppasswords.ldap.directory.Deadline;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.keycloak.KeycloakException;
import org.apppasswords.ldap.keycloak.Page;

/** Candidates for the answer of a search, read in pieces. */
interface EntrySource {

    /** Reads the next candidates; may be none although there are more. */
    List<DirectoryEntry> next(int wanted, Deadline deadline) throws KeycloakException;

    boolean isExhausted();

    /** One request that returns all its candidates. */
    @FunctionalInterface
    interface Lookup {
        List<DirectoryEntry> read(Deadline deadline) throws KeycloakException;
    }

    /** One request for a page. */
    @FunctionalInterface
    interface PageReader {
        Page<DirectoryEntry> read(int max, String cursor, Deadline deadline) throws KeycloakException;
    }

    /** Looks up one after the other. */
    static EntrySource of(List<Lookup> lookups) {
        Deque<Lookup> left = new ArrayDeque<>(lookups);
        return new EntrySource() {
            @Override
            public List<DirectoryEntry> next(int wanted, Deadline deadline) throws KeycloakException {
                return left.remove().read(deadline);
            }

            @Override
            public boolean isExhausted() {
                return left.isEmpty();
            }
        };
    }

    /** Reads all pages of a list, and keeps only the cursor between them. */
    static EntrySource of(PageReader reader) {
        return new EntrySource() {
            private String cursor;
            private boolean isExhausted;

            @Override
            public List<DirectoryEntry> next(int wanted, Deadline deadline) throws KeycloakException {
                Page<DirectoryEntry> page = reader.read(wanted, cursor, deadline);
                cursor = page.next();
                isExhausted = cursor == null;
                return page.items();
            }

            @Override
            public boolean isExhausted() {
                return isExhausted;
            }
        };
    }
}
