package org.apppasswords.keycloak.provisioning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.realmconfig.Names;
import org.keycloak.models.RealmModel;

/**
 * The values before and after {@link Provisioning}, for {@link Deprovisioning}. Stored as JSON in an attribute of the
 * realm, which only its administrators can write, and not those who manage or register a single client.
 *
 * <p>The internal ID identifies a client. Unlike the client ID, it normally changes when a client is deleted and
 * created again. A full export of the realm keeps it.
 */
final class ProvisioningRecord {

    /** Name of the realm attribute. */
    static final String ATTRIBUTE = "app-passwords.before-setup";

    static final String CLIENTS = "clients";

    /** Property of a client that provisioning has created. */
    static final String CREATED = "created";

    /** Property of a client that provisioning has enabled again. */
    static final String CLIENT_ENABLED = "enabled";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<String, Value> ofRealm;
    private final Map<String, Map<String, Value>> ofClients;
    private final List<String> unreadable;

    /**
     * The values of one property.
     *
     * @param before value before provisioning: a string, a boolean, or {@code null} if it was not set
     * @param after value after provisioning
     */
    record Value(Object before, Object after) {}

    /**
     * @param ofRealm values by property
     * @param ofClients values by internal ID and property
     * @param unreadable names of the entries that are left out because provisioning cannot have written them
     */
    ProvisioningRecord(Map<String, Value> ofRealm, Map<String, Map<String, Value>> ofClients, List<String> unreadable) {
        this.ofRealm = ofRealm;
        this.ofClients = ofClients;
        this.unreadable = List.copyOf(unreadable);
    }

    /** Stores the record, or removes the attribute if nothing is left to remember. */
    void write(RealmModel realm) {
        if (ofRealm.isEmpty() && ofClients.isEmpty()) {
            realm.removeAttribute(ATTRIBUTE);
        } else {
            realm.setAttribute(ATTRIBUTE, toJson());
        }
    }

    /** Returns a warning about entries that were left out; empty if none were. */
    Optional<String> warning() {
        return unreadable.isEmpty()
                ? Optional.empty()
                : Optional.of("The realm attribute " + ATTRIBUTE + " contains entries that provisioning did not write: "
                        + Names.join(unreadable) + ". They are ignored: nothing is restored from them.");
    }

    /** Returns a value of the realm. */
    Optional<Value> value(String property) {
        return Optional.ofNullable(ofRealm.get(property));
    }

    /** Returns a value of a client. */
    Optional<Value> value(String clientInternalId, String property) {
        return Optional.ofNullable(
                ofClients.getOrDefault(clientInternalId, Map.of()).get(property));
    }

    /** Returns whether provisioning has created this client, and nothing else is known of it: deprovisioning has left it. */
    boolean isLeftOver(String clientInternalId) {
        return ofClients.getOrDefault(clientInternalId, Map.of()).keySet().equals(Set.of(CREATED));
    }

    /** Records a change of the realm. The value before the first run is kept. */
    void remember(String property, Object before, Object after) {
        remember(ofRealm, property, before, after);
    }

    /** Records a change of a client in the same way. */
    void remember(String clientInternalId, String property, Object before, Object after) {
        remember(ofClients.computeIfAbsent(clientInternalId, id -> new LinkedHashMap<>()), property, before, after);
    }

    /** Returns the internal IDs of the provisioned clients. */
    List<String> clients() {
        return List.copyOf(ofClients.keySet());
    }

    void forgetRealm() {
        ofRealm.clear();
    }

    void forgetClient(String internalId) {
        ofClients.remove(internalId);
    }

    /** Keeps only this property of a client. */
    void forgetAllBut(String property, String clientInternalId) {
        ofClients.get(clientInternalId).keySet().retainAll(Set.of(property));
    }

    private static void remember(Map<String, Value> values, String property, Object before, Object after) {
        Value earlier = values.get(property);
        values.put(property, new Value(earlier == null ? before : earlier.before(), after));
    }

    private String toJson() {
        Map<String, Object> json = new LinkedHashMap<>(ofRealm);
        if (!ofClients.isEmpty()) {
            json.put(CLIENTS, ofClients);
        }
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and booleans are always valid JSON", e);
        }
    }
}
