package org.apppasswords.keycloak.directory;

/**
 * A user in Keycloak's database.
 *
 * @param federationLink ID of the directory that the user was imported from; {@code null} for a local user
 */
record StoredUser(String id, String federationLink) {

    /** The columns of a user {@code u} that {@link #of} reads. The first one loads the user for later look-ups by ID. */
    static final String COLUMNS = "u, u.id, u.federationLink";

    /**
     * Reads the columns.
     *
     * @param first index of the first column in the row
     */
    static StoredUser of(Object[] row, int first) {
        return new StoredUser((String) row[first + 1], (String) row[first + 2]);
    }

    /** Returns whether no directory has to be asked about the user. */
    boolean isLocal() {
        return federationLink == null;
    }
}
