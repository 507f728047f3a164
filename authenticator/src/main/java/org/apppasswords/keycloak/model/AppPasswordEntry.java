package org.apppasswords.keycloak.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.network.AllowedNetworks;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.Expiration;
import org.apppasswords.keycloak.policy.Expiration.Cause;

/**
 * A stored app password without its secret.
 *
 * @param id credential ID
 * @param name the name that the user chose
 * @param createdAt time of creation
 * @param expiresAt end of its lifetime under today's policy, or the time since when it has been unused for too long;
 *     empty for never. A future unused expiry is not reported, because the next use moves it
 * @param expired whether it has expired
 * @param unusedExpired whether it has expired because it was not used
 * @param purgeAt when an expired app password is removed; empty if the expiration was not recorded yet
 * @param endSeen whether an expiration by the policy was recorded
 * @param readable whether this version can read its data; otherwise it is rejected everywhere
 * @param clients clientIds it may be used with; empty means every service
 * @param networks from which it may be used
 * @param lastUsedAt time of last use; empty if never used
 * @param lastUsedFrom address of the last use; empty if unknown
 * @param lastUsedClient clientId of the last use
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
        AllowedNetworks networks,
        Optional<Instant> lastUsedAt,
        Optional<String> lastUsedFrom,
        Optional<String> lastUsedClient,
        boolean ofPredecessor) {

    private static final Comparator<AppPasswordEntry> NEWEST_FIRST =
            Comparator.comparing(AppPasswordEntry::createdAt).reversed().thenComparing(AppPasswordEntry::id);

    /** Returns from when on it expires soon; empty if it never expires or has expired. */
    public Optional<Instant> expiresSoonFrom() {
        return expiresAt.filter(end -> !expired).map(end -> Expiration.warnFrom(createdAt, end));
    }

    /** Returns whether its data can be read and belongs to the user; otherwise it is rejected everywhere. */
    public boolean isUsable() {
        return readable && !ofPredecessor;
    }

    /** Returns whether it expired so long ago that it must be removed. */
    public boolean isDueForPurge(Instant now) {
        return readable && purgeAt.filter(from -> !now.isBefore(from)).isPresent();
    }

    /** Returns whether its expiration by the policy, or the end of that expiration, has to be recorded. */
    public boolean expirationStateChanged() {
        return readable && (expired ? purgeAt.isEmpty() : endSeen);
    }

    /**
     * Returns what the policy makes of a stored app password now.
     *
     * @param realmPolicy the policy of the realm, which the services of the app password can limit further
     */
    public static AppPasswordEntry of(
            AppPasswordCredentialModel credential, AppPasswordPolicy realmPolicy, Instant now) {
        AppPasswordData data = credential.data();
        AppPasswordPolicy policy = realmPolicy.forServices(data.clients());
        Optional<Expiration> past = past(credential, policy, now);
        return new AppPasswordEntry(
                credential.getId(),
                credential.name(),
                credential.createdAt(),
                past.map(Expiration::at).or(() -> policy.lifetimeEnd(credential.createdAt(), data.expiresAt())),
                past.isPresent(),
                past.filter(expiration -> expiration.cause() == Cause.UNUSED).isPresent(),
                past.flatMap(expiration -> purgeAt(data, now)),
                data.endSeenAt().isPresent(),
                data.isReadable(),
                data.clients(),
                data.networks(),
                data.lastUsedAt(),
                data.lastUsedFrom(),
                data.lastUsedClient(),
                credential.isOfPredecessor());
    }

    /**
     * Returns the entries of those credentials that have expired, or were recorded as expired. Sign-ins look for them
     * among all app passwords of the user, and most have none.
     */
    public static List<AppPasswordEntry> expiring(
            List<AppPasswordCredentialModel> credentials, AppPasswordPolicy policy, Instant now) {
        return credentials.stream()
                .filter(credential -> credential.data().endSeenAt().isPresent()
                        || past(credential, policy.forServices(credential.data().clients()), now)
                                .isPresent())
                .map(credential -> of(credential, policy, now))
                .toList();
    }

    private static Optional<Expiration> past(
            AppPasswordCredentialModel credential, AppPasswordPolicy policy, Instant now) {
        AppPasswordData data = credential.data();
        return policy.expiration(credential.createdAt(), data.expiresAt(), data.lastUsedAt())
                .filter(expiration -> expiration.isOver(now));
    }

    /** Returns the entries of these credentials, newest first. */
    public static List<AppPasswordEntry> newestFirst(
            List<AppPasswordCredentialModel> credentials, AppPasswordPolicy policy, Instant now) {
        return credentials.stream()
                .map(credential -> of(credential, policy, now))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    // The lifetime that the user chose is certain. An expiration by the policy can be an administrator's mistake that
    // affects all users, so the time to correct it starts when the expiration is first seen.
    private static Optional<Instant> purgeAt(AppPasswordData data, Instant now) {
        return data.expiresAt()
                .filter(chosen -> !now.isBefore(chosen))
                .or(data::endSeenAt)
                .map(end -> end.plus(AppPasswordPolicy.RETENTION_AFTER_EXPIRATION));
    }
}
