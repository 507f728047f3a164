package org.apppasswords.keycloak.inventory;

import java.util.List;
import java.util.Optional;

/**
 * A page of the inventory.
 *
 * @param items app passwords, grouped by user; any page can have fewer than requested, or none
 * @param next cursor of the next page; empty on the last page
 */
public record InventoryPage(List<InventoryItem> items, Optional<String> next) {}
