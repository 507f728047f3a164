package org.apppasswords.keycloak.inventory;

import java.util.Optional;
import org.apppasswords.keycloak.paging.SealedCursor;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The position of an app password in a scan of the realm: the last one that was examined.
 *
 * <p>The cursor for administrators is encrypted with the realm's own key, because the app password may belong to a user
 * whom the administrator may not see, and the ID of a federated user can contain the user name.
 *
 * @param table table of the app password
 * @param userId ID of the owner
 * @param credentialId ID of the app password
 */
public record InventoryPosition(Table table, String userId, String credentialId) {

    private static final char SEPARATOR = '\n';

    /** Keycloak's tables of credentials, in the order of the scan. */
    public enum Table {
        LOCAL,
        FEDERATED
    }

    /** Returns the cursor for administrators. */
    String seal(KeycloakSession session, RealmModel realm) {
        return new SealedCursor(session, realm).seal(write());
    }

    /** Returns the position in a cursor; empty if this realm did not issue it, or its key was removed meanwhile. */
    static Optional<InventoryPosition> open(KeycloakSession session, RealmModel realm, String cursor) {
        return new SealedCursor(session, realm).open(cursor).flatMap(InventoryPosition::read);
    }

    /** Returns the position as text. */
    public String write() {
        return table.name() + SEPARATOR + credentialId + SEPARATOR + userId;
    }

    /** Parses the text of a position; empty if invalid. */
    public static Optional<InventoryPosition> read(String text) {
        // The ID of a federated user comes last, because it can contain any character.
        String[] parts = text.split(String.valueOf(SEPARATOR), 3);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return Optional.empty();
        }
        for (Table table : Table.values()) {
            if (table.name().equals(parts[0])) {
                return Optional.of(new InventoryPosition(table, parts[2], parts[1]));
            }
        }
        return Optional.empty();
    }
}
