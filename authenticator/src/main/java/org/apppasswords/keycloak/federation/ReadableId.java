package org.apppasswords.keycloak.federation;

import java.util.Optional;

/** IDs from requests. */
public final class ReadableId {

    private static final String OF_DIRECTORY = "f:";

    private ReadableId() {}

    /**
     * Returns the ID; empty if Keycloak cannot parse it, so that nothing has it. {@code StorageId} fails for a text that
     * begins like the ID of a directory's object, {@code f:component:name}, and does not continue like one. PostgreSQL
     * rejects a text with a NUL.
     */
    public static Optional<String> of(String id) {
        boolean isUnreadable = id.indexOf('\0') >= 0 || startsUnreadable(id);
        return isUnreadable ? Optional.empty() : Optional.of(id);
    }

    private static boolean startsUnreadable(String id) {
        return id.startsWith(OF_DIRECTORY) && id.indexOf(':', OF_DIRECTORY.length()) <= OF_DIRECTORY.length();
    }
}
