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
 * An app password as these APIs show it. Instants are epoch milliseconds.
 *
 * @param clients empty for every service; {@code null} if it is rejected everywhere, because the stored data cannot be
 *     read or another person had the user name before
 * @param password the letters, in the answer that creates it and in no other
 * @param setUp how to set up a device with it, in that answer only
 */
@JsonInclude(Include.ALWAYS)
public record AppPasswordJson(
        String id,
        String name,
        long createdAt,
        Long expiresAt,
        Long lastUsedAt,
        String lastUsedFrom,
        String lastUsedClient,
        List<String> clients,
        boolean expired,
        @JsonInclude(Include.NON_NULL) String password,
        @JsonInclude(Include.NON_NULL) ConnectionSettingsJson setUp) {

    /** Without the password, which nobody has any more. */
    public static AppPasswordJson of(AppPasswordEntry entry) {
        return of(entry, null, null);
    }

    /** With the password, for the answer that creates it. */
    public static AppPasswordJson withSecret(CreatedAppPassword created, ConnectionSettings setUp) {
        return of(created.entry(), created.secret().letters(), ConnectionSettingsJson.of(setUp));
    }

    /** Without the password: a record's own text would have it. */
    @Override
    public String toString() {
        return "AppPasswordJson[" + id + "]";
    }

    private static AppPasswordJson of(AppPasswordEntry entry, String password, ConnectionSettingsJson setUp) {
        return new AppPasswordJson(
                entry.id(),
                entry.name(),
                entry.createdAt().toEpochMilli(),
                milliseconds(entry.expiresAt()),
                milliseconds(entry.lastUsedAt()),
                entry.lastUsedFrom().orElse(null),
                entry.lastUsedClient().orElse(null),
                entry.readable() && !entry.ofPredecessor()
                        ? entry.clients().stream().sorted().toList()
                        : null,
                entry.expired(),
                password,
                setUp);
    }

    private static Long milliseconds(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli).orElse(null);
    }
}
