package org.apppasswords.keycloak.inventory;

import java.util.List;
import java.util.Optional;

/**
 * The result of one part of a bulk revocation.
 *
 * @param revoked app passwords that were revoked, or would be in a dry run
 * @param failed number of app passwords that could not be revoked; a retry helps, or the log has the reason
 * @param skipped number of app passwords of users whom the administrator may view but not change
 * @param next cursor of the next part; empty after the last one
 */
public record BulkResult(List<InventoryItem> revoked, int failed, int skipped, Optional<String> next) {}
