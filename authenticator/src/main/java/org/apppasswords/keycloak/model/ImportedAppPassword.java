package org.apppasswords.keycloak.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.secret.ImportedHash;

/**
 * An app password of another system to import.
 *
 * @param name its name there; checked and trimmed on import
 * @param hash its stored hash
 * @param clients clientIds of the services it may be used with; empty means all
 * @param networks networks from which it may be used; checked on import; empty means every network
 * @param createdAt time of creation; empty for now
 * @param expiresAt time of expiration; empty for never
 * @param lastUsedAt time of last use; empty if never used or unknown
 */
public record ImportedAppPassword(
        String name,
        ImportedHash hash,
        Set<String> clients,
        List<String> networks,
        Optional<Instant> createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> lastUsedAt) {}
