package org.apppasswords.keycloak.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.network.AllowedNetworks;

/** Builds entries for tests. By default, the app password is valid for every service and has never been used. */
public final class AppPasswordEntryBuilder {

    private String name = "Phone";
    private boolean readable = true;
    private boolean expired;
    private Set<String> clients = Set.of();
    private Instant expiresAt;
    private Instant lastUsedAt;
    private String lastUsedFrom;
    private AllowedNetworks networks = AllowedNetworks.ANY;

    public AppPasswordEntryBuilder name(String newName) {
        name = newName;
        return this;
    }

    public AppPasswordEntryBuilder unreadable() {
        readable = false;
        return this;
    }

    public AppPasswordEntryBuilder clients(Set<String> clientIds) {
        clients = clientIds;
        return this;
    }

    public AppPasswordEntryBuilder networks(String... texts) {
        networks = AllowedNetworks.parse(List.of(texts)).orElseThrow();
        return this;
    }

    public AppPasswordEntryBuilder expiresAt(Instant at) {
        expiresAt = at;
        return this;
    }

    public AppPasswordEntryBuilder expired() {
        expired = true;
        return this;
    }

    /** Sets the last use; {@code null} for never. */
    public AppPasswordEntryBuilder lastUsedAt(Instant at) {
        lastUsedAt = at;
        return this;
    }

    public AppPasswordEntryBuilder lastUsedFrom(String address) {
        lastUsedFrom = address;
        return this;
    }

    public AppPasswordEntry build() {
        return new AppPasswordEntry(
                "id-1",
                name,
                Instant.parse("2026-03-01T12:00:00Z"),
                Optional.ofNullable(expiresAt),
                expired,
                false,
                Optional.empty(),
                false,
                readable,
                clients,
                networks,
                Optional.ofNullable(lastUsedAt),
                Optional.ofNullable(lastUsedFrom),
                Optional.empty(),
                false);
    }
}
