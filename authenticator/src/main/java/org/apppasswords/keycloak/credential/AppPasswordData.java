package org.apppasswords.keycloak.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.network.AllowedNetworks;
import org.apppasswords.keycloak.network.IpAddress;
import org.apppasswords.keycloak.policy.ClientIds;

/**
 * The {@code credentialData} of an app password: its services, networks, expiration and usage. Not secret: the account
 * API returns it to the user.
 *
 * <p>Immutable. A rewrite keeps fields that this version does not know, so that a rolled-back server does not lose the
 * data of a newer one. An app password with unreadable data or a newer schema is rejected everywhere.
 */
public final class AppPasswordData {

    /** The schema of data without networks, which every version reads. */
    static final int SCHEMA_VERSION = 1;

    /** The schema of data with networks. Versions that do not know networks reject it instead of ignoring them. */
    static final int SCHEMA_VERSION_WITH_NETWORKS = 2;

    private static final String SCHEMA = "schemaVersion";
    private static final String CLIENTS = "clients";
    private static final String NETWORKS = "networks";
    private static final String EXPIRES_AT = "expiresAt";
    private static final String LAST_USED_AT = "lastUsedAt";
    private static final String LAST_USED_FROM = "lastUsedFrom";
    private static final String LAST_USED_CLIENT = "lastUsedClient";
    private static final String RECENT_NETWORKS = "recentNetworks";
    private static final String NETWORK_NOTICE_AT = "networkNoticeAt";
    private static final String EXPIRY_NOTICE_AT = "expiryNoticeAt";
    private static final String END_SEEN_AT = "endSeenAt";
    private static final String OWNER_ID = "ownerId";
    private static final String IDEMPOTENCY_KEY = "idempotencyKey";

    /** More services than a realm offers. Each one costs a look-up wherever the app password is listed. */
    private static final int MAX_CLIENTS = 1000;

    /** More networks than a user moves between in everyday life. */
    private static final int MAX_RECENT_NETWORKS = 8;

    private final ObjectNode json;
    // Every sign-in reads these for all app passwords of the user.
    private final boolean readable;
    private final Set<String> clients;
    private final Optional<AllowedNetworks> networks;

    private AppPasswordData(ObjectNode json) {
        this.json = json;
        this.networks = json == null ? Optional.empty() : readNetworks(json);
        this.readable = json != null && networks.isPresent() && isReadable(json);
        this.clients = json == null ? Set.of() : Collections.unmodifiableSet(readClients(json));
    }

