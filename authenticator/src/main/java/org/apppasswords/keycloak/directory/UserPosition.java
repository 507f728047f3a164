package org.apppasswords.keycloak.directory;

import java.util.Optional;

/**
 * The position of a walk over users: first the stored ones, by ID; then those that a search finds in the directories of
 * the realm, one directory after the other.
 *
 * @param directory ID of the directory's component; empty for the stored users
 * @param last ID of the last stored user; for a directory, the number of users that were read
 */
record UserPosition(Optional<String> directory, String last) {

    /** The beginning of a walk. */
    static final UserPosition START = new UserPosition(Optional.empty(), "");

    private static final char SEPARATOR = '\n';

    static UserPosition stored(String lastId) {
        return new UserPosition(Optional.empty(), lastId);
    }

    static UserPosition inDirectory(String directory, int offset) {
        return new UserPosition(Optional.of(directory), String.valueOf(offset));
    }

    int offset() {
        return Integer.parseInt(last);
    }

    /** Returns the position as text. */
    String write() {
        return directory.orElse("") + SEPARATOR + last;
    }

    /** Parses the text of a position that this class has written. */
    static UserPosition read(String text) {
        int end = text.indexOf(SEPARATOR);
        return new UserPosition(
                Optional.of(text.substring(0, end)).filter(id -> !id.isEmpty()), text.substring(end + 1));
    }
}
