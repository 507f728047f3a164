package org.apppasswords.keycloak.service;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;

/**
 * What can be known of a stored app password: everything but its secret.
 *
 * @param id credential id
 * @param name what the user called it
 * @param createdAt when it was made
 * @param expiresAt when it ends under today's policy; empty for no end
 * @param expired whether that was before now
 * @param readable whether its data can be read by this version; if not, it is refused everywhere
 * @param clients clientIds it may be used with; empty means every service
 * @param lastUsedAt when it was last used; empty if never
 * @param lastUsedFrom from which address, as far as known
 * @param lastUsedClient with which client
 */
public record AppPasswordEntry(
        String id,
        String name,
        Instant createdAt,
        Optional<Instant> expiresAt,
        boolean expired,
        boolean readable,
        Set<String> clients,
        Optional<Instant> lastUsedAt,
        Optional<String> lastUsedFrom,
        Optional<String> lastUsedClient) {

    static final Comparator<AppPasswordEntry> NEWEST_FIRST =
            Comparator.comparing(AppPasswordEntry::createdAt).reversed().thenComparing(AppPasswordEntry::id);

    static AppPasswordEntry of(AppPasswordCredentialModel credential, AppPasswordPolicy policy, Instant now) {
        AppPasswordData data = credential.data();
        Optional<Instant> end = policy.end(credential.createdAt(), data.expiresAt());
        return new AppPasswordEntry(
                credential.getId(),
                credential.name(),
                credential.createdAt(),
                end,
                end.filter(instant -> !now.isBefore(instant)).isPresent(),
                data.isReadable(),
                data.clients(),
                data.lastUsedAt(),
                data.lastUsedFrom(),
                data.lastUsedClient());
    }
}
