package org.apppasswords.keycloak.model;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.secret.ImportedHash;

/**
 * An app password of another system, to be brought along.
 *
 * @param name as it was called there; checked and trimmed
 * @param hash what that system has stored of it
 * @param clients clientIds of the services it shall work for; empty means all
 * @param createdAt when it was made; empty for now
 * @param expiresAt when it ends; empty for no end
 * @param lastUsedAt when it was last used; empty if never, or if nobody knows
 */
public record ImportedAppPassword(
        String name,
        ImportedHash hash,
        Set<String> clients,
        Optional<Instant> createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> lastUsedAt) {}
