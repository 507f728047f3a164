package org.apppasswords.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.apppasswords.keycloak.inventory.InventoryItem;
import org.apppasswords.keycloak.rest.AppPasswordJson;

/**
 * An app password and whose it is.
 *
 * @param username {@code null} where the user's directory does not answer
 */
record InventoryItemJson(
        String userId, String username, @JsonUnwrapped AppPasswordJson appPassword) {

    static InventoryItemJson of(InventoryItem item) {
        return new InventoryItemJson(item.userId(), item.username().orElse(null), AppPasswordJson.of(item.entry()));
    }
}
