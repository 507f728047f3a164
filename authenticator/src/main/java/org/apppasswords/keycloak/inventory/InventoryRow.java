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
 * @param credential the app password without its secret
 */
record InventoryRow(InventoryPosition position, Optional<String> username, AppPasswordCredentialModel credential) {

    /** Creates a row from the columns of the query for this table. */
    static InventoryRow of(Table table, Object[] columns) {
        CredentialModel credential = new CredentialModel();
        credential.setId((String) columns[0]);
        credential.setType(AppPasswordCredentialModel.TYPE);
        credential.setUserLabel((String) columns[2]);
        credential.setCreatedDate((Long) columns[3]);
        credential.setCredentialData((String) columns[4]);
        Optional<String> username = table == Table.LOCAL ? Optional.ofNullable((String) columns[5]) : Optional.empty();
        return new InventoryRow(
                new InventoryPosition(table, (String) columns[1], (String) columns[0]),
                username,
                AppPasswordCredentialModel.copyOf(credential));
    }

    String userId() {
        return position.userId();
    }
}
