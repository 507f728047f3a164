package org.apppasswords.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.connection.ConnectionSettings;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.CreatedAppPassword;

/**
 * An app password in a response. Instants are epoch milliseconds.
 *
 * @param clients empty for every service; {@code null} if every sign-in is rejected, because the stored data cannot be
 *     read or the app password belongs to another person who had the user name before
 * @param networks in CIDR notation; empty for every network; {@code null} like {@code clients}
 * @param expiresSoonFrom from when on it expires soon; {@code null} if it never expires or has expired
 * @param expiredUnused whether it has expired because it was not used
 * @param password the letters, only in the response to the creation
 * @param setUp settings for a mail program, only in the response to the creation
 */
@JsonInclude(Include.ALWAYS)
public record AppPasswordJson(
        String id,
        String name,
        long createdAt,
        Long expiresAt,
        Long expiresSoonFrom,
        Long lastUsedAt,
        String lastUsedFrom,
        String lastUsedClient,
        List<String> clients,
        List<String> networks,
        boolean expired,
        boolean expiredUnused,
        @JsonInclude(Include.NON_NULL) String password,
        @JsonInclude(Include.NON_NULL) ConnectionSettingsJson setUp) {

    /** Returns the JSON of a stored app password. */
    public static AppPasswordJson of(AppPasswordEntry entry) {
        return of(entry, null, null);
    }

    /** Returns the JSON of a new app password, with the password. */
    public static AppPasswordJson withSecret(CreatedAppPassword created, ConnectionSettings setUp) {
        return of(created.entry(), created.secret().letters(), ConnectionSettingsJson.of(setUp));
    }

    /** Leaves out the password, which the default text of a record would contain. */
    @Override
    public String toString() {
        return "AppPasswordJson[" + id + "]";
    }

    private static AppPasswordJson of(AppPasswordEntry entry, String password, ConnectionSettingsJson setUp) {
        boolean usable = entry.isUsable();
        return new AppPasswordJson(
                entry.id(),
                entry.name(),
                entry.createdAt().toEpochMilli(),
                milliseconds(entry.expiresAt()),
                milliseconds(entry.expiresSoonFrom()),
                milliseconds(entry.lastUsedAt()),
                entry.lastUsedFrom().orElse(null),
                entry.lastUsedClient().orElse(null),
                usable ? entry.clients().stream().sorted().toList() : null,
                usable ? entry.networks().texts() : null,
                entry.expired(),
                entry.unusedExpired(),
                password,
                setUp);
    }

    private static Long milliseconds(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli).orElse(null);
    }
}
