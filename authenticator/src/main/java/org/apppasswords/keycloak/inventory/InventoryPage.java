package org.apppasswords.keycloak.inventory;

import java.util.List;
import java.util.Optional;

/**
 * A part of the inventory.
 *
 * @param items by user; can be fewer than asked for, even none, before the last page
 * @param next where the next page begins; empty on the last one
 */
public record InventoryPage(List<InventoryItem> items, Optional<String> next) {}
