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
 * @param expiresBefore selects app passwords whose end is before this time, also if they have already expired
 * @param userId owner of the app passwords
 * @param device whether the owner is a device account
 */
public record AppPasswordFilter(
        Optional<String> client,
        boolean unlimitedToo,
        Optional<Instant> unusedSince,
        Optional<Instant> expiresBefore,
        Optional<String> userId,
        Optional<Boolean> device) {

    /** Returns whether the owner matches, of whom it is known whether it is a device account. */
    boolean matchesOwner(boolean isDevice) {
        return device.map(wanted -> wanted == isDevice).orElse(true);
    }

    /** Returns whether the app password matches all conditions except those on its owner. */
    boolean matches(AppPasswordEntry entry) {
        return client.map(clientId -> isFor(entry, clientId)).orElse(true)
                && unusedSince.map(since -> isUnusedSince(entry, since)).orElse(true)
                && expiresBefore.map(time -> expiresBefore(entry, time)).orElse(true);
    }

    // An unreadable app password does not work with any service.
    private boolean isFor(AppPasswordEntry entry, String clientId) {
        return entry.readable()
                && (entry.clients().isEmpty() ? unlimitedToo : entry.clients().contains(clientId));
    }

    private static boolean isUnusedSince(AppPasswordEntry entry, Instant since) {
        return entry.lastUsedAt().orElse(entry.createdAt()).isBefore(since);
    }

    private static boolean expiresBefore(AppPasswordEntry entry, Instant time) {
        return entry.expiresAt().filter(end -> end.isBefore(time)).isPresent();
    }
}