    /**
     * Creates the data of a new app password.
     *
     * @param clients clientIds it may be used with; empty means every service
     * @param expiresAt when it expires, or {@code null} for never
     */
    public static AppPasswordData create(Set<String> clients, Instant expiresAt) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put(SCHEMA, SCHEMA_VERSION);
        ArrayNode list = json.putArray(CLIENTS);
        clients.forEach(list::add);
        putInstant(json, EXPIRES_AT, expiresAt);
        json.putNull(LAST_USED_AT);
        json.putNull(LAST_USED_FROM);
        json.putNull(LAST_USED_CLIENT);
        json.putArray(RECENT_NETWORKS);
        return new AppPasswordData(json);
    }

    /** Returns the data of an app password that may be used from these networks only. */
    public AppPasswordData limitedTo(AllowedNetworks allowed) {
        if (!isReadable() || !allowed.isLimited()) {
            return this;
        }
        ObjectNode copy = json.deepCopy();
        copy.put(SCHEMA, SCHEMA_VERSION_WITH_NETWORKS);
        ArrayNode list = copy.putArray(NETWORKS);
        allowed.texts().forEach(list::add);
        return new AppPasswordData(copy);
    }

    /** Parses stored data. Does not fail: invalid data is {@linkplain #isReadable() unreadable}. */
    public static AppPasswordData parse(String stored) {
        if (stored == null) {
            return new AppPasswordData(null);
        }
        try {
            return new AppPasswordData(Json.MAPPER.readTree(stored) instanceof ObjectNode node ? node : null);
        } catch (JsonProcessingException e) {
            return new AppPasswordData(null);
        }
    }

    /** Returns the JSON to store. */
    public String toJson() {
        return String.valueOf(json);
    }

    /**
     * Returns whether this version can read every field that decides whether it may be used: schema, services,
     * networks, expiration and owner.
     */
    public boolean isReadable() {
        return readable;
    }

    private static boolean isReadable(ObjectNode json) {
        return isListOfText(json.path(CLIENTS))
                && json.path(CLIENTS).size() <= MAX_CLIENTS
                && texts(json.path(CLIENTS)).stream().allMatch(ClientIds::canExist)
                && isInstantOrNull(json.get(EXPIRES_AT))
                && isTextOrNull(json.get(OWNER_ID));
    }

    /**
     * Returns the clientIds it may be used with, without those that no client can have. Empty means every service, if
     * {@linkplain #isReadable() readable}.
     */
    public Set<String> clients() {
        return clients;
    }

    private static Set<String> readClients(ObjectNode json) {
        Set<String> clients = new LinkedHashSet<>();
        for (JsonNode node : json.path(CLIENTS)) {
            String clientId = node.asText();
            if (clients.size() < MAX_CLIENTS && ClientIds.canExist(clientId)) {
                clients.add(clientId);
            }
        }
        return clients;
    }

    /** Returns whether it may be used with this client. False for unreadable data. */
    public boolean allows(String clientId) {
        return readable && (clients.isEmpty() || clients.contains(clientId));
    }

    /** Returns the networks from which it may be used. Meaningful only if {@linkplain #isReadable() readable}. */
    public AllowedNetworks networks() {
        return networks.orElse(AllowedNetworks.ANY);
    }

    /** Returns whether it may be used from this address; empty if unknown. False for unreadable data. */
    public boolean allows(Optional<IpAddress> address) {
        return readable && networks().allow(address);
    }

    // Empty if the networks cannot be read, or do not fit the schema. Networks in the schema without them would be
    // ignored by an older version on another node.
    private static Optional<AllowedNetworks> readNetworks(ObjectNode json) {
        JsonNode version = json.path(SCHEMA);
        JsonNode list = json.path(NETWORKS);
        if (!version.isInt()) {
            return Optional.empty();
        }
        return switch (version.intValue()) {
            case SCHEMA_VERSION ->
                list.isMissingNode() || list.isNull() || (list.isArray() && list.isEmpty())
                        ? Optional.of(AllowedNetworks.ANY)
                        : Optional.empty();
            case SCHEMA_VERSION_WITH_NETWORKS ->
                isListOfText(list)
                        ? AllowedNetworks.parse(texts(list)).filter(AllowedNetworks::isLimited)
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(node -> texts.add(node.textValue()));
        return texts;
    }

    /** Returns when it expires, as chosen at creation; empty for never. */
    public Optional<Instant> expiresAt() {
        return instant(EXPIRES_AT);
    }

    /** Returns when it was last used, as precisely as usage is recorded; empty if never. */
    public Optional<Instant> lastUsedAt() {
        return instant(LAST_USED_AT);
    }

    /** Returns the address it was last used from; empty if never used, or if the bridge did not report it. */
    public Optional<String> lastUsedFrom() {
        return text(LAST_USED_FROM);
    }

    /** Returns the clientId it was last used with; empty if never used. */
    public Optional<String> lastUsedClient() {
        return text(LAST_USED_CLIENT);
    }

    /**
     * Returns the data after a usage. Unreadable data stays unchanged.
     *
     * @param address of the program that signed in, or {@code null} if unknown
     */
    public AppPasswordData usedAt(Instant when, String clientId, String address) {
        if (!isReadable()) {
            return this;
        }
        ObjectNode copy = json.deepCopy();
        putInstant(copy, LAST_USED_AT, when);
        copy.put(LAST_USED_CLIENT, clientId);
        copy.put(LAST_USED_FROM, address);
        // An app password in use has not expired, even if an earlier policy said so.
        copy.remove(END_SEEN_AT);
        return new AppPasswordData(copy);
    }

    /** Returns the networks it was used from in CIDR notation, the latest last. */
    public List<String> recentNetworks() {
        List<String> networks = new ArrayList<>();
        if (json != null) {
            json.path(RECENT_NETWORKS).forEach(node -> networks.add(node.asText()));
        }
        return networks;
    }

    /** Returns the data after a usage from this network; it keeps the 8 latest networks. */
    public AppPasswordData usedFrom(String network) {
        if (!isReadable()) {
            return this;
        }
        List<String> networks = recentNetworks();
        networks.remove(network);
        networks.add(network);
        ObjectNode copy = json.deepCopy();
        ArrayNode list = copy.putArray(RECENT_NETWORKS);
        networks.stream()
                .skip(Math.max(0, networks.size() - MAX_RECENT_NETWORKS))
                .forEach(list::add);
        return new AppPasswordData(copy);
    }

    /** Returns when the user was last notified of the creation or of a new network; empty if never. */
    public Optional<Instant> networkNoticeAt() {
        return instant(NETWORK_NOTICE_AT);
    }

    /** Returns the data after the user was notified of a new network. */
    public AppPasswordData withNetworkNotice(Instant at) {
        return with(NETWORK_NOTICE_AT, at);
    }

    /** Returns when the user was notified that it expires soon; empty if not yet. */
    public Optional<Instant> expiryNoticeAt() {
        return instant(EXPIRY_NOTICE_AT);
    }

    /** Returns the data after the user was notified that it expires soon. */
    public AppPasswordData withExpiryNotice(Instant at) {
        return with(EXPIRY_NOTICE_AT, at);
    }

    /** Returns when it was first seen that the policy has expired it; empty if not yet, or if used since. */
    public Optional<Instant> endSeenAt() {
        return instant(END_SEEN_AT);
    }

    /** Returns the data after it was seen that the policy has expired it. */
    public AppPasswordData withEndSeen(Instant at) {
        return with(END_SEEN_AT, at);
    }

    /** Returns the data after it was seen that the policy no longer expires it. */
    public AppPasswordData withoutEndSeen() {
        return with(END_SEEN_AT, null);
    }

    /**
     * Returns the ID of the {@linkplain DirectoryEntry directory entry} that it was created for; empty if not recorded.
     */
    public Optional<String> ownerId() {
        return text(OWNER_ID);
    }

    /** Returns the data with this directory entry as its owner. */
    AppPasswordData ownedBy(String entryId) {
        if (!isReadable()) {
            return this;
        }
        ObjectNode copy = json.deepCopy();
        copy.put(OWNER_ID, entryId);
        return new AppPasswordData(copy);
    }

    /** Returns the key of the form that created it; empty if the form had none. */
    public Optional<String> idempotencyKey() {
        return text(IDEMPOTENCY_KEY);
    }

    /** Returns the data with the key of the form that creates it. */
    public AppPasswordData withIdempotencyKey(String key) {
        ObjectNode copy = json.deepCopy();
        copy.put(IDEMPOTENCY_KEY, key);
        return new AppPasswordData(copy);
    }

    private AppPasswordData with(String field, Instant instant) {
        if (!isReadable()) {
            return this;
        }
        ObjectNode copy = json.deepCopy();
        putInstant(copy, field, instant);
        return new AppPasswordData(copy);
    }

    private Optional<Instant> instant(String field) {
        JsonNode node = json == null ? null : json.get(field);
        return node != null && node.isIntegralNumber()
                ? Optional.of(Instant.ofEpochMilli(node.longValue()))
                : Optional.empty();
    }

    private Optional<String> text(String field) {
        JsonNode node = json == null ? null : json.get(field);
        return node != null && node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }

    private static void putInstant(ObjectNode json, String field, Instant instant) {
        if (instant == null) {
            json.putNull(field);
        } else {
            json.put(field, instant.toEpochMilli());
        }
    }

    private static boolean isInstantOrNull(JsonNode node) {
        return node == null || node.isNull() || (node.isIntegralNumber() && node.canConvertToLong());
    }

    private static boolean isTextOrNull(JsonNode node) {
        return node == null || node.isNull() || node.isTextual();
    }

    private static boolean isListOfText(JsonNode node) {
        if (!node.isArray()) {
            return false;
        }
        for (JsonNode element : node) {
            if (!element.isTextual()) {
                return false;
            }
        }
        return true;
    }
}
