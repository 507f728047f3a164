package org.apppasswords.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.apppasswords.keycloak.inventory.InventoryItem;
import org.apppasswords.keycloak.rest.AppPasswordJson;

/**
 * An app password and its owner.
 *
 * @param device whether the owner is a device account
 * @param username {@code null} if the user's directory does not respond
 */
record InventoryItemJson(
        String userId,
        String username,
        boolean device,
        @JsonUnwrapped AppPasswordJson appPassword) {

    static InventoryItemJson of(InventoryItem item) {
        return new InventoryItemJson(
                item.userId(), item.username().orElse(null), item.device(), AppPasswordJson.of(item.entry()));
    }
}
