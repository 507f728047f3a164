package org.apppasswords.keycloak.inventory;

import java.time.Instant;
import java.util.Optional;
import org.apppasswords.keycloak.model.AppPasswordEntry;

/**
 * An administrator's selection of app passwords. All conditions that are present must match.
 *
 * @param client clientId that the app password is limited to, alone or with others
 * @param unlimitedToo whether {@code client} also selects app passwords for every service
 * @param unusedSince selects app passwords that were last used before this time, or created if they were never used
 * @param userId owner of the app passwords
 */
public record AppPasswordFilter(
        Optional<String> client, boolean unlimitedToo, Optional<Instant> unusedSince, Optional<String> userId) {

    /** Returns whether the app password matches all conditions except the owner. */
    boolean matches(AppPasswordEntry entry) {
        return client.map(clientId -> isFor(entry, clientId)).orElse(true)
                && unusedSince.map(since -> isUnusedSince(entry, since)).orElse(true);
    }

    // An unreadable app password does not work with any service.
    private boolean isFor(AppPasswordEntry entry, String clientId) {
        return entry.readable()
                && (entry.clients().isEmpty() ? unlimitedToo : entry.clients().contains(clientId));
    }

    private static boolean isUnusedSince(AppPasswordEntry entry, Instant since) {
        return entry.lastUsedAt().orElse(entry.createdAt()).isBefore(since);
    }
}
