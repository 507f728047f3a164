package org.apppasswords.keycloak.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.Expiration;
import org.apppasswords.keycloak.policy.Expiration.Cause;

/**
 * What can be known of a stored app password: everything but its secret.
 *
 * @param id credential id
 * @param name what the user called it
 * @param createdAt when it was made
 * @param expiresAt when its lifetime is over under today's policy, or since when it has been unused for too long; empty
 *     for no end. The end that comes only if it is not used is told once it has come
 * @param expired whether it has ended
 * @param unusedExpired whether it has ended because it was not used
 * @param purgeAt from when on it is removed, once it has ended; empty if nobody has seen the end before
 * @param endSeen whether its data says that an end by the policy was seen
 * @param readable whether its data can be read by this version; if not, it is refused everywhere
 * @param clients clientIds it may be used with; empty means every service
 * @param lastUsedAt when it was last used; empty if never
 * @param lastUsedFrom from which address, as far as known
 * @param lastUsedClient with which client
 * @param ofPredecessor whether it belongs to another person who had the user name before; it is then rejected
 *     everywhere. False if it was read from the store without the user
 */
public record AppPasswordEntry(
        String id,
        String name,
        Instant createdAt,
        Optional<Instant> expiresAt,
        boolean expired,
        boolean unusedExpired,
        Optional<Instant> purgeAt,
        boolean endSeen,
        boolean readable,
        Set<String> clients,
        Optional<Instant> lastUsedAt,
        Optional<String> lastUsedFrom,
        Optional<String> lastUsedClient,
        boolean ofPredecessor) {

    public static final Comparator<AppPasswordEntry> NEWEST_FIRST =
            Comparator.comparing(AppPasswordEntry::createdAt).reversed().thenComparing(AppPasswordEntry::id);

    /** Whether it ended so long ago that nobody needs to see it any more. */
    public boolean endedLongAgo(Instant now) {
        return readable && purgeAt.filter(from -> !now.isBefore(from)).isPresent();
    }

    /** Whether it has ended, or has not after all, and its data does not say so yet. */
    public boolean expirationStateChanged() {
        return readable && (expired ? purgeAt.isEmpty() : endSeen);
    }

    public static AppPasswordEntry of(AppPasswordCredentialModel credential, AppPasswordPolicy policy, Instant now) {
        AppPasswordData data = credential.data();
        Optional<Expiration> over = policy.ending(credential.createdAt(), data.expiresAt(), data.lastUsedAt())
                .filter(ending -> ending.isOver(now));
        return new AppPasswordEntry(
                credential.getId(),
                credential.name(),
                credential.createdAt(),
                over.map(Expiration::at).or(() -> policy.end(credential.createdAt(), data.expiresAt())),
                over.isPresent(),
                over.filter(ending -> ending.cause() == Cause.UNUSED).isPresent(),
                over.flatMap(ending -> purgeAt(data, now)),
                data.endSeenAt().isPresent(),
                data.isReadable(),
                data.clients(),
                data.lastUsedAt(),
                data.lastUsedFrom(),
                data.lastUsedClient(),
                credential.isOfPredecessor());
    }

    // The end that was chosen is certain. One that the policy sets can be a mistake of an administrator, made a minute
    // ago for all at once: for those, the time to put it right counts from when the end was first seen.
    private static Optional<Instant> purgeAt(AppPasswordData data, Instant now) {
        return data.expiresAt()
                .filter(chosen -> !now.isBefore(chosen))
                .or(data::endSeenAt)
                .map(end -> end.plus(AppPasswordPolicy.KEPT_AFTER_END));
    }
}
