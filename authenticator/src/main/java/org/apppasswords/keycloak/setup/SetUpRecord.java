package org.apppasswords.keycloak.setup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apppasswords.keycloak.log.ExtensionLog;

/**
 * What set-up found and what it made of it, so that teardown can put it back: kept as JSON in an attribute of the realm
 * or client that it is about, so that an export of the realm carries it.
 *
 * @param values by property
 */
record SetUpRecord(Map<String, Value> values) {

    /** Name of the attribute. */
    static final String ATTRIBUTE = "app-passwords.before-setup";

    private static final String CLIENTS = "clients";

    private static final ExtensionLog LOG = ExtensionLog.of(SetUpRecord.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * One property.
     *
     * @param before what set-up found
     * @param after what it made of it
     */
    record Value(Object before, Object after) {}

    /** The record in this attribute; an empty one if there is none. */
    static SetUpRecord read(String attribute) {
        if (attribute == null) {
            return new SetUpRecord(new LinkedHashMap<>());
        }
        try {
            return new SetUpRecord(MAPPER.readValue(attribute, new TypeReference<LinkedHashMap<String, Value>>() {}));
        } catch (JsonProcessingException e) {
            LOG.warn("the attribute %s cannot be read: teardown will not restore what it was to remember", ATTRIBUTE);
            return new SetUpRecord(new LinkedHashMap<>());
        }
    }

    String toJson() {
        try {
            return MAPPER.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and truth values are always JSON", e);
        }
    }

    Optional<Value> value(String property) {
        return Optional.ofNullable(values.get(property));
    }

    /** Remembers a change. What was found first is what is put back, however often set-up runs. */
    void remember(String property, Object before, Object after) {
        Value earlier = values.get(property);
        values.put(property, new Value(earlier == null ? before : earlier.before(), after));
    }

    /**
     * The ids of the clients that were set up, which a realm's record has. A client's own word is not enough: whoever may
     * register a client may give it attributes, and teardown would give it rights.
     */
    List<String> clients() {
        return value(CLIENTS).map(Value::after).stream()
                .flatMap(after -> after instanceof List<?> ids ? ids.stream() : Stream.empty())
                .map(Object::toString)
                .toList();
    }

    /** Remembers that this client was set up. */
    void rememberClient(String id) {
        Set<String> ids = new LinkedHashSet<>(clients());
        ids.add(id);
        values.put(CLIENTS, new Value(null, List.copyOf(ids)));
    }
}
