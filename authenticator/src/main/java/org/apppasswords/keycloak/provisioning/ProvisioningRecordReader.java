package org.apppasswords.keycloak.provisioning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.apppasswords.keycloak.provisioning.ProvisioningRecord.Value;
import org.apppasswords.keycloak.realmconfig.AccountApiScopePart;
import org.apppasswords.keycloak.realmconfig.ClientSetting;
import org.apppasswords.keycloak.realmconfig.RealmParts;
import org.keycloak.models.RealmModel;

/**
 * Reads a {@link ProvisioningRecord}. Deprovisioning restores rights, so it accepts only entries that provisioning can
 * have written: a known property with values of its type.
 */
final class ProvisioningRecordReader {

    /** Length of the column in Keycloak's database. */
    private static final int MAX_INTERNAL_ID_LENGTH = 36;

    private static final Set<String> REALM_PROPERTIES =
            Set.of(RealmParts.REQUIRED_ACTION, RealmParts.FLOW, AccountApiScopePart.PROPERTY);

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Map<String, Value> ofRealm = new LinkedHashMap<>();
    private final Map<String, Map<String, Value>> ofClients = new LinkedHashMap<>();
    private final List<String> unreadable = new ArrayList<>();

    private ProvisioningRecordReader() {}

    /** Reads the realm's record. Never fails: invalid entries are left out and reported by the record's warning. */
    static ProvisioningRecord read(RealmModel realm) {
        ProvisioningRecordReader reader = new ProvisioningRecordReader();
        String stored = realm.getAttribute(ProvisioningRecord.ATTRIBUTE);
        if (stored != null) {
            reader.readAll(stored);
        }
        return new ProvisioningRecord(reader.ofRealm, reader.ofClients, reader.unreadable);
    }

    private void readAll(String stored) {
        Optional<ObjectNode> json = parse(stored);
        if (json.isEmpty()) {
            unreadable.add("its whole value");
        }
        json.ifPresent(entries -> entries.properties().forEach(entry -> {
            if (entry.getKey().equals(ProvisioningRecord.CLIENTS)) {
                readClients(entry.getValue());
            } else {
                readValue(
                        ofRealm,
                        entry.getKey(),
                        entry.getKey(),
                        entry.getValue(),
                        ProvisioningRecordReader::isRealmEntry);
            }
        }));
    }

    private void readClients(JsonNode clients) {
        if (!(clients instanceof ObjectNode byId)) {
            unreadable.add(ProvisioningRecord.CLIENTS);
        } else if (byId.get("after") != null && byId.get("after").isArray()) {
            // The format of older versions contains only internal IDs. The values were in an attribute of each client.
            byId.get("after").forEach(id -> readClient(id.asText(), MAPPER.createObjectNode()));
        } else {
            byId.properties().forEach(client -> readClient(client.getKey(), client.getValue()));
        }
    }

    private void readClient(String internalId, JsonNode values) {
        String name = ProvisioningRecord.CLIENTS + "." + internalId;
        if (isInternalId(internalId) && values instanceof ObjectNode byProperty) {
            Map<String, Value> read = ofClients.computeIfAbsent(internalId, id -> new LinkedHashMap<>());
            byProperty
                    .properties()
                    .forEach(entry -> readValue(
                            read,
                            name + "." + entry.getKey(),
                            entry.getKey(),
                            entry.getValue(),
                            ProvisioningRecordReader::isClientEntry));
        } else {
            unreadable.add(name);
        }
    }

    private void readValue(
            Map<String, Value> into,
            String name,
            String property,
            JsonNode json,
            BiPredicate<String, Value> canBeWritten) {
        value(json)
                .filter(value -> canBeWritten.test(property, value))
                .ifPresentOrElse(value -> into.put(property, value), () -> unreadable.add(name));
    }

    private static boolean isRealmEntry(String property, Value value) {
        return REALM_PROPERTIES.contains(property)
                && RealmParts.isState(value.before())
                && RealmParts.isState(value.after());
    }

    private static boolean isClientEntry(String property, Value value) {
        if (property.equals(ProvisioningRecord.CREATED) || property.equals(ProvisioningRecord.CLIENT_ENABLED)) {
            return Boolean.FALSE.equals(value.before()) && Boolean.TRUE.equals(value.after());
        }
        return ClientSetting.of(property)
                .filter(setting -> setting.isType(value.before()) && setting.isType(value.after()))
                .isPresent();
    }

    // An ID with a NUL, or one that is too long, must not reach the database.
    private static boolean isInternalId(String id) {
        return !id.isEmpty()
                && id.length() <= MAX_INTERNAL_ID_LENGTH
                && id.chars().noneMatch(Character::isISOControl);
    }

    private static Optional<Value> value(JsonNode json) {
        boolean complete = json.size() == 2 && isScalar(json.get("before")) && isScalar(json.get("after"));
        return complete
                ? Optional.of(new Value(scalar(json.get("before")), scalar(json.get("after"))))
                : Optional.empty();
    }

    private static boolean isScalar(JsonNode json) {
        return json != null && (json.isTextual() || json.isBoolean() || json.isNull());
    }

    private static Object scalar(JsonNode json) {
        if (json.isNull()) {
            return null;
        }
        return json.isBoolean() ? (Object) json.booleanValue() : json.textValue();
    }

    private static Optional<ObjectNode> parse(String stored) {
        try {
            return Optional.ofNullable(MAPPER.readTree(stored) instanceof ObjectNode json ? json : null);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
