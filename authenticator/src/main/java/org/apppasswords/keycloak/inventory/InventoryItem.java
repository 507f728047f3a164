package org.apppasswords.keycloak.inventory;

import java.util.Optional;
import org.apppasswords.keycloak.model.AppPasswordEntry;

/**
 * An app password and whose it is.
 *
 * @param userId whose it is
 * @param username empty where the user's directory does not answer, or does not know the user any more
 * @param entry the app password
 */
public record InventoryItem(String userId, Optional<String> username, AppPasswordEntry entry) {}
