package org.apppasswords.keycloak.inventory;

import java.util.Optional;
import org.apppasswords.keycloak.model.AppPasswordEntry;

/**
 * An app password with its owner.
 *
 * @param userId ID of the owner
 * @param username empty if the user's directory does not respond, or no longer has the user
 * @param device whether the owner is a device account
 * @param entry the app password
 */
public record InventoryItem(String userId, Optional<String> username, boolean device, AppPasswordEntry entry) {}
