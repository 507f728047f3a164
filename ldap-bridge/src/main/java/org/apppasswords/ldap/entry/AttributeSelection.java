package org.apppasswords.ldap.entry;

import com.unboundid.ldap.sdk.Attribute;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which attributes an answer carries: RFC 4511, section 4.5.1.8, and RFC 3673 for {@code +}. Names that the schema does
 * not know select nothing.
 */
public final class AttributeSelection {

    private final boolean allUser;
    private final boolean allOperational;
    private final boolean typesOnly;
    private final Set<AttributeType> named = new HashSet<>();

    public AttributeSelection(List<String> attributes, boolean typesOnly, DirectorySchema schema) {
        this.typesOnly = typesOnly;
        allUser = attributes.isEmpty() || attributes.contains("*");
        allOperational = attributes.contains("+");
        attributes.forEach(name -> schema.find(name).ifPresent(named::add));
    }

    /** Returns whether the answer carries this attribute, if the entry has it. */
    public boolean includes(AttributeType type) {
        if (named.contains(type)) {
            return true;
        }
        return type.isOperational() ? allOperational && !type.isReturnedOnlyByName() : allUser;
    }

    /** Returns the selected attributes of an entry, with their canonical names. */
    public List<Attribute> select(DirectoryEntry entry) {
        List<Attribute> selected = new ArrayList<>(entry.attributes().size());
        for (AttributeValues values : entry.attributes()) {
            if (includes(values.type())) {
                selected.add(typesOnly ? values.withoutValues() : values.attribute());
            }
        }
        return selected;
    }
}
