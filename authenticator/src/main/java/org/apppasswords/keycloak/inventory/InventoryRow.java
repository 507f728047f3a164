package org.apppasswords.keycloak.inventory;

import java.util.Optional;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.inventory.InventoryPosition.Table;
import org.keycloak.credential.CredentialModel;

/**
 * A row of a scan over the tables: an app password without its secret.
 *
 * @param position position in the scan
 * @param username user name of the owner, if the same database has it
 * @param marked whether the owner has the mark of device accounts, if the same database has the owner
 * @param credential the app password without its secret
 */
record InventoryRow(
        InventoryPosition position,
        Optional<String> username,
        Optional<Boolean> marked,
        AppPasswordCredentialModel credential) {

    /** Creates a row from the columns of the query for this table. */
    static InventoryRow of(Table table, Object[] columns) {
        CredentialModel credential = new CredentialModel();
        credential.setId((String) columns[0]);
        credential.setType(AppPasswordCredentialModel.TYPE);
        credential.setUserLabel((String) columns[2]);
        credential.setCreatedDate((Long) columns[3]);
        credential.setCredentialData((String) columns[4]);
        boolean local = table == Table.LOCAL;
        Optional<String> username = local ? Optional.ofNullable((String) columns[5]) : Optional.empty();
        Optional<Boolean> marked = local ? Optional.of((Long) columns[6] > 0) : Optional.empty();
        return new InventoryRow(
                new InventoryPosition(table, (String) columns[1], (String) columns[0]),
                username,
                marked,
                AppPasswordCredentialModel.copyOf(credential));
    }

    String userId() {
        return position.userId();
    }
}
