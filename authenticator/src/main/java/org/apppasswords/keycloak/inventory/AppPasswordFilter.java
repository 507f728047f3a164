package org.apppasswords.keycloak.inventory;

import java.time.Instant;
import java.util.Optional;
import org.apppasswords.keycloak.model.AppPasswordEntry;

/**
 * Which app passwords an administrator means. Conditions add up: each one that is there has to hold.
 *
 * @param client clientId that it is limited to, alone or with others
 * @param unlimitedToo whether one for every service is meant as well, where {@code client} is there
 * @param unusedSince before which it was last used, or made if it never was
 * @param userId whose it is
 */
public record AppPasswordFilter(
        Optional<String> client, boolean unlimitedToo, Optional<Instant> unusedSince, Optional<String> userId) {

    /** Whether this one is meant; whose it is, is not looked at. */
    boolean matches(AppPasswordEntry entry) {
        return client.map(clientId -> opens(entry, clientId)).orElse(true)
                && unusedSince.map(since -> isUnusedSince(entry, since)).orElse(true);
    }

    // One that cannot be read opens nothing.
    private boolean opens(AppPasswordEntry entry, String clientId) {
        return entry.readable()
                && (entry.clients().isEmpty() ? unlimitedToo : entry.clients().contains(clientId));
    }

    private static boolean isUnusedSince(AppPasswordEntry entry, Instant since) {
        return entry.lastUsedAt().orElse(entry.createdAt()).isBefore(since);
    }
}
