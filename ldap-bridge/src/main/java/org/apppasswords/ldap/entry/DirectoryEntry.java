package org.apppasswords.ldap.entry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An entry: RFC 4512, section 2.2. Immutable, so that look-ups can share it. */
public final class DirectoryEntry {

    /** What the entry stands for. Decides what a filter can find out without looking at the entry. */
    public enum Kind {
        STRUCTURE,
        PERSON,
        GROUP
    }

    private final Kind kind;
    private final String id;
    private final String dn;
    private final Set<ObjectClass> objectClasses;
    private final Map<AttributeType, AttributeValues> attributes;

    private DirectoryEntry(
            Kind kind,
            String id,
            String dn,
            Set<ObjectClass> objectClasses,
            Map<AttributeType, AttributeValues> attributes) {
        this.kind = kind;
        this.id = id;
        this.dn = dn;
        this.objectClasses = objectClasses;
        this.attributes = attributes;
    }

    static Builder builder(Kind kind, String id, String dn) {
        return new Builder(kind, id, dn);
    }

    public Kind kind() {
        return kind;
    }

    /** Returns Keycloak's id of the user or group; empty for entries that exist only here. */
    public String id() {
        return id;
    }

    public String dn() {
        return dn;
    }

    /** Returns the values of an attribute, or null if the entry does not have it. */
    public AttributeValues get(AttributeType type) {
        return attributes.get(type);
    }

    public Collection<AttributeValues> attributes() {
        return attributes.values();
    }

    public boolean has(ObjectClass objectClass) {
        return objectClasses.contains(objectClass);
    }

    /** Returns the same entry with one attribute more; without a change if there are no values. */
    public DirectoryEntry with(AttributeType type, List<String> values) {
        if (values.isEmpty()) {
            return this;
        }
        Map<AttributeType, AttributeValues> more = new LinkedHashMap<>(attributes);
        more.put(type, new AttributeValues(type, values));
        return new DirectoryEntry(kind, id, dn, objectClasses, more);
    }

    @Override
    public String toString() {
        return dn;
    }

    /** Collects attributes in the order of the answer. */
    static final class Builder {

        private final Kind kind;
        private final String id;
        private final String dn;
        private final Map<AttributeType, AttributeValues> attributes = new LinkedHashMap<>();
        private Set<ObjectClass> objectClasses = Set.of();

        private Builder(Kind kind, String id, String dn) {
            this.kind = kind;
            this.id = id;
            this.dn = dn;
        }

        /**
         * Adds the object classes.
         *
         * @param structural the class that decides what the entry is; the last one of the chain
         */
        Builder objectClasses(ObjectClass structural, List<ObjectClass> all) {
            objectClasses = Set.copyOf(all);
            put(
                    DirectorySchema.OBJECT_CLASS,
                    all.stream().map(ObjectClass::displayName).toList());
            return put(DirectorySchema.STRUCTURAL_OBJECT_CLASS, structural.displayName());
        }

        Builder put(AttributeType type, String value) {
            return put(type, value == null || value.isEmpty() ? List.of() : List.of(value));
        }

        Builder put(AttributeType type, List<String> values) {
            List<String> present = new ArrayList<>(values.size());
            values.stream().filter(value -> !value.isEmpty()).distinct().forEach(present::add);
            if (!present.isEmpty()) {
                attributes.put(
                        type, new AttributeValues(type, type.isSingleValued() ? present.subList(0, 1) : present));
            }
            return this;
        }

        DirectoryEntry build(boolean hasSubordinates) {
            put(DirectorySchema.ENTRY_DN, dn);
            put(DirectorySchema.DISTINGUISHED_NAME, dn);
            put(DirectorySchema.HAS_SUBORDINATES, hasSubordinates ? "TRUE" : "FALSE");
            put(DirectorySchema.SUBSCHEMA_SUBENTRY, NameSpace.SUBSCHEMA);
            return new DirectoryEntry(kind, id, dn, objectClasses, attributes);
        }
    }
}
