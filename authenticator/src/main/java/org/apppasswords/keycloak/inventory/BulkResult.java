package org.apppasswords.keycloak.inventory;

import java.util.List;
import java.util.Optional;

/**
 * What became of one part of a large revocation.
 *
 * @param revoked those that are refused from now on, or would be
 * @param failed how many should be but are not; asking again helps, or the log says why
 * @param skipped how many belong to users whom the administrator may see but not change
 * @param next where the next part begins; empty if this was the last one
 */
public record BulkResult(List<InventoryItem> revoked, int failed, int skipped, Optional<String> next) {}
